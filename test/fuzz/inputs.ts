import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { cpuProfile } from '../../profile/src/testing/cpuProfile.ts';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { tar, zip } from './archives.ts';

const read = (name: string): Buffer => readFileSync(inRoot('test/data', name));
const text = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

const crash = read('deadlock/crash.log');
const crashLines = crash.toString().split('\n');

const inArchive = [
  { name: 'a/goroutine.txt', content: crash },
  { name: 'heap.pb.gz', content: read('leak/heap.pb.gz'), stored: true },
  { name: '<img src=x onerror=alert(1)>.txt', content: Buffer.from('go_goroutines 7\n') },
];

const stacks: [number, number[]][] = Array.from({ length: 40 }, (_, i) => [
  1 + (i % 3),
  [0x500 + i, 0x601, 0x701 + i],
]);
const maps = '00000400-00000700 r-xp 00000000 00:00 7 /bin/server\n00000600-00000900: /lib/libc.so\n';

/** A file to spoil, by its format. What is packed is also spoiled before it is packed. */
export const inputs: Record<string, { bytes: Buffer; pack?: (bytes: Buffer) => Buffer }> = {
  'a dump': { bytes: read('leak/goroutines.txt') },
  'a dump of leaked goroutines': { bytes: read('leak-absolute/goroutines-leaked.txt') },
  'a crash': { bytes: crash },
  'a log': {
    bytes: text(...crashLines.map((line, i) => `2026-01-02T03:04:${10 + (i % 50)}Z stderr F ${line}`)),
  },
  'records of a log': {
    bytes: text(...crashLines.map((line) => JSON.stringify({ log: `${line}\n`, n: { deep: [1] } }))),
  },
  'a report of goleak': {
    bytes: text(
      '--- FAIL: TestA (0.44s)',
      '    a_test.go:12: found unexpected goroutines:',
      '        [Goroutine 6 in state chan receive, with main.f on top of the stack:',
      '        main.f(0x1)',
      '        \t/a.go:1 +0x1',
      '        created by main.g in goroutine 5',
      '        \t/a.go:2 +0x1',
      '         Goroutine 7 in state select, with main.h on top of the stack:',
      '        main.h()',
      '        \t/a.go:3 +0x1',
      '        ]',
    ),
  },
  'a test’s time-out': {
    bytes: Buffer.concat([
      text('panic: test timed out after 1s', '\trunning tests:', '\t\tTestSlow (1s)', ''),
      crash.subarray(crash.indexOf('goroutine 1 [')),
    ]),
  },
  'a heap profile': { bytes: gunzipSync(read('leak/heap.pb.gz')) },
  'a goroutine profile': { bytes: gunzipSync(read('leak/goroutine.pb.gz')) },
  'a packed profile': { bytes: read('leak/goroutine.pb.gz') },
  'a profile before it is packed': { bytes: gunzipSync(read('leak/heap.pb.gz')), pack: gzipSync },
  'a text profile': { bytes: read('leak/goroutines-debug1.txt') },
  'a text heap': {
    bytes: text(
      'heap profile: 1: 1024 [2: 2048] @ heap/1048576',
      '1: 1024 [2: 2048] @ 0x43 0x51',
      '#\t0x42\tmain.f+0x3\t/a.go:3',
      '',
      '# runtime.MemStats',
    ),
  },
  'contention of C++': {
    bytes: text(
      '--- contentionz 1 ---',
      'cycles/second = 3201000000',
      'sampling period = 100',
      '  19490304       27 @ 0xbccc97 0xc61202 0x42ed5f',
      '--- Memory map: ---',
      'build=/opt/x',
      '  7fcdc3208000-7fcdc320a000: $build/libdl-2.15.so',
    ),
  },
  'threads of C++': {
    bytes: text(
      '--- threadz 1 ---',
      '',
      '--- Thread 7f794ab90940 (name: main/14748) stack: ---',
      '  PC:  0x00bc8f1c: helper(arg *)',
      '  0x0040be31: main',
      '--- Thread 7f794964e700 (name: thread1/14751) stack: ---',
      '  [same as previous thread]',
      '--- Memory map: ---',
      '  00400000-00fcb000: /bin/server',
    ),
  },
  'a heap of Java': {
    bytes: text(
      '--- heapz 1 ---',
      'format = java',
      'resolution = bytes',
      '          7048     1 @ 0x00000003 0x00000004',
      '',
      '  0x00000003 com.a.F.g (F.java:3)',
      '  0x00000004 com.a.F.h (libc.so)',
    ),
  },
  'a CPU profile of 64 bits': { bytes: Buffer.from(cpuProfile({ stacks, tail: maps })) },
  'a CPU profile of 32 bits': {
    bytes: Buffer.from(cpuProfile({ size: 4, isLittle: false, stacks, tail: maps })),
  },
  'a CPU profile of Java': {
    bytes: Buffer.from(
      cpuProfile({ isJava: true, stacks: [[2, [3, 4]]], tail: '  0x3 GC\n  0x4 a.F.g (F.java:1)\n' }),
    ),
  },
  'a race report': {
    bytes: text(
      '==================',
      'WARNING: DATA RACE',
      'Write at 0x00c0000b4010 by goroutine 7:',
      '  main.f()',
      '      /a.go:1 +0x44',
      '',
      'Previous read at 0x00c0000b4010 by main goroutine:',
      '  main.g()',
      '      /a.go:2 +0x4',
      '',
      'Goroutine 7 (running) created at:',
      '  main.main()',
      '      /a.go:3 +0x1',
      '==================',
    ),
  },
  'a scheduler trace': { bytes: read('service/schedtrace.log') },
  'a detailed scheduler trace': {
    bytes: text(
      'SCHED 1007ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=0 needspinning=1 idlethreads=0 runqueue=59 gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false',
      '  P0: status=1 schedtick=5 syscalltick=0 m=3 runqsize=15 gfreecnt=0 timerslen=0',
      '  M3: p=0 curg=7 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false blocked=false lockedg=nil',
      '  G1: status=4(chan receive) m=nil lockedm=nil',
    ),
  },
  'a collector’s trace': {
    bytes: text(
      'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 8 P',
    ),
  },
  metrics: {
    bytes: text('# TYPE a counter', 'a_total{b="c\\"d",e="f"} 1.5e3 1395066363000', '# HELP a x', 'b NaN'),
  },
  'a zip': { bytes: zip(inArchive) },
  'a tar': { bytes: tar(inArchive) },
  'a tar before it is packed': { bytes: tar(inArchive), pack: gzipSync },
};
