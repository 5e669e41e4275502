/**
 * What our reader and golang.org/x/exp/trace say of traces that are too large to compare line by line: how many events
 * there are of each kind, what the goroutines do in the end, and a checksum over time, goroutine, processor, thread and
 * whom it is about of all events in their order.
 *
 * Usage: node test/oracle/traceTotals.ts FILE…   (Node 24, Go)
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { openEvents } from '../../profile/src/executionTrace/open.ts';
import type { EventSource } from '../../profile/src/executionTrace/source.ts';
import { Ev } from '../../profile/src/executionTrace/spec.ts';
import { kindOf, whoOf } from './traceLines.ts';
import { traceProgram } from './traceTools.ts';

const states = ['Undetermined', 'Runnable', 'Running', 'Syscall', 'Waiting'];

/** By type of event: the state that the goroutine has then. */
const stateAfter = new Map<number, string>([
  [Ev.GoCreate, 'Runnable'],
  [Ev.GoCreateBlocked, 'Waiting'],
  [Ev.GoCreateSyscall, 'Syscall'],
  [Ev.GoStart, 'Running'],
  [Ev.GoDestroy, 'NotExist'],
  [Ev.GoDestroySyscall, 'NotExist'],
  [Ev.GoStop, 'Runnable'],
  [Ev.GoBlock, 'Waiting'],
  [Ev.GoUnblock, 'Runnable'],
  [Ev.GoSwitch, 'Runnable'],
  [Ev.GoSwitchDestroy, 'Runnable'],
  [Ev.GoSyscallBegin, 'Syscall'],
  [Ev.GoSyscallEnd, 'Running'],
  [Ev.GoSyscallEndBlocked, 'Runnable'],
]);

/** What there is of each, a line each, in the alphabet's order. */
export function traceTotals(source: EventSource): string[] {
  const kinds = new Map<string, number>();
  const final = new Map<number, string>();
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  let begin = Number.NaN;
  let sum = 2166136261 | 0;
  const add = (n: number) => {
    sum = Math.imul(sum ^ n, 16777619);
  };
  while (source.fill()) {
    const { block, directory } = source;
    for (let i = 0; i < block.length; i++) {
      const type = block.type[i];
      if (Number.isNaN(begin)) begin = block.time[i];
      const kind = kindOf.get(type) ?? (type >= Ev.Span ? 'Experimental' : 'StateTransition');
      count(kinds, kind);
      add(block.time[i] - begin);
      for (const who of whoOf(source, i)) add(who);
      const isStatus = type === Ev.GoStatus || type === Ev.GoStatusStack;
      const state = isStatus ? states[block.a[i]] : stateAfter.get(type);
      if (state === undefined) continue;
      const goroutine = directory.goroutines.get(block.subject[i]);
      final.set(goroutine, state);
      add(goroutine);
    }
  }
  if (source.error) throw source.error;
  const ends = new Map<string, number>();
  for (const state of final.values()) count(ends, state);
  return [
    ...Array.from(kinds, ([name, n]) => `${name} ${n}`),
    ...Array.from(ends, ([name, n]) => `in the end ${name} ${n}`),
    `checksum ${sum >>> 0}`,
  ].sort();
}

/** The same of Go's reader. */
export function judgedTotals(file: string): string[] {
  const lines = execFileSync(traceProgram('dump'), ['-totals', file], { encoding: 'utf8' })
    .trim()
    .split('\n');
  if (lines.pop() !== 'SUCCESS') throw new Error(`${file}: ${lines.at(-1)}`);
  return lines.sort();
}

if (import.meta.main) {
  for (const file of process.argv.slice(2)) {
    const ours = traceTotals(openEvents(readFileSync(file)));
    const theirs = judgedTotals(file);
    const isSame = ours.join('\n') === theirs.join('\n');
    console.log(`${file}: ${isSame ? 'the same' : 'DIFFERENT'}\n  ${ours.join('\n  ')}`);
    if (!isSame) console.log(`golang.org/x/exp/trace:\n  ${theirs.join('\n  ')}`);
    if (!isSame) process.exitCode = 1;
  }
}
