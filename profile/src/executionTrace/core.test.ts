import { describe, expect, test, vi } from 'vitest';
import { writeTextTrace } from '../testing/textTrace.ts';
import { Core } from './core.ts';
import { EventBlock } from './events.ts';
import { readTrace } from './index.ts';
import { type IntervalRecords, placeOf, procPeer, stateMask } from './intervals.ts';
import { State } from './model.ts';
import { isLearned } from './numbers/records.ts';
import { Ev, GoStatus } from './spec.ts';

/** Row, when, state, stack and peer of a record. */
function recordOf({ chunks }: IntervalRecords, record: number): number[] {
  const [{ row, end, low, high, what, stack, peer }, at] = placeOf(chunks, record);
  const run = end.findIndex((behind) => at < behind);
  return [row[run], low[at] + (high?.[at] ?? 0) * 2 ** 32, what[at] & stateMask, stack[at], peer[at]];
}

/** The records of a goroutine, in their order: when, and stack. */
const recordsOf = ({ chunks }: IntervalRecords, goroutine: number) =>
  chunks.flatMap(({ row, end, low, stack }) =>
    [...row].flatMap((own, run) => {
      const from = run === 0 ? 0 : end[run - 1];
      if (own !== goroutine) return [];
      return Array.from({ length: end[run] - from }, (_, i) => [low[from + i], stack[from + i]]);
    }),
  );

/** Takes events down that begin at a time, as if so many goroutines, processors and stacks were there. */
class Log {
  readonly core = new Core();
  private readonly block = new EventBlock();
  private readonly begin: number;
  private readonly counts: [goroutines: number, procs: number, stacks: number];

  constructor(begin: number, ...counts: [goroutines: number, procs: number, stacks: number]) {
    this.begin = begin;
    this.counts = counts;
    this.core.exports.beginLives(begin);
  }

  runs(time: number, goroutine: number, proc: number): void {
    this.push(Ev.GoStart, time, -1, proc, goroutine, 0);
  }

  waits(time: number, goroutine: number, stack: number): void {
    this.push(Ev.GoBlock, time, goroutine, 0, goroutine, stack);
  }

  isWoken(time: number, goroutine: number, stack: number, by: number): void {
    this.push(Ev.GoUnblock, time, by, 0, goroutine, stack);
  }

  /** It is in a system call without a processor. */
  isSaid(goroutine: number, stack: number, before: number): void {
    this.push(Ev.GoStatus, this.begin, -1, -1, goroutine, stack, GoStatus.syscall, before);
  }

  finish(): IntervalRecords {
    this.flush();
    return this.core.records(this.begin);
  }

  /** From here on there are more. */
  widen(...counts: [goroutines: number, procs: number, stacks: number]): void {
    this.flush();
    this.counts.splice(0, 3, ...counts);
  }

  private push(
    type: number,
    time: number,
    goroutine: number,
    proc: number,
    subject: number,
    stack: number,
    a = 0,
    b = 0,
  ): void {
    if (this.block.length === EventBlock.capacity) this.flush();
    this.block.c[this.block.length] = 0;
    this.block.push(type, time, goroutine, proc, 0, subject, stack, 0, 0, a, b);
  }

  private flush(): void {
    this.core.consume(this.block, ...this.counts);
    this.block.clear();
  }
}

