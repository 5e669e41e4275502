import { Doubles, Ints } from '../columns.ts';
import { FormatError } from '../errors.ts';
import { broken, Protobuf, truncated, wire } from './protobuf.ts';
import type { Mapping, SampleProfile, ValueType } from './sampleProfile.ts';

/** More calls than all stacks of a profile have; a small file can claim far more by repeating itself. */
const maxFrames = 200_000_000;

/** Wire type of each top-level field of a Profile, by number. */
const wireTypes = [-1, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 2, 0, 2, 0, 2];
const fieldsLookedAt = 12;

/** Whether the first fields are such as a profile has: other binary files and texts fail within a few bytes. */
export function looksLikeProfile(bytes: Uint8Array): boolean {
  let at = 0;
  for (let i = 0; i < fieldsLookedAt && at < bytes.length; i++) {
    const tag = bytes[at++];
    if (wireTypes[tag >> 3] !== (tag & 7)) return false;
    let value = 0;
    let shift = 0;
    let byte = 0x80;
    for (; byte & 0x80 && shift < 70 && at < bytes.length; shift += 7) {
      byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
    }
    if (byte & 0x80) return at >= bytes.length && i > 0;
    if ((tag & 7) === 2) at += value;
  }
  return true;
}

/**
 * Reads a profile's wire format into columns. Values keep all 64 bits: as doubles to 2^53, beyond it also in
 * `wideValues`. Needs about six times the bytes while it reads.
 *
 * @throws FormatError with the offset where the bytes stop being a profile, or for a location, function or string that it refers to and does not hold; id 0 means none.
 */
export function readProfile(bytes: Uint8Array, progress: (done: number) => void = () => {}): SampleProfile {
  const reader = new ProfileReader(bytes);
  reader.read(progress);
  return reader.profile();
}

/** Ids, which are arbitrary, to numbers in order of their first appearance. */
class Ids {
  /** Number → row where it is defined; -1 until then. */
  readonly row = new Ints();
  private readonly ids = new Doubles();
  private direct = new Int32Array(1024);
  private readonly others = new Map<number, number>();

  number(id: number): number {
    if (id < this.direct.length) {
      const known = this.direct[id];
      if (known > 0) return known - 1;
      const number = this.add(id);
      this.direct[id] = number + 1;
      return number;
    }
    const known = this.others.get(id);
    if (known !== undefined) return known;
    const number = this.add(id);
    // Ids mostly count from 1: a table is enough for them.
    if (id < this.direct.length * 2 && id <= this.row.length * 4) {
      const wider = new Int32Array(this.direct.length * 2);
      wider.set(this.direct);
      for (const [other, its] of this.others) {
        if (other >= wider.length) continue;
        wider[other] = its + 1;
        this.others.delete(other);
      }
      this.direct = wider;
      this.direct[id] = number + 1;
    } else this.others.set(id, number);
    return number;
  }

  define(id: number, row: number): void {
    // In this order: a new number may move the column.
    const number = this.number(id);
    this.row.data[number] = row;
  }

  /** Makes rows of numbers; -1 stays. What is referred to and not defined is an error, if it has a name. */
  resolve(numbers: Int32Array, what: string | null): void {
    const rows = this.row.data;
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i];
      if (number < 0) continue;
      const row = rows[number];
      if (row < 0 && what) throw missing(what, this.ids.data[number]);
      numbers[i] = row;
    }
  }

  private add(id: number): number {
    this.row.push(-1);
    this.ids.push(id);
    return this.row.length - 1;
  }
}

class ProfileReader {
  private readonly wire: Protobuf;
  private readonly bytes: Uint8Array;
  private readonly decoder = new TextDecoder();
  private readonly strings: string[] = [];
  private readonly typeNames = new Ints();
  private readonly typeUnits = new Ints();
  private readonly comments = new Ints();
  /** Scalars of the profile by field. */
  private readonly scalars: number[] = [];
  private periodType: [number, number] | null = null;

