import { expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { parseSchedTrace } from './parse.ts';

test('lines of old and new versions, out of other output', () => {
  const { samples } = parseSchedTrace(
    'hello\nSCHED 0ms: gomaxprocs=4 idleprocs=3 threads=5 spinningthreads=0 idlethreads=2 runqueue=1 [0 2 0 3]\n' +
      'app: SCHED 1007ms: gomaxprocs=4 idleprocs=0 threads=5 spinningthreads=1 needspinning=1 idlethreads=0 runqueue=590 [ 158 92 78 78 ] schedticks=[ 53 52 51 52 ]\r\n',
  );
  expect(samples).toEqual([
    {
      ms: 0,
      gomaxprocs: 4,
      idleprocs: 3,
      threads: 5,
      spinningthreads: 0,
      idlethreads: 2,
      runqueue: 1,
      local: [0, 2, 0, 3],
    },
    {
      ms: 1007,
      gomaxprocs: 4,
      idleprocs: 0,
      threads: 5,
      spinningthreads: 1,
      needspinning: 1,
      idlethreads: 0,
      runqueue: 590,
      local: [158, 92, 78, 78],
      schedticks: [53, 52, 51, 52],
    },
  ]);
});

test('details: every P, M and G', () => {
  const { samples } = parseSchedTrace(
    'SCHED 5ms: gomaxprocs=1 idleprocs=0 threads=2 spinningthreads=0 needspinning=0 idlethreads=0 runqueue=0 gcwaiting=false nmidlelocked=1 stopwait=0 sysmonwait=true\n' +
      '  P0: status=1 schedtick=2 syscalltick=3 m=0 runqsize=4 gfreecnt=5 timerslen=6\n' +
      '  M1: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=2 dying=0 spinning=false blocked=true lockedg=nil\n' +
      '  M0: p=0 curg=1 mallocing=0 throwing=0 preemptoff= locks=1 dying=0 spinning=true blocked=false lockedg=-1\n' +
      '  G1: status=2(chan send) m=0 lockedm=nil\n  G2: status=4(chan receive (nil chan)) m=nil lockedm=3\n',
  );
  expect(samples).toEqual([
    {
      ms: 5,
      gomaxprocs: 1,
      idleprocs: 0,
      threads: 2,
      spinningthreads: 0,
      needspinning: 0,
      idlethreads: 0,
      runqueue: 0,
      gcwaiting: false,
      nmidlelocked: 1,
      stopwait: 0,
      sysmonwait: true,
      procs: [
        { id: 0, status: 1, schedtick: 2, syscalltick: 3, m: 0, runqsize: 4, gfreecnt: 5, timerslen: 6 },
      ],
      threadsDetail: [
        { id: 1, p: null, curg: null, locks: 2, spinning: false, blocked: true, lockedg: null },
        { id: 0, p: 0, curg: 1, locks: 1, spinning: true, blocked: false, lockedg: null },
      ],
      goroutines: [
        { id: 1, status: 'running', reason: '', m: 0, lockedm: null },
        { id: 2, status: 'waiting', reason: 'chan receive (nil chan)', m: null, lockedm: 3 },
      ],
    },
  ]);
});

test('none of it', () => {
  expect(() => parseSchedTrace('SCHEDULE 1ms\n')).toThrow(FormatError);
});
