/** What a value counts: `cpu` in `nanoseconds`, `inuse_space` in `bytes`. */
export interface ValueType {
  type: string;
  unit: string;
}

/** A binary or library that was loaded. */
export interface Mapping {
  start: bigint;
  limit: bigint;
  offset: bigint;
  file: string;
  buildId: string;
}

/**
 * Weighted stacks, in columns: rows are numbered from 0, and what a row has several of lies between `xStart[row]` and
 * `xStart[row + 1]`. Strings are indexes into `strings`. Nothing in it is an object a sample, so that it crosses
 * `postMessage` and holds millions of samples.
 *
 * Source: github.com/google/pprof/proto/profile.proto (formats.md, section 5).
 */
export interface SampleProfile {
  sampleTypes: readonly ValueType[];
  /** Which of `sampleTypes` to show first: the one that the profile names, else the last. */
  defaultType: number;
  periodType: ValueType | null;
  /** Events between two samples, in `periodType`'s unit; 0 where unknown. */
  period: number;
  /** When it was taken: milliseconds since 1970; 0 where unknown. */
  timeMs: number;
  /** How long it took: nanoseconds; 0 where unknown. */
  durationNanos: number;
  comments: readonly string[];
  docUrl: string;
  /** Functions to leave out, with what they call; and exceptions from that. Regular expressions of whole names. */
  dropFrames: string;
  keepFrames: string;

  /** How many samples there are. */
  samples: number;
  /** Sample `s` has the value `values[s * sampleTypes.length + t]` of type `t`. May be negative in differences. */
  values: Float64Array;
  /** Index in `values` → the exact value, of those beyond ±2^53, which a double rounds. */
  wideValues: ReadonlyMap<number, bigint>;
  /** Sample → its locations, innermost first. */
  stackStart: Int32Array;
  stackLocations: Int32Array;
  /** Sample → its labels. `labelText` is -1 in numeric ones. */
  labelStart: Int32Array;
  labelKey: Int32Array;
  labelText: Int32Array;
  labelNumber: Float64Array;
  labelUnit: Int32Array;

  locationAddress: BigUint64Array;
  /** Index into `mappings`; -1 where there is none. */
  locationMapping: Int32Array;
  /** Location → its lines: inlined calls first, the physical one last; none where symbols are missing. */
  lineStart: Int32Array;
  /** Function row; -1 where there is none. */
  lineFunction: Int32Array;
  lineNumber: Float64Array;

  functionName: Int32Array;
  functionFile: Int32Array;
  functionStartLine: Float64Array;

  mappings: readonly Mapping[];
  strings: readonly string[];
}

/** Sum of one type over all samples, exact: a bigint where a double is not. */
export function totalOf(
  { samples, values, wideValues, sampleTypes }: SampleProfile,
  type: number,
): number | bigint {
  const types = sampleTypes.length;
  let low = 0;
  let carried = 0n;
  for (let s = 0; s < samples; s++) {
    const at = s * types + type;
    const wide = wideValues.get(at);
    if (wide !== undefined) carried += wide;
    else {
      const sum = low + values[at];
      if (Number.isSafeInteger(sum)) low = sum;
      else {
        carried += BigInt(low);
        low = values[at];
      }
    }
  }
  const total = carried + BigInt(low);
  return total === BigInt(Number(total)) ? Number(total) : total;
}

/** The name of a location without symbols: `0x47d1f6`. */
export const addressName = (address: bigint): string => `0x${address.toString(16)}`;
