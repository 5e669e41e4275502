import { FormatError } from '../errors.ts';
import type { MetricFamily, MetricSample, Scrape } from './model.ts';

const longestLine = 1 << 20;
const mostSamples = 2_000_000;
const suffix = /_(?:bucket|sum|count|total|created|info|gsum|gcount)$/;

export const looksLikeMetrics = (text: string): boolean =>
  /^# TYPE [A-Za-z_:][\w:]{0,300} (?:counter|gauge|histogram|summary|untyped|unknown|info|stateset|gaugehistogram)\r?$/m.test(
    text,
  );

/**
 * Reads Prometheus' text format and OpenMetrics'.
 *
 * Source: prometheus.io, «Exposition formats»; OpenMetrics 1.0. Exemplars are passed over.
 *
 * @throws FormatError with the character where a line is no sample.
 */
export function parseMetrics(text: string, progress: (done: number) => void = () => {}): Scrape {
  const families = new Map<string, Family>();
  let openMetrics = false;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    if (stop - at > longestLine) throw new FormatError('A line is longer than any metric’s.', at);
    const line = text.slice(at, stop).trim();
    if (line.startsWith('#')) {
      const [, keyword, name = '', ...rest] = line.split(' ');
      const says = rest.join(' ');
      if (keyword === 'EOF') openMetrics = true;
      else if (keyword === 'TYPE') familyOf(families, name).type = says;
      else if (keyword === 'UNIT') familyOf(families, name).unit = says;
      else if (keyword === 'HELP') familyOf(families, name).help = unescaped(says);
    } else if (line) {
      const sample = new SampleScanner(line, at).read();
      belongingTo(families, sample.name).samples.push(sample);
      if (++count > mostSamples) throw new FormatError('It has more than 2 000 000 samples.', at);
      if (count % 10_000 === 0) progress(at);
    }
    at = stop + 1;
  }
  if (!count) throw new FormatError('It holds no metric.', 0);
  // OpenMetrics counts in seconds.
  if (openMetrics) {
    for (const { samples } of families.values())
      for (const sample of samples) if (sample.timeMs !== undefined) sample.timeMs *= 1000;
  }
  return { families: [...families.values()] };
}

type Family = Omit<MetricFamily, 'samples'> & { samples: MetricSample[] };

function familyOf(families: Map<string, Family>, name: string): Family {
  let family = families.get(name);
  if (!family) {
    family = { name, type: 'untyped', help: '', unit: '', samples: [] };
    families.set(name, family);
  }
  return family;
}

function belongingTo(families: Map<string, Family>, name: string): Family {
  const own = families.get(name) ?? families.get(name.replace(suffix, ''));
  return own ?? familyOf(families, name);
}

const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/g, (_, code: string) => (code === 'n' ? '\n' : code)) : text;

/** `name{label="value",other="…"} 12.5 1395066363000`. */
class SampleScanner {
  private at = 0;
  private readonly line: string;
  private readonly offset: number;

  constructor(line: string, offset: number) {
    this.line = line;
    this.offset = offset;
  }

  read(): MetricSample {
    const { line } = this;
    const labels: Record<string, string> = {};
    let name = this.word();
    this.blanks();
    if (line[this.at] === '{') {
      this.at++;
      for (;;) {
        this.blanks();
        if (line[this.at] === '}') break;
        // Names that are no identifiers are quoted since UTF-8 is allowed; a lone one is the metric's.
        const key = line[this.at] === '"' ? this.quoted() : this.word();
        this.blanks();
        if (line[this.at] === '=') {
          this.at++;
          this.blanks();
          const value = this.quoted();
          Object.defineProperty(labels, key, { value, enumerable: true, configurable: true, writable: true });
        } else if (!name) name = key;
        else throw this.broken();
        this.blanks();
        if (line[this.at] === ',') this.at++;
        else if (line[this.at] !== '}') throw this.broken();
      }
      this.at++;
    }
    if (!name) throw this.broken();
    const rest = line.slice(this.at).split(' # ', 1)[0].trim().split(/\s+/);
    const value = numberOf(rest[0]);
    const time = rest[1] === undefined ? undefined : Number(rest[1]);
    if (value === null || rest.length > 2 || Number.isNaN(time)) throw this.broken();
    return time === undefined ? { name, labels, value } : { name, labels, value, timeMs: time };
  }

  private word(): string {
    const from = this.at;
    while (this.at < this.line.length && /[\w:.]/.test(this.line[this.at])) this.at++;
    return this.line.slice(from, this.at);
  }

  private quoted(): string {
    if (this.line[this.at] !== '"') throw this.broken();
    const from = ++this.at;
    while (this.at < this.line.length && this.line[this.at] !== '"')
      this.at += this.line[this.at] === '\\' ? 2 : 1;
    if (this.at >= this.line.length) throw this.broken();
    return unescaped(this.line.slice(from, this.at++));
  }

  private blanks(): void {
    while (this.line[this.at] === ' ' || this.line[this.at] === '\t') this.at++;
  }

  private broken(): FormatError {
    return new FormatError(
      `A metric should stand here, and there is «${this.line.slice(0, 60)}».`,
      this.offset + this.at,
    );
  }
}

function numberOf(text: string): number | null {
  if (/^[+-]?Inf$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^NaN$/i.test(text)) return Number.NaN;
  return /^[+-]?(?:\d|\.\d)/.test(text) && !Number.isNaN(Number(text)) ? Number(text) : null;
}
