import { FormatError } from '../errors.ts';
import { stateOf } from '../leaks/parking.ts';
import type { Frame, Goroutine, Opened, Stack } from '../model.ts';
import type { ProfileTables } from './wire.ts';

/** More calls than the stacks of any program have together; a small file can claim far more by repeating itself. */
const maxFrames = 10_000_000;

/**
 * The goroutines of a goroutine or goroutineleak profile. Each sample counts the goroutines with one stack and one
 * set of labels (runtime/pprof; formats.md, section 5).
 *
 * @throws FormatError for a profile of anything else: heap, CPU, block, mutex.
 */
export function goroutinesOf(tables: ProfileTables): Opened {
  const types = Array.from({ length: tables.typeName.length }, (_, i) =>
    textAt(tables, tables.typeName.at(i)),
  );
  const type = types.findIndex((name) => name === 'goroutine' || name === 'goroutineleak');
  if (type < 0) {
    const what = types.filter(Boolean).join(', ');
    throw new FormatError(
      what
        ? `It is a pprof profile of ${what}. So far only goroutine profiles can be opened.`
        : 'It holds no profile: nothing in it says what was sampled.',
      0,
      true,
    );
  }
  const leaked = types[type] === 'goroutineleak';
  const stacks: Stack[] = [];
  const known = new Map<string, number>();
  const locations = new Map<number, Frame[]>();
  let held = 0;
  const goroutines: Goroutine[] = [];
  const samples = tables.sampleLocationStart.length - 1;
  for (let row = 0; row < samples; row++) {
    const value = tables.sampleValueStart.at(row) + type;
    const count = value < tables.sampleValueStart.at(row + 1) ? tables.sampleValues.at(value) : 0;
    if (count <= 0) continue;
    const from = tables.sampleLocationStart.at(row);
    const to = tables.sampleLocationStart.at(row + 1);
    let key = '';
    for (let i = from; i < to; i++) key += `${tables.sampleLocations.at(i)},`;
    let stack = known.get(key);
    if (stack === undefined) {
      const frames: Frame[] = [];
      for (let i = from; i < to; i++) {
        const id = tables.sampleLocations.at(i);
        let called = locations.get(id);
        if (!called) {
          called = framesAt(tables, id);
          locations.set(id, called);
        }
        held += called.length;
        if (held > maxFrames)
          throw new FormatError('Its stacks have more calls than those of a program can have.', 0, true);
        for (const frame of called) frames.push(frame);
      }
      stack = stacks.push({ frames, elided: 0 }) - 1;
      known.set(key, stack);
    }
    const labels = labelsOf(tables, row);
    goroutines.push({
      count,
      state: stateOf(stacks[stack].frames),
      inferred: true,
      stack,
      ...(leaked ? { leaked } : {}),
      ...(labels ? { labels } : {}),
    });
  }
  return {
    format: leaked ? 'pprof-goroutineleak' : 'pprof-goroutine',
    snapshot: { stacks, goroutines },
    notes: [],
  };
}

/**
 * The frames of one location: the inlined calls first, the physical one last.
 *
 * @throws FormatError for a location, function or string that the profile does not hold; id 0 means none.
 */
function framesAt(tables: ProfileTables, id: number): Frame[] {
  const row = tables.locationRow.get(id);
  if (row === undefined) throw missing('location', id);
  const frames: Frame[] = [];
  for (let i = tables.locationLineStart.at(row); i < tables.locationLineStart.at(row + 1); i++) {
    const fnId = tables.lineFunction.at(i);
    const fn = tables.functionRow.get(fnId);
    if (fn === undefined && fnId !== 0) throw missing('function', fnId);
    frames.push({
      function: fn === undefined ? '' : textAt(tables, tables.functionName.at(fn)),
      file: fn === undefined ? '' : textAt(tables, tables.functionFile.at(fn)),
      line: tables.lineNumber.at(i),
    });
  }
  // Not symbolised: the address is all there is.
  if (!frames.length) {
    const address = BigInt.asUintN(64, BigInt(tables.locationAddress.at(row)));
    frames.push({ function: `0x${address.toString(16)}`, file: '', line: 0 });
  }
  return frames;
}

function labelsOf(tables: ProfileTables, row: number): Record<string, string> | null {
  const from = tables.sampleLabelStart.at(row);
  const to = tables.sampleLabelStart.at(row + 1);
  if (from === to) return null;
  const entries: [string, string][] = [];
  for (let i = from; i < to; i++) {
    entries.push([textAt(tables, tables.labelKey.at(i)), textAt(tables, tables.labelText.at(i))]);
  }
  return Object.fromEntries(entries);
}

function textAt({ strings }: ProfileTables, index: number): string {
  const text = strings[index];
  if (text === undefined && index !== 0) throw missing('string', index);
  return text ?? '';
}

const missing = (what: string, id: number) =>
  new FormatError(`The profile is broken: it refers to ${what} ${id}, and holds no such ${what}.`, 0, true);
