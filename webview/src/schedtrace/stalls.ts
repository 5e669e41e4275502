import type { SchedSample } from '#profile';

/** Samples in which every processor was busy and ever more goroutines waited for one. */
export interface Stall {
  /** Indexes of samples, both within. */
  first: number;
  last: number;
  /** Goroutines that waited at its begin and end. */
  from: number;
  to: number;
}

/** Fewer samples may be chance. */
const leastSamples = 3;

/** Goroutines that are ready and wait, in the global queue and in those of the processors. */
export function queued({ runqueue, local, procs }: SchedSample): number {
  const own = local ?? procs?.map(({ runqsize }) => runqsize) ?? [];
  return own.reduce((sum, length) => sum + length, runqueue);
}

/** Where no processor was idle while the run queues never shrank, and grew, over three samples or more. */
export function stallsOf(samples: readonly SchedSample[]): Stall[] {
  const stalls: Stall[] = [];
  let first = 0;
  for (let at = 1; at <= samples.length; at++) {
    const isBusy = (index: number) => samples[index]?.idleprocs === 0;
    const goesOn = isBusy(at - 1) && isBusy(at) && queued(samples[at]) >= queued(samples[at - 1]);
    if (goesOn) continue;
    const [from, to] = [queued(samples[first]), queued(samples[at - 1])];
    if (at - first >= leastSamples && to > from) stalls.push({ first, last: at - 1, from, to });
    first = at;
  }
  return stalls;
}