describe('what goroutines do', () => {
  test('stands by goroutine, in the order in which it came', () => {
    const log = new Log(10, 3000, 3, 100);
    const expected = new Map<number, number[][]>();
    const ran: number[][] = [];
    // More goroutines, and more of one of them, than what is fresh has room for; and more than a carriage has.
    for (let i = 0; i < 700_000; i++) {
      const row = i % 3 === 0 ? 7 : (i * 7919) % 500;
      const runs = i % 5 === 0;
      if (runs) log.runs(10 + i, row, i % 3);
      else log.waits(10 + i, row, i % 100);
      const own = expected.get(row) ?? [];
      expected.set(row, own);
      own.push([i, runs ? 0 : i % 100]);
      if (runs) ran.push([i, procPeer(i % 3)]);
    }
    const records = log.finish();
    expect(records.chunks.length).toBe(2);
    for (const [row, own] of expected) {
      expect(recordsOf(records, row)).toEqual(own);
      expect(records.counts[row]).toBe(own.length);
      expect(recordOf(records, records.first[row]).slice(0, 2)).toEqual([row, own[0][0]]);
      if (own.length > 1)
        expect(recordOf(records, records.second[row]).slice(0, 2)).toEqual([row, own[1][0]]);
    }
    expect(
      records.chunks.flatMap(({ ran, low, peer }) => [...ran].map((record) => [low[record], peer[record]])),
    ).toEqual(ran);
    expect([...records.ran]).toEqual(
      [0, 1, 2].map((proc) => ran.filter(([, peer]) => peer === procPeer(proc)).length),
    );
  });

  test('goes into a carriage of its own where two bytes are too few for its rows', () => {
    const log = new Log(100, 2100, 2, 2100);
    // Enough for what is fresh to be put away.
    for (let row = 0; row < 2100; row++) log.runs(100, row, 1);
    log.widen(70_001, 2, 2100);
    log.isWoken(100, 65535, 3, 65534);
    log.runs(101, 65535, 1);
    // And again.
    for (let row = 0; row < 2100; row++) log.runs(101, row, 0);
    log.widen(70_001, 2, 70_001);
    log.isWoken(100 + 2 ** 33, 70_000, 40_000, 7);
    log.waits(104, 65535, 5);
    const records = log.finish();
    const widths = (name: 'stack' | 'peer') => records.chunks.map((chunk) => chunk[name].BYTES_PER_ELEMENT);
    expect([widths('stack'), widths('peer')]).toEqual([
      [2, 2, 4],
      [2, 4, 4],
    ]);
    const { first, second, counts } = records;
    expect([counts[65535], counts[2099], counts[70_000], counts[3000]]).toEqual([3, 2, 1, 0]);
    expect(recordOf(records, first[65535])).toEqual([65535, 0, State.runnable, 3, 65535]);
    expect(recordOf(records, second[65535])).toEqual([65535, 1, State.running, 0, procPeer(1)]);
    expect(recordOf(records, first[2099])).toEqual([2099, 0, State.running, 0, procPeer(1)]);
    expect(recordOf(records, first[70_000])).toEqual([70_000, 2 ** 33, State.runnable, 40_000, 8]);
    expect([...records.ran]).toEqual([2100, 2101]);
  });

  test('has a stack that becomes known, if its latest interval has none', () => {
    const log = new Log(0, 2, 0, 10);
    log.isSaid(0, 0, GoStatus.none);
    log.isSaid(1, 8, GoStatus.none);
    for (const [row, stack] of [
      [0, 9],
      [1, 9],
      [0, 10],
    ])
      log.isSaid(row, stack, GoStatus.syscall);
    const records = log.finish();
    expect([...records.chunks[0].stack.subarray(0, 2)]).toEqual([9, 8]);
    expect(records.chunks[0].what[0] & isLearned).toBe(isLearned);
    expect(records.chunks[0].what[1] & isLearned).toBe(0);
  });

  test('has a stack that becomes known late, when it was put away', () => {
    const log = new Log(0, 3000, 0, 10);
    for (let row = 0; row < 3000; row++) log.isSaid(row, 0, GoStatus.none);
    log.isSaid(0, 9, GoStatus.syscall);
    log.widen(3000, 0, 40_001);
    log.isSaid(1, 40_000, GoStatus.syscall);
    const records = log.finish();
    expect(recordOf(records, records.first[0])[3]).toBe(9);
    expect(recordOf(records, records.first[1])[3]).toBe(40_000);
    expect(recordOf(records, records.first[2])[3]).toBe(0);
  });
});

const none = 2n ** 64n - 1n;

/** A trace of one generation of Go 1.26, whose ticks are nanoseconds. */
const oneGeneration = (events: string) =>
  writeTextTrace(`Trace Go1.26
EventBatch gen=1 m=${none} time=1000
Sync
Frequency freq=1000000000
ClockSnapshot dt=0 mono=1 sec=1 nsec=1
EventBatch gen=1 m=${none} time=1000
Strings
String id=1
data="main.main"
EventBatch gen=1 m=${none} time=1000
Stacks
Stack id=1 nframes=1
pc=1 func=1 file=1 line=10
${events}
EndOfGeneration`);

