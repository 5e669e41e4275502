/**
 * A Go file's text without the bodies of its top-level functions and methods: what other packages can see of it, at a
 * tenth of the cost to parse. Strings, runes and comments are skipped; a body that does not end is left as it is.
 * Offsets are not those of the file.
 */
export function withoutBodies(text: string, bodies = bodiesOf(text)): string {
  let result = '';
  let copied = 0;
  for (const { open, close } of bodies) {
    result += `${text.slice(copied, open)}{}`;
    copied = close + 1;
  }
  return result + text.slice(copied);
}

/** The braces of a body: their offsets. */
export interface Body {
  open: number;
  close: number;
}

/** The bodies of the functions and methods at top level, in order. */
export function bodiesOf(text: string): Body[] {
  const bodies: Body[] = [];
  let depth = 0;
  let isFunction = false;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x2f: // /
        i = skipComment(text, i);
        break;
      case 0x22: // "
      case 0x27: // '
        i = skipQuoted(text, i);
        break;
      case 0x60: // `
        i = skipTo(text, '`', i + 1);
        break;
      case 0x66: // f
        if (depth === 0 && (i === 0 || text[i - 1] === '\n') && text.startsWith('func', i)) isFunction = true;
        break;
      case 0x28: // (
      case 0x5b: // [
        depth++;
        break;
      case 0x29: // )
      case 0x5d: // ]
        depth--;
        break;
      case 0x7b: // {
        if (isFunction && depth === 0 && !isTypeBrace(text, i)) {
          const close = bodyEnd(text, i);
          if (close < 0) return bodies;
          bodies.push({ open: i, close });
          i = close;
          isFunction = false;
        } else depth++;
        break;
      case 0x7d: // }
        depth--;
        break;
    }
  }
  return bodies;
}

/** Whether a brace belongs to a `struct{…}` or `interface{…}` of a function's results. */
const isTypeBrace = (text: string, brace: number): boolean =>
  /\b(?:struct|interface)[ \t]*$/.test(text.slice(Math.max(0, brace - 12), brace));

/** The brace that closes the one at `open`, or -1. */
export function bodyEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x2f:
        i = skipComment(text, i);
        break;
      case 0x22:
      case 0x27:
        i = skipQuoted(text, i);
        break;
      case 0x60:
        i = skipTo(text, '`', i + 1);
        break;
      case 0x7b:
        depth++;
        break;
      case 0x7d:
        if (--depth === 0) return i;
        break;
    }
  }
  return -1;
}

/** The last character of a comment that begins at `at`; `at` where none does. */
function skipComment(text: string, at: number): number {
  if (text[at + 1] === '/') return skipTo(text, '\n', at + 2);
  if (text[at + 1] !== '*') return at;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 1;
}

/** The closing quote, or the end of the line that it is missing in. */
function skipQuoted(text: string, open: number): number {
  const quote = text.charCodeAt(open);
  for (let i = open + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote || code === 0x0a) return i;
    if (code === 0x5c) i++; // an escaped character
  }
  return text.length;
}

function skipTo(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at;
}
