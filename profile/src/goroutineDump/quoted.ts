const single = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** Digits of an escape that is a number, by its letter: `\\x41`, `\\u0041`, `\\U00000041`. */
const lengths = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/**
 * What a Go string literal stands for (https://go.dev/ref/spec#String_literals); a missing quote at its end does not
 * matter. Bytes that are no UTF-8 become replacement characters.
 */
export function unquoted(literal: string): string {
  const end = literal.length > 1 && literal.endsWith('"') ? literal.length - 1 : literal.length;
  let text = '';
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length) text += new TextDecoder().decode(Uint8Array.from(bytes));
    bytes = [];
  };
  for (let at = 1; at < end; ) {
    const character = literal[at++];
    if (character !== '\\' || at >= end) {
      flush();
      text += character;
      continue;
    }
    const code = literal[at++];
    const octal = code >= '0' && code <= '7';
    const digits = octal ? literal.slice(at - 1, at + 2) : literal.slice(at, at + (lengths.get(code) ?? 0));
    if (!octal && !lengths.has(code)) {
      flush();
      text += single.get(code) ?? code;
      continue;
    }
    at += octal ? 2 : digits.length;
    const value = Number.parseInt(digits, octal ? 8 : 16);
    if (octal || code === 'x') bytes.push(value & 0xff);
    else {
      flush();
      text += value <= 0x10ffff ? String.fromCodePoint(value) : '\ufffd';
    }
  }
  flush();
  return text;
}
