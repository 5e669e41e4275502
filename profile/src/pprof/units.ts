/** Steps of a unit, each with what it is in the smallest one. */
type Scale = readonly (readonly [factor: number, name: string])[];

const time: Scale = [
  [1, 'ns'],
  [1e3, 'µs'],
  [1e6, 'ms'],
  [1e9, 's'],
  [60e9, 'min'],
  [3600e9, 'h'],
];

/** In steps of 1024, with the names that `go tool pprof` gives them. */
const memory: Scale = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].map((name, step) => [1024 ** step, name] as const);

/** Units of profiles, as github.com/google/pprof/internal/measurement knows them. */
const known = new Map<string, readonly [scale: Scale, factor: number]>([
  ...names(time, 1, 'nanosecond', 'ns'),
  ...names(time, 1e3, 'microsecond', 'us', 'µs'),
  ...names(time, 1e6, 'millisecond', 'ms'),
  ...names(time, 1e9, 'second', 's', 'sec'),
  ...names(time, 60e9, 'minute', 'min'),
  ...names(time, 3600e9, 'hour', 'h', 'hr'),
  ...names(memory, 1, 'byte', 'b'),
  ...names(memory, 1024, 'kilobyte', 'kb', 'kib'),
  ...names(memory, 1024 ** 2, 'megabyte', 'mb', 'mib'),
  ...names(memory, 1024 ** 3, 'gigabyte', 'gb', 'gib'),
]);

function names(scale: Scale, factor: number, long: string, ...short: string[]) {
  return [long, `${long}s`, ...short].map((name) => [name, [scale, factor] as const] as const);
}

/** A value in the unit that leaves few digits: `1.25 s` of 1250000000 nanoseconds, `12,345` of a count. */
export function formatValue(value: number, unit: string): string {
  const scaled = known.get(unit.toLowerCase());
  if (!scaled) {
    const text = value.toLocaleString();
    return unit === '' || unit === 'count' ? text : `${text} ${unit}`;
  }
  const [scale, factor] = scaled;
  const base = value * factor;
  const size = Math.abs(base);
  const step = scale.findLast(([least]) => size >= least) ?? scale[0];
  return base === 0 ? '0' : `${short(base / step[0])} ${step[1]}`;
}

/** A value with its sign, as a difference is told. */
export const formatChange = (value: number, unit: string): string =>
  `${value > 0 ? '+' : ''}${formatValue(value, unit)}`;

/** A share of a whole in percent; the little that there is never reads as nothing. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0%';
  const percent = (part / whole) * 100;
  if (Math.abs(percent) < 0.01) return percent < 0 ? '> -0.01%' : '< 0.01%';
  return `${short(percent)}%`;
}

function short(value: number): string {
  const size = Math.abs(value);
  return value.toLocaleString(undefined, { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2 });
}
