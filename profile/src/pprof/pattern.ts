/** One character of a pattern: what it accepts. */
type Accepts = (code: number) => boolean;

/** A state of the automaton: a character to read, or one or two states to go on with. */
interface State {
  accepts: Accepts | null;
  next: number;
  other: number;
}

const largestPattern = 10_000;
const end = -1;

/**
 * Compiles a regular expression that matches whole texts in linear time, whatever it is: patterns come out of files,
 * and the platform's own engine may take for ever. It knows of RE2's syntax what profiles use: alternatives, groups,
 * `. * + ?`, classes and escapes.
 *
 * @returns `null` for a pattern with anything else.
 */
export function wholePattern(source: string): ((text: string) => boolean) | null {
  if (source.length > largestPattern) return null;
  try {
    const parser = new PatternParser(source);
    const start = parser.compile();
    return (text) => matches(parser.states, start, text);
  } catch (error) {
    if (error instanceof UnknownSyntax) return null;
    throw error;
  }
}

class UnknownSyntax extends Error {}

function matches(states: readonly State[], start: number, text: string): boolean {
  const mark = new Int32Array(states.length).fill(-1);
  let now: number[] = [];
  let done = false;
  const add = (from: number, step: number, into: number[]) => {
    const open = [from];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (state === end) done = true;
      else if (mark[state] !== step) {
        mark[state] = step;
        const { accepts, next, other } = states[state];
        if (accepts) into.push(state);
        else {
          if (other !== state) open.push(other);
          open.push(next);
        }
      }
    }
  };
  add(start, 0, now);
  for (let i = 0; i < text.length; i++) {
    if (!now.length) return false;
    done = false;
    const code = text.charCodeAt(i);
    const then: number[] = [];
    for (const state of now) if (states[state].accepts?.(code)) add(states[state].next, i + 1, then);
    now = then;
  }
  return done;
}

/** Builds the automaton from the end backwards, so that each part knows what follows it. */
class PatternParser {
  readonly states: State[] = [];
  private at = 0;
  private depth = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  compile(): number {
    const build = this.alternatives();
    if (this.at < this.source.length) throw new UnknownSyntax();
    return build(end);
  }

  private alternatives(): (next: number) => number {
    if (++this.depth > 200) throw new UnknownSyntax();
    const options = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      options.push(this.sequence());
    }
    this.depth--;
    return (next) =>
      options
        .map((build) => build(next))
        .reduceRight((other, first) => this.state({ accepts: null, next: first, other }));
  }

  private sequence(): (next: number) => number {
    const parts: ((next: number) => number)[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at])) parts.push(this.repeated());
    return (next) => parts.reduceRight((after, build) => build(after), next);
  }

  private repeated(): (next: number) => number {
    const build = this.atom();
    const sign = this.source[this.at];
    if (sign !== '*' && sign !== '+' && sign !== '?') return build;
    this.at++;
    // Whether a repetition is greedy makes no difference for whole texts.
    if (this.source[this.at] === '?') this.at++;
    if ('*+?{'.includes(this.source[this.at] ?? ' ')) throw new UnknownSyntax();
    if (sign === '?') return (next) => this.state({ accepts: null, next: build(next), other: next });
    return (next) => {
      const loop = this.state({ accepts: null, next: end, other: next });
      const body = build(loop);
      this.states[loop].next = body;
      return sign === '*' ? loop : body;
    };
  }

  private atom(): (next: number) => number {
    const character = this.source[this.at++];
    if (character === '(') {
      if (this.source[this.at] === '?') {
        if (this.source[this.at + 1] !== ':') throw new UnknownSyntax();
        this.at += 2;
      }
      const build = this.alternatives();
      if (this.source[this.at++] !== ')') throw new UnknownSyntax();
      return build;
    }
    if (character === '^' || character === '$') {
      // Only where they change nothing.
      const outer = character === '^' ? this.at === 1 : this.at === this.source.length;
      if (!outer || this.source.includes('|')) throw new UnknownSyntax();
      return (next) => next;
    }
    const accepts =
      character === '.'
        ? (code: number) => code !== 10
        : character === '['
          ? this.set()
          : character === '\\'
            ? this.escaped()
            : this.exactly(character);
    return (next) => this.state({ accepts, next, other: next });
  }

  private exactly(character: string): Accepts {
    if ('*+?{'.includes(character)) throw new UnknownSyntax();
    const code = character.charCodeAt(0);
    return (other) => other === code;
  }

  private escaped(): Accepts {
    const character = this.source[this.at++] ?? '';
    const known = classes[character];
    if (known) return known;
    if (!character || /[a-zA-Z0-9]/.test(character)) throw new UnknownSyntax();
    const code = character.charCodeAt(0);
    return (other) => other === code;
  }

  /** `[^a-z_\d]`. */
  private set(): Accepts {
    const not = this.source[this.at] === '^';
    if (not) this.at++;
    const accepted: Accepts[] = [];
    for (let first = true; this.source[this.at] !== ']' || first; first = false) {
      const character = this.source[this.at++];
      if (character === undefined || (character === '[' && this.source[this.at] === ':'))
        throw new UnknownSyntax();
      if (character === '\\') {
        accepted.push(this.escaped());
        continue;
      }
      const from = character.charCodeAt(0);
      let to = from;
      if (this.source[this.at] === '-' && this.source[this.at + 1] !== ']') {
        const last = this.source[this.at + 1];
        if (last === undefined || last === '\\') throw new UnknownSyntax();
        to = last.charCodeAt(0);
        this.at += 2;
      }
      accepted.push((code) => code >= from && code <= to);
    }
    this.at++;
    return (code) => accepted.some((accepts) => accepts(code)) !== not;
  }

  private state(state: State): number {
    if (this.states.length > largestPattern * 2) throw new UnknownSyntax();
    return this.states.push(state) - 1;
  }
}

const isDigit: Accepts = (code) => code >= 48 && code <= 57;
const isWord: Accepts = (code) =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
const isSpace: Accepts = (code) => code === 32 || (code >= 9 && code <= 13 && code !== 11);
const classes: Readonly<Record<string, Accepts>> = Object.assign(Object.create(null), {
  d: isDigit,
  D: (code: number) => !isDigit(code),
  w: isWord,
  W: (code: number) => !isWord(code),
  s: isSpace,
  S: (code: number) => !isSpace(code),
});
