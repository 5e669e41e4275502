/** How long a wait is suspicious, as a person says it: seconds, or a share of the trace's length in percent. */
export interface Threshold {
  value: number;
  unit: 'seconds' | 'percent';
}

/** Nanoseconds of a threshold. */
export const nanosecondsOf = ({ value, unit }: Threshold, duration: number): number =>
  unit === 'seconds' ? value * 1e9 : (value / 100) * duration;

/** A threshold as the trace has it, as a person would say it. */
export const thresholdOf = (nanoseconds: number, duration: number): Threshold =>
  nanoseconds >= 10e9 || duration === 0
    ? { value: nanoseconds / 1e9, unit: 'seconds' }
    : { value: Math.round((nanoseconds / duration) * 1000) / 10, unit: 'percent' };