  private readonly valueStart = new Ints();
  private readonly values = new Doubles();
  private readonly wide = new Map<number, bigint>();
  private readonly stackStart = new Ints();
  private readonly stackLocations = new Ints();
  private readonly labelStart = new Ints();
  private readonly labelKey = new Ints();
  private readonly labelText = new Ints();
  private readonly labelNumber = new Doubles();
  private readonly labelUnit = new Ints();

  private readonly locations = new Ids();
  private readonly addressLow = new Ints();
  private readonly addressHigh = new Ints();
  private readonly locationMapping = new Ints();
  private readonly lineStart = new Ints();
  private readonly lineFunction = new Ints();
  private readonly lineNumber = new Doubles();

  private readonly functions = new Ids();
  private readonly functionName = new Ints();
  private readonly functionFile = new Ints();
  private readonly functionStartLine = new Doubles();

  private readonly mappings = new Ids();
  private readonly mappingRows: (Omit<Mapping, 'file' | 'buildId'> & { file: number; buildId: number })[] =
    [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.wire = new Protobuf(bytes);
  }

  read(progress: (done: number) => void): void {
    const { wire: at, bytes } = this;
    const limit = bytes.length;
    let messages = 0;
    while (at.at < limit) {
      const from = at.at;
      const tag = at.varint();
      const field = Math.floor(tag / 8);
      const type = tag & 7;
      if (field === 0) throw broken(from);
      if ((++messages & 0xffff) === 0) progress(at.at);
      if (type !== wire.bytes) {
        if (type === wire.varint) {
          at.varint();
          if (field === 13) this.comments.push(at.low | 0);
          else if (field < 16) this.scalars[field] = at.signed();
        } else at.skip(type, limit);
        continue;
      }
      const end = at.end(limit);
      if (field === 1) {
        this.scalarsOf(end);
        this.typeNames.push(this.fields[1]);
        this.typeUnits.push(this.fields[2]);
      } else if (field === 2) this.sample(end);
      else if (field === 3) this.mapping(end);
      else if (field === 4) this.location(end);
      else if (field === 5) this.fn(end);
      else if (field === 6) this.strings.push(this.decoder.decode(bytes.subarray(at.at, end)));
      else if (field === 11) {
        this.scalarsOf(end);
        this.periodType = [this.fields[1], this.fields[2]];
      } else if (field === 13) {
        while (at.at < end) {
          at.varint();
          this.comments.push(at.low | 0);
        }
      }
      if (at.at > end) throw truncated(end);
      at.at = end;
    }
    // The ends of the last rows.
    this.valueStart.push(this.values.length);
    this.stackStart.push(this.stackLocations.length);
    this.labelStart.push(this.labelKey.length);
    this.lineStart.push(this.lineFunction.length);
  }

