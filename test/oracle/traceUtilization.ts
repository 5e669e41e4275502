import type { EventSource } from '../../profile/src/executionTrace/source.ts';
import { Ev } from '../../profile/src/executionTrace/spec.ts';
import { serveTrace } from './traceTools.ts';

/** The least share of the processors that a program had in windows of some lengths. */
export type Curve = readonly [window: number, least: number][];

/** What `go tool trace` plots of a trace, with pauses, background workers and assists; `null` where its page panics. */
export async function theirCurve(file: string): Promise<Curve | null> {
  const { url, child } = await serveTrace(file);
  let said = '';
  child.stderr?.on('data', (data) => {
    said += data;
  });
  try {
    const flags = encodeURIComponent('stw|background|assist');
    const response = await fetch(`${url}/mmu?mode=plot&flags=${flags}`);
    return ((await response.json()) as { curve: Curve }).curve;
  } catch (error) {
    if (said.includes('http: panic serving')) return null;
    throw error;
  } finally {
    child.kill();
  }
}

/** Which share of the processors a program has for itself, from the first change on to the last. */
export interface Utilization {
  time: Float64Array;
  value: Float64Array;
}

/**
 * What `MutatorUtilizationV2` (internal/trace/gc.go of Go 1.26) makes of events, with pauses, background workers and
 * assists.
 *
 * @param twice as there: a worker's second and later turns count twice when they begin, and once when they end
 */
export function goUtilization(source: EventSource, twice: boolean): Utilization {
  const time: number[] = [];
  const value: number[] = [];
  const add = (at: number, share: number) => {
    const last = time.length - 1;
    if (last >= 0 && value[last] === share) return;
    if (last >= 0 && time[last] === at) value[last] = Math.min(value[last], share);
    else {
      time.push(at);
      value.push(share);
    }
  };
  /** By processor: how much of the collector is on it. */
  const collecting = new Map<number, number>();
  const workers = new Set<number>();
  const assisting = new Set<number>();
  let procs = 0;
  let stopped = 0;
  let last = 0;
  while (source.fill()) {
    const { block, tables } = source;
    for (let i = 0; i < block.length; i++) {
      const type = block.type[i];
      const row = block.subject[i];
      last = block.time[i];
      if (type === Ev.ProcsChange) procs = block.a[i];
      if (procs === 0) continue;
      const text = tables.strings[block.text[i]];
      const count = (by: number) => collecting.set(block.proc[i], (collecting.get(block.proc[i]) ?? 0) + by);
      const goes = (on: boolean) => {
        if (workers.has(row) || assisting.has(row)) count(on ? 1 : -1);
        if (!on && !twice) workers.delete(row);
      };
      switch (type) {
        case Ev.STWBegin:
        case Ev.STWEnd:
          if (text.includes('GC')) stopped += type === Ev.STWBegin ? 1 : -1;
          break;
        case Ev.GCMarkAssistBegin:
          count(1);
          assisting.add(row);
          break;
        case Ev.GCMarkAssistEnd:
          count(-1);
          assisting.delete(row);
          break;
        case Ev.GoLabel:
          if (!text.startsWith('GC ') || text === 'GC (idle)') break;
          workers.add(block.goroutine[i]);
          count(1);
          break;
        case Ev.GoStart:
          goes(true);
          break;
        case Ev.GoBlock:
        case Ev.GoStop:
        case Ev.GoDestroy:
        case Ev.GoDestroySyscall:
        case Ev.GoSyscallEndBlocked:
          goes(false);
          break;
      }
      const busy = [...collecting.values()].filter((n) => n > 0).length;
      add(block.time[i], stopped > 0 ? 0 : 1 - busy / procs);
    }
  }
  add(last, 0);
  return { time: Float64Array.from(time), value: Float64Array.from(value) };
}
