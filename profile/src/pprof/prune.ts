import { Doubles, Ints } from '../columns.ts';
import { wholePattern } from './pattern.ts';
import type { SampleProfile } from './sampleProfile.ts';

/**
 * Leaves out the functions that the profile asks to drop, with all that they call: the allocator's own frames, for
 * one. Functions above the first that is kept stay, so that no stack is lost altogether.
 *
 * Source: github.com/google/pprof/profile/prune.go.
 *
 * @returns the profile itself where it asks for nothing; `null` where it asks in a way that is not understood.
 */
export function pruned(profile: SampleProfile): SampleProfile | null {
  if (!profile.dropFrames) return profile;
  const drop = wholePattern(profile.dropFrames);
  const keep = profile.keepFrames ? wholePattern(profile.keepFrames) : () => false;
  if (!drop || !keep) return null;
  const { lineStart, lineFunction, lineNumber, functionName, strings } = profile;
  const dropped = Int8Array.from(functionName, (name) => {
    const simple = simpleName(strings[name]);
    return simple !== '' && drop(simple) && !keep(simple) ? 1 : 0;
  });

  /** Location → 0 kept, 1 dropped with all beneath, 2 kept, but all beneath dropped. */
  const locations = lineStart.length - 1;
  const fate = new Int8Array(locations);
  const starts = new Ints();
  const functions = new Ints();
  const numbers = new Doubles();
  for (let location = 0; location < locations; location++) {
    starts.push(functions.length);
    const end = lineStart[location + 1];
    let from = lineStart[location];
    for (let i = end - 1; i >= from; i--) {
      if (lineFunction[i] < 0 || !dropped[lineFunction[i]]) continue;
      fate[location] = i === end - 1 ? 1 : 2;
      if (i < end - 1) from = i + 1;
      break;
    }
    for (let i = from; i < end; i++) {
      functions.push(lineFunction[i]);
      numbers.push(lineNumber[i]);
    }
  }
  starts.push(functions.length);

  const stackStart = new Ints();
  const stackLocations = new Ints();
  for (let s = 0; s < profile.samples; s++) {
    stackStart.push(stackLocations.length);
    const to = profile.stackStart[s + 1];
    let from = profile.stackStart[s];
    let foundUser = false;
    for (let i = to - 1; i >= from; i--) {
      const its = fate[profile.stackLocations[i]];
      if (its === 0) foundUser = true;
      else if (foundUser) from = its === 1 ? i + 1 : i;
    }
    for (let i = from; i < to; i++) stackLocations.push(profile.stackLocations[i]);
  }
  stackStart.push(stackLocations.length);
  return {
    ...profile,
    stackStart: stackStart.done(),
    stackLocations: stackLocations.done(),
    lineStart: starts.done(),
    lineFunction: functions.done(),
    lineNumber: numbers.done(),
  };
}

/** The name without arguments: cut at the first parenthesis that is not of an anonymous namespace or `operator()`. */
function simpleName(name: string): string {
  const plain = name.startsWith('.') ? name.slice(1) : name;
  for (let at = plain.indexOf('('); at >= 0; at = plain.indexOf('(', at + 1)) {
    if (plain.startsWith('(anonymous namespace)', at)) continue;
    if (plain.endsWith('operator', at) && plain[at + 1] === ')') continue;
    return plain.slice(0, at);
  }
  return plain;
}
