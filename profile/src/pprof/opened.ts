import { FormatError } from '../errors.ts';
import type { Opened } from '../model.ts';
import { goroutinesOf, goroutineType } from './goroutines.ts';
import { pruned } from './prune.ts';
import type { SampleProfile } from './sampleProfile.ts';

/**
 * A profile as `open` hands it on: its unwanted frames dropped, and with its goroutines where it counts them.
 *
 * @throws FormatError for one that does not say what was sampled.
 */
export function openedProfile(read: SampleProfile): Opened {
  if (!read.sampleTypes.length) {
    throw new FormatError('It holds no profile: nothing in it says what was sampled.', 0, true);
  }
  const notes: string[] = [];
  const kept = pruned(read);
  const profile = kept ?? read;
  if (!kept) {
    notes.push('It asks to drop some frames by a pattern that is not understood. They are shown.');
  }
  if (profile.wideValues.size) {
    notes.push('Some values are beyond 2^53: sums of them are exact, tables and graphs round.');
  }
  const type = goroutineType(profile);
  if (type < 0) return { format: 'pprof', snapshot: { stacks: [], goroutines: [] }, profile, notes };
  const format =
    profile.sampleTypes[type].type === 'goroutineleak' ? 'pprof-goroutineleak' : 'pprof-goroutine';
  return { format, snapshot: goroutinesOf(profile, type), profile, notes };
}
