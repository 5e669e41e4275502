import { Doubles, Ints } from '../columns.ts';
import type { Mapping, SampleProfile, ValueType } from './sampleProfile.ts';

/** A text or, with its unit, a number. */
export type Label = { key: string; text: string } | { key: string; number: number; unit: string };

/** Builds a profile row by row, each string, function and location once. */
export class ProfileBuilder {
  private readonly strings: string[] = [''];
  private readonly stringIndex = new Map<string, number>([['', 0]]);
  private readonly values = new Doubles();
  private readonly wide = new Map<number, bigint>();
  private readonly stackStart = new Ints();
  private readonly stackLocations = new Ints();
  private readonly labelStart = new Ints();
  private readonly labelKey = new Ints();
  private readonly labelText = new Ints();
  private readonly labelNumber = new Doubles();
  private readonly labelUnit = new Ints();
  private readonly addresses: bigint[] = [];
  private readonly locationMapping = new Ints();
  private readonly lineStart = new Ints();
  private readonly lineFunction = new Ints();
  private readonly lineNumber = new Doubles();
  private readonly functionIndex = new Map<string, number>();
  private readonly functionName = new Ints();
  private readonly functionFile = new Ints();
  private readonly functionStartLine = new Doubles();
  readonly mappings: Mapping[] = [];

  private string(text: string): number {
    const known = this.stringIndex.get(text);
    if (known !== undefined) return known;
    const index = this.strings.push(text) - 1;
    this.stringIndex.set(text, index);
    return index;
  }

  /** The row of a function; the same for the same name, file and first line. */
  fn(name: string, file: string, startLine = 0): number {
    const key = `${name}\0${file}\0${startLine}`;
    const known = this.functionIndex.get(key);
    if (known !== undefined) return known;
    const row = this.functionName.length;
    this.functionIndex.set(key, row);
    this.functionName.push(this.string(name));
    this.functionFile.push(this.string(file));
    this.functionStartLine.push(startLine);
    return row;
  }

  /** A new location; lines as [function row or -1, line number], inlined calls first. */
  location(address: bigint, mapping: number, lines: readonly (readonly [number, number])[]): number {
    this.lineStart.push(this.lineFunction.length);
    for (const [fn, line] of lines) {
      this.lineFunction.push(fn);
      this.lineNumber.push(line);
    }
    this.locationMapping.push(mapping);
    return this.addresses.push(BigInt.asUintN(64, address)) - 1;
  }

  /** A new sample; a value beyond 2^53 as a bigint. */
  sample(
    locations: Iterable<number>,
    values: readonly (number | bigint)[],
    labels: readonly Label[] = [],
  ): void {
    this.stackStart.push(this.stackLocations.length);
    this.labelStart.push(this.labelKey.length);
    for (const location of locations) this.stackLocations.push(location);
    for (const value of values) {
      if (!Number.isSafeInteger(Number(value))) this.wide.set(this.values.length, BigInt(value));
      this.values.push(Number(value));
    }
    for (const label of labels) {
      this.labelKey.push(this.string(label.key));
      this.labelText.push('text' in label ? this.string(label.text) : -1);
      this.labelNumber.push('number' in label ? label.number : 0);
      this.labelUnit.push('number' in label ? this.string(label.unit) : 0);
    }
  }

  build(facts: {
    sampleTypes: readonly ValueType[];
    defaultType?: number;
    periodType?: ValueType | null;
    period?: number;
    timeMs?: number;
    durationNanos?: number;
    comments?: readonly string[];
    dropFrames?: string;
    keepFrames?: string;
    docUrl?: string;
  }): SampleProfile {
    const samples = this.stackStart.length;
    this.stackStart.push(this.stackLocations.length);
    this.labelStart.push(this.labelKey.length);
    this.lineStart.push(this.lineFunction.length);
    return {
      defaultType: facts.sampleTypes.length - 1,
      periodType: null,
      period: 0,
      timeMs: 0,
      durationNanos: 0,
      comments: [],
      docUrl: '',
      dropFrames: '',
      keepFrames: '',
      ...facts,
      samples,
      values: this.values.done(),
      wideValues: this.wide,
      stackStart: this.stackStart.done(),
      stackLocations: this.stackLocations.done(),
      labelStart: this.labelStart.done(),
      labelKey: this.labelKey.done(),
      labelText: this.labelText.done(),
      labelNumber: this.labelNumber.done(),
      labelUnit: this.labelUnit.done(),
      locationAddress: BigUint64Array.from(this.addresses),
      locationMapping: this.locationMapping.done(),
      lineStart: this.lineStart.done(),
      lineFunction: this.lineFunction.done(),
      lineNumber: this.lineNumber.done(),
      functionName: this.functionName.done(),
      functionFile: this.functionFile.done(),
      functionStartLine: this.functionStartLine.done(),
      mappings: this.mappings,
      strings: this.strings,
    };
  }
}