  profile(): SampleProfile {
    const sampleTypes = Array.from(
      { length: this.typeNames.length },
      (_, i): ValueType => ({
        type: this.text(this.typeNames.data[i]),
        unit: this.text(this.typeUnits.data[i]),
      }),
    );
    const stackLocations = this.stackLocations.done();
    const lineFunction = this.lineFunction.done();
    const locationMapping = this.locationMapping.done();
    this.locations.resolve(stackLocations, 'location');
    this.functions.resolve(lineFunction, 'function');
    this.mappings.resolve(locationMapping, null);
    const lineStart = this.lineStart.done();
    checkFrames(stackLocations, lineStart);
    const labelKey = this.labelKey.done();
    const labelText = this.labelText.done();
    const labelUnit = this.labelUnit.done();
    const functionName = this.functionName.done();
    const functionFile = this.functionFile.done();
    for (const column of [labelKey, labelUnit, functionName, functionFile]) this.checkStrings(column);
    this.checkStrings(labelText.filter((text) => text !== -1));
    const addresses = new Uint32Array(this.addressLow.length * 2);
    for (let i = 0; i < this.addressLow.length; i++) {
      addresses[2 * i] = this.addressLow.data[i];
      addresses[2 * i + 1] = this.addressHigh.data[i];
    }
    const named = this.text(this.scalars[14] ?? 0);
    const chosen = named ? sampleTypes.findIndex(({ type }) => type === named) : -1;
    return {
      sampleTypes,
      defaultType: chosen >= 0 ? chosen : Math.max(sampleTypes.length - 1, 0),
      periodType: this.periodType && {
        type: this.text(this.periodType[0]),
        unit: this.text(this.periodType[1]),
      },
      period: this.scalars[12] ?? 0,
      timeMs: (this.scalars[9] ?? 0) / 1e6,
      durationNanos: this.scalars[10] ?? 0,
      comments: Array.from(this.comments.done(), (index) => this.text(index)),
      docUrl: this.text(this.scalars[15] ?? 0),
      dropFrames: this.text(this.scalars[7] ?? 0),
      keepFrames: this.text(this.scalars[8] ?? 0),
      samples: this.stackStart.length - 1,
      ...this.valueColumns(sampleTypes.length),
      stackStart: this.stackStart.done(),
      stackLocations,
      labelStart: this.labelStart.done(),
      labelKey,
      labelText,
      labelNumber: this.labelNumber.done(),
      labelUnit,
      locationAddress: new BigUint64Array(addresses.buffer),
      locationMapping,
      lineStart,
      lineFunction,
      lineNumber: this.lineNumber.done(),
      functionName,
      functionFile,
      functionStartLine: this.functionStartLine.done(),
      mappings: this.mappingRows.map((row) => ({
        ...row,
        file: this.text(row.file),
        buildId: this.text(row.buildId),
      })),
      strings: this.strings.length ? this.strings : [''],
    };
  }

  /** A value a type and sample: what a sample lacks is 0, what it has beyond is left out. */
  private valueColumns(types: number): Pick<SampleProfile, 'values' | 'wideValues'> {
    const samples = this.valueStart.length - 1;
    const start = this.valueStart.data;
    if (
      this.values.length === samples * types &&
      start.subarray(0, samples).every((at, i) => at === i * types)
    ) {
      return { values: this.values.done(), wideValues: this.wide };
    }
    if (samples * types > maxFrames)
      throw new FormatError('It has more values than a profile can have.', 0, true);
    const values = new Float64Array(samples * types);
    const wideValues = new Map<number, bigint>();
    for (let s = 0; s < samples; s++) {
      for (let t = 0; t < types && start[s] + t < start[s + 1]; t++) {
        values[s * types + t] = this.values.data[start[s] + t];
        const wide = this.wide.get(start[s] + t);
        if (wide !== undefined) wideValues.set(s * types + t, wide);
      }
    }
    return { values, wideValues };
  }

  private text(index: number): string {
    const text = this.strings[index];
    if (text === undefined && index !== 0) throw missing('string', index);
    return text ?? '';
  }

  private checkStrings(column: Int32Array): void {
    const { length } = this.strings;
    for (let i = 0; i < column.length; i++) {
      const index = column[i];
      if ((index < 0 || index >= length) && index !== 0) throw missing('string', index >>> 0);
    }
  }

  /** Numbers of the small message read last, by field; 0 where it has none. */
  private readonly fields = new Float64Array(8);

  private scalarsOf(end: number): void {
    const { wire: at, fields } = this;
    fields.fill(0);
    while (at.at < end) {
      const tag = at.varint();
      const field = tag >>> 3;
      if (field === 0) throw broken(at.at);
      if ((tag & 7) === wire.varint) {
        at.varint();
        if (field < fields.length) fields[field] = at.signed();
      } else at.skip(tag & 7, end);
    }
  }