describe('who is in a trace', () => {
  /** Ids that are small, large, as far apart as doubles tell, and the largest. */
  const idOf = (i: number): bigint =>
    [BigInt(i), 2n ** 22n + BigInt(i), 2n ** 60n + BigInt(i) * 1024n, none - BigInt(i + 1) * 4096n][i % 4];

  test('is found again, however many there are and whatever their ids', async () => {
    const lines = [
      'EventBatch gen=1 m=7 time=1000',
      'ProcStatus dt=0 p=0 pstatus=1',
      'GoStatus dt=0 g=1 m=7 gstatus=2',
    ];
    const count = 4000;
    for (let i = 0; i < count; i++) lines.push(`GoCreate dt=1 new_g=${idOf(i + 8)} new_stack=1 stack=1`);
    lines.push('GoBlock dt=1 reason_string=1 stack=1');
    // Two thirds of them end, and half of these live again.
    const ended: number[] = [];
    for (let i = 0; i < count; i++) {
      if (i % 3 === 0) continue;
      ended.push(i);
      lines.push(`GoStart dt=1 g=${idOf(i + 8)} g_seq=1`, 'GoDestroy dt=1');
    }
    lines.push('GoUnblock dt=1 g=1 g_seq=1 stack=1', 'GoStart dt=1 g=1 g_seq=2');
    for (const i of ended)
      if (i % 2 === 0) lines.push(`GoCreate dt=1 new_g=${idOf(i + 8)} new_stack=1 stack=1`);
    for (let i = 0; i < count; i++)
      lines.push(`UserTaskBegin dt=1 task=${idOf(i)} parent_task=${i} name_string=1 stack=1`);
    for (let i = 0; i < count; i += 2) lines.push(`UserTaskEnd dt=1 task=${idOf(i)} stack=1`);
    // A batch has 64 KB at most.
    const batches = lines.flatMap((line, i) =>
      i > 0 && i % 1000 === 0 ? [`EventBatch gen=1 m=7 time=${1000 + i}`, line] : [line],
    );
    const { broken, goroutines, tasks } = await readTrace(oneGeneration(batches.join('\n')));
    expect(broken).toBeNull();
    const again = ended.filter((i) => i % 2 === 0);
    expect(goroutines.id.length).toBe(1 + count + again.length);
    expect([...goroutines.id.subarray(1)]).toEqual(
      [...Array.from({ length: count }, (_, i) => i), ...again].map((i) => Number(idOf(i + 8))),
    );
    const lives = goroutines.end.subarray(1);
    expect([...lives].filter((end) => !Number.isNaN(end)).length).toBe(ended.length);
    expect([...tasks.end].filter((end) => !Number.isNaN(end)).length).toBe(count / 2);
  });

  test('is refused where a double can not tell it from another', async () => {
    const bytes = oneGeneration(`EventBatch gen=1 m=7 time=1000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=7 gstatus=2
GoCreate dt=1 new_g=${2n ** 60n} new_stack=1 stack=1
GoCreate dt=1 new_g=${2n ** 60n + 1n} new_stack=1 stack=1`);
    await expect(readTrace(bytes)).rejects.toThrow('goroutine 1152921504606847000 exists already');
  });

  test('goes on where threads are many, and their clocks differ', async () => {
    const threads = 100;
    const lines: string[] = [];
    for (let m = 0; m < threads; m++)
      lines.push(
        `EventBatch gen=1 m=${m} time=${1000 + ((m * 37) % threads)}`,
        `ProcStatus dt=0 p=${m} pstatus=1`,
        `GoStatus dt=0 g=${m + 1} m=${m} gstatus=2`,
        `GoBlock dt=1 reason_string=1 stack=1`,
      );
    // Each wakes the goroutine before it: its clock is the earlier, the later it comes.
    for (let m = 0; m < threads; m++)
      lines.push(
        `EventBatch gen=1 m=${m} time=${3000 - m * 10}`,
        ...(m === 0
          ? [`GoUnblock dt=1 g=${threads} g_seq=1 stack=1`]
          : [`GoStart dt=1 g=${m + 1} g_seq=2`, `GoUnblock dt=1 g=${m} g_seq=1 stack=1`]),
      );
    const { broken, events, intervals } = await readTrace(oneGeneration(lines.join('\n')));
    expect(broken).toBeNull();
    // The last one is woken first, then the one before it, and so on; two syncs are told too.
    expect(events).toBe(threads * 3 + 1 + 2 * (threads - 1) + 2);
    expect([...intervals.state].filter((state) => state === State.runnable).length).toBe(threads);
  });
});

test('what another core leaves behind is not seen', async () => {
  const bytes = oneGeneration(`EventBatch gen=1 m=7 time=1000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=7 gstatus=2
GoCreate dt=1 new_g=2 new_stack=1 stack=1
GoBlock dt=1 reason_string=1 stack=1
GoStart dt=1 g=2 g_seq=1
UserRegionBegin dt=1 task=1 name_string=1 stack=1
GoSyscallBegin dt=1 p_seq=1 stack=1
GoSyscallEnd dt=1`);
  const fresh = await readTrace(bytes);
  const core = new Core();
  core.view(Uint8Array, { value: 1024 } as WebAssembly.Global<'i32'>, 10 << 20).fill(0xff);
  core.close();
  expect(await readTrace(bytes)).toEqual(fresh);
});

test('a trace that takes more memory than there is says so', async () => {
  const lines = [
    'EventBatch gen=1 m=7 time=1000',
    'ProcStatus dt=0 p=0 pstatus=1',
    'GoStatus dt=0 g=1 m=7 gstatus=2',
  ];
  for (let i = 0; i < 200_000; i++) {
    if (i % 5000 === 4999) lines.push(`EventBatch gen=1 m=7 time=${1000 + i}`);
    lines.push(`GoCreate dt=1 new_g=${i + 2} new_stack=1 stack=1`);
  }
  const bytes = oneGeneration(lines.join('\n'));
  expect((await readTrace(bytes)).goroutines.id.length).toBe(200_001);
  // Whatever memory is there already is taken.
  new Core();
  class Bounded extends WebAssembly.Memory {
    constructor({ initial }: WebAssembly.MemoryDescriptor) {
      super({ initial, maximum: initial });
    }
  }
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Memory: { value: Bounded } }));
  try {
    await expect(readTrace(bytes)).rejects.toThrow(/^The trace takes more memory than there is/);
  } finally {
    vi.unstubAllGlobals();
  }
});
