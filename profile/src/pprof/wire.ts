import { PbfReader } from 'pbf';
import { FormatError } from '../errors.ts';

/** More than any program has; a file that says so is broken or hostile. */
const maxRows = 50_000_000;

/** A column that grows: integers as doubles, exact to 2^53, as counts and ids of Go's writer are. */
export class Column {
  length = 0;
  private data = new Float64Array(256);

  push(value: number): void {
    if (this.length === this.data.length) {
      if (this.length >= maxRows)
        throw new FormatError('It has more records than a profile can have.', 0, true);
      const wider = new Float64Array(this.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }

  at(index: number): number {
    return this.data[index];
  }
}

/**
 * The tables of a pprof profile, a column a field. Row `i` of samples has the locations
 * `sampleLocations[sampleLocationStart[i] … sampleLocationStart[i + 1])`, innermost first, and so on for its values,
 * its labels and for the lines of a location. All strings are indexes into `strings`.
 *
 * Source: github.com/google/pprof/proto/profile.proto.
 */
export class ProfileTables {
  readonly typeName = new Column();
  readonly typeUnit = new Column();
  readonly sampleLocationStart = new Column();
  readonly sampleLocations = new Column();
  readonly sampleValueStart = new Column();
  readonly sampleValues = new Column();
  readonly sampleLabelStart = new Column();
  readonly labelKey = new Column();
  readonly labelText = new Column();
  /** Location id → row. Ids are arbitrary. */
  readonly locationRow = new Map<number, number>();
  readonly locationAddress = new Column();
  readonly locationLineStart = new Column();
  readonly lineFunction = new Column();
  readonly lineNumber = new Column();
  readonly functionRow = new Map<number, number>();
  readonly functionName = new Column();
  readonly functionFile = new Column();
  readonly strings: string[] = [];
}

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
 * Reads the wire format into columns.
 *
 * @throws FormatError with the offset where the bytes stop being a profile.
 */
export function readTables(bytes: Uint8Array, progress: (done: number) => void = () => {}): ProfileTables {
  const pbf = new PbfReader(bytes);
  const tables = new ProfileTables();
  let messages = 0;
  try {
    while (pbf.pos < bytes.length) {
      const tag = pbf.readVarint();
      const field = tag >> 3;
      if (++messages % 4096 === 0) progress(pbf.pos);
      if ((tag & 7) !== 2) {
        scalar(pbf, tag & 7, field);
        continue;
      }
      const end = lengthAt(pbf, bytes.length);
      if (field === 1) valueType(pbf, end, tables);
      else if (field === 2) sample(pbf, end, tables);
      else if (field === 4) location(pbf, end, tables);
      else if (field === 5) fn(pbf, end, tables);
      else if (field === 6) tables.strings.push(decoder.decode(bytes.subarray(pbf.pos, end)));
      pbf.pos = end;
    }
  } catch (error) {
    if (error instanceof FormatError) throw error;
    if (
      error instanceof RangeError ||
      (error instanceof Error && /varint|Unimplemented type/.test(error.message))
    ) {
      throw pbf.pos > bytes.length ? truncated(bytes.length) : broken(pbf.pos);
    }
    throw error;
  }
  // The ends of the last rows.
  tables.sampleLocationStart.push(tables.sampleLocations.length);
  tables.sampleValueStart.push(tables.sampleValues.length);
  tables.sampleLabelStart.push(tables.labelKey.length);
  tables.locationLineStart.push(tables.lineFunction.length);
  return tables;
}

const decoder = new TextDecoder();

const broken = (offset: number) =>
  new FormatError('The profile is broken: what stands here is no protobuf message.', offset, true);

const truncated = (offset: number) =>
  new FormatError('The profile is truncated: it ends within a message.', offset, true);

/** The end of the length-delimited field that begins here. */
function lengthAt(pbf: PbfReader, limit: number): number {
  const at = pbf.pos;
  const length = pbf.readVarint();
  const end = pbf.pos + length;
  if (!(end <= limit)) throw truncated(at);
  return end;
}

function scalar(pbf: PbfReader, wire: number, field: number): number {
  if (field === 0) throw broken(pbf.pos);
  if (wire === 0) return pbf.readVarint(true);
  if (wire === 1) pbf.pos += 8;
  else if (wire === 5) pbf.pos += 4;
  else throw broken(pbf.pos);
  return 0;
}

/** The scalar fields of a small message, by number. */
function message(pbf: PbfReader, end: number): number[] {
  const fields: number[] = [];
  while (pbf.pos < end) {
    const tag = pbf.readVarint();
    if ((tag & 7) === 2) pbf.pos = lengthAt(pbf, end);
    else {
      const value = scalar(pbf, tag & 7, tag >> 3);
      if (tag >> 3 < 16) fields[tag >> 3] = value;
    }
  }
  return fields;
}

function valueType(pbf: PbfReader, end: number, tables: ProfileTables): void {
  const [, name = 0, unit = 0] = message(pbf, end);
  tables.typeName.push(name);
  tables.typeUnit.push(unit);
}

function sample(pbf: PbfReader, end: number, tables: ProfileTables): void {
  tables.sampleLocationStart.push(tables.sampleLocations.length);
  tables.sampleValueStart.push(tables.sampleValues.length);
  tables.sampleLabelStart.push(tables.labelKey.length);
  while (pbf.pos < end) {
    const tag = pbf.readVarint();
    const field = tag >> 3;
    const into = field === 1 ? tables.sampleLocations : field === 2 ? tables.sampleValues : null;
    if ((tag & 7) !== 2) {
      const value = scalar(pbf, tag & 7, field);
      into?.push(value);
      continue;
    }
    const stop = lengthAt(pbf, end);
    if (into) while (pbf.pos < stop) into.push(pbf.readVarint(true));
    else if (field === 3) {
      const [, key = 0, text = 0] = message(pbf, stop);
      tables.labelKey.push(key);
      tables.labelText.push(text);
    }
    pbf.pos = stop;
  }
}

function location(pbf: PbfReader, end: number, tables: ProfileTables): void {
  let id = 0;
  let address = 0;
  tables.locationLineStart.push(tables.lineFunction.length);
  while (pbf.pos < end) {
    const tag = pbf.readVarint();
    const field = tag >> 3;
    if ((tag & 7) !== 2) {
      const value = scalar(pbf, tag & 7, field);
      if (field === 1) id = value;
      else if (field === 3) address = value;
      continue;
    }
    const stop = lengthAt(pbf, end);
    if (field === 4) {
      const [, functionId = 0, line = 0] = message(pbf, stop);
      tables.lineFunction.push(functionId);
      tables.lineNumber.push(line);
    }
    pbf.pos = stop;
  }
  tables.locationRow.set(id, tables.locationAddress.length);
  tables.locationAddress.push(address);
}

function fn(pbf: PbfReader, end: number, tables: ProfileTables): void {
  const [, id = 0, name = 0, , file = 0] = message(pbf, end);
  tables.functionRow.set(id, tables.functionName.length);
  tables.functionName.push(name);
  tables.functionFile.push(file);
}