  private sample(end: number): void {
    const { wire: at, stackLocations, locations } = this;
    this.stackStart.push(stackLocations.length);
    this.valueStart.push(this.values.length);
    this.labelStart.push(this.labelKey.length);
    while (at.at < end) {
      const tag = at.varint();
      const field = tag >>> 3;
      const type = tag & 7;
      if (field === 1 && type === wire.bytes) {
        const stop = at.end(end);
        while (at.at < stop) stackLocations.push(locations.number(at.varint()));
      } else if (field === 2 && type === wire.bytes) {
        const stop = at.end(end);
        while (at.at < stop) this.value();
      } else if (field === 3 && type === wire.bytes) {
        const stop = at.end(end);
        this.scalarsOf(stop);
        this.labelKey.push(this.fields[1]);
        // One without anything in it is an empty text.
        const [, , text, number, unit] = this.fields;
        this.labelText.push(text === 0 && (number !== 0 || unit !== 0) ? -1 : text);
        this.labelNumber.push(this.fields[3]);
        this.labelUnit.push(this.fields[4]);
      } else if (field === 1 && type === wire.varint) stackLocations.push(locations.number(at.varint()));
      else if (field === 2 && type === wire.varint) this.value();
      else at.skip(type, end);
    }
  }

  private value(): void {
    const { wire: at } = this;
    at.varint();
    const value = at.signed();
    if (!Number.isSafeInteger(value)) this.wide.set(this.values.length, at.exact());
    this.values.push(value);
  }

  private location(end: number): void {
    const { wire: at } = this;
    let id = 0;
    let low = 0;
    let high = 0;
    let mapping = 0;
    this.lineStart.push(this.lineFunction.length);
    while (at.at < end) {
      const tag = at.varint();
      const field = tag >>> 3;
      const type = tag & 7;
      if (type === wire.varint) {
        const value = at.varint();
        if (field === 1) id = value;
        else if (field === 2) mapping = value;
        else if (field === 3) {
          low = at.low;
          high = at.high;
        }
      } else if (field === 4 && type === wire.bytes) {
        const stop = at.end(end);
        this.scalarsOf(stop);
        const fn = this.fields[1];
        this.lineFunction.push(fn === 0 ? -1 : this.functions.number(fn));
        this.lineNumber.push(this.fields[2]);
      } else at.skip(type, end);
    }
    this.locations.define(id, this.addressLow.length);
    this.addressLow.push(low);
    this.addressHigh.push(high);
    this.locationMapping.push(mapping === 0 ? -1 : this.mappings.number(mapping));
  }

  private fn(end: number): void {
    this.scalarsOf(end);
    const { fields } = this;
    this.functions.define(fields[1], this.functionName.length);
    this.functionName.push(fields[2] || fields[3]);
    this.functionFile.push(fields[4]);
    this.functionStartLine.push(fields[5]);
  }

  private mapping(end: number): void {
    const { wire: at } = this;
    const row = { start: 0n, limit: 0n, offset: 0n, file: 0, buildId: 0 };
    let id = 0;
    while (at.at < end) {
      const tag = at.varint();
      const field = tag >>> 3;
      if ((tag & 7) !== wire.varint) {
        at.skip(tag & 7, end);
        continue;
      }
      const value = at.varint();
      const exact = () => BigInt.asUintN(64, at.exact());
      if (field === 1) id = value;
      else if (field === 2) row.start = exact();
      else if (field === 3) row.limit = exact();
      else if (field === 4) row.offset = exact();
      else if (field === 5) row.file = value;
      else if (field === 6) row.buildId = value;
    }
    this.mappings.define(id, this.mappingRows.push(row) - 1);
  }
}

/** A location may have many lines, and a sample name it many times: what that comes to is known before it is built. */
function checkFrames(stackLocations: Int32Array, lineStart: Int32Array): void {
  let frames = 0;
  for (let i = 0; i < stackLocations.length; i++) {
    const location = stackLocations[i];
    frames += Math.max(lineStart[location + 1] - lineStart[location], 1);
  }
  if (frames > maxFrames) {
    throw new FormatError('Its stacks have more calls than those of a program can have.', 0, true);
  }
}

const missing = (what: string, id: number) =>
  new FormatError(`The profile is broken: it refers to ${what} ${id}, and holds no such ${what}.`, 0, true);
