import * as l10n from '@vscode/l10n';

const units = [
  { size: 1e9, text: (value: string) => l10n.t('{0} s', value) },
  { size: 1e6, text: (value: string) => l10n.t('{0} ms', value) },
  { size: 1e3, text: (value: string) => l10n.t('{0} µs', value) },
  { size: 1, text: (value: string) => l10n.t('{0} ns', value) },
];

const unitOf = (time: number) => units.find(({ size }) => Math.abs(time) >= size) ?? units[3];

/** A length of time in its largest unit, with three digits that count; of nanoseconds. */
export function durationText(time: number): string {
  if (time === 0) return '0';
  const { size, text } = unitOf(time);
  const value = time / size;
  return text(value >= 1000 ? Math.round(value).toLocaleString() : String(Number(value.toPrecision(3))));
}

/** A length of time to be copied: in its largest unit, and exactly. */
export const exactText = (time: number): string =>
  Math.abs(time) < 1000 ? durationText(time) : `${durationText(time)} (${Math.round(time)} ns)`;

export interface Tick {
  time: number;
  text: string;
}

/**
 * Round moments of a window, at most `most` of them; all in one unit, with as many digits as tell them apart.
 *
 * @param from nanoseconds, as `to`
 */
export function ticksOf(from: number, to: number, most: number): Tick[] {
  const least = (to - from) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  const step = ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
  const { size, text } = unitOf(Math.max(step, to / 1000));
  const digits = Math.max(0, Math.ceil(Math.log10(size / step)));
  const ticks: Tick[] = [];
  for (let n = Math.ceil(from / step); n * step <= to; n++) {
    const time = n * step;
    ticks.push({ time, text: time === 0 ? '0' : text((time / size).toFixed(digits)) });
  }
  return ticks;
}
