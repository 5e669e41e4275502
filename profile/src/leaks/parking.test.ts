import { expect, test } from 'vitest';
import { stateOf } from './parking.ts';

const state = (stack: string) => stateOf(stack.split(' ').map((fn) => ({ function: fn, file: '', line: 0 })));

// Stacks as Go 1.20 to 1.26 profile them; states as their dumps name them.
test.each([
  ['runtime.gopark runtime.chansend runtime.chansend1 main.f', 'chan send'],
  ['runtime.gopark runtime.chanrecv runtime.chanrecv2 main.f', 'chan receive'],
  ['runtime.gopark runtime.selectgo main.f', 'select'],
  ['runtime.gopark runtime.block main.f', 'select (no cases)'],
  [
    'runtime.gopark runtime.goparkunlock runtime.semacquire1 sync.runtime_SemacquireWaitGroup sync.(*WaitGroup).Wait main.f',
    'sync.WaitGroup.Wait',
  ],
  [
    'runtime.gopark runtime.goparkunlock runtime.semacquire1 sync.runtime_Semacquire sync.(*WaitGroup).Wait main.f',
    'sync.WaitGroup.Wait',
  ],
  [
    'runtime.gopark runtime.semacquire1 internal/sync.runtime_SemacquireMutex internal/sync.(*Mutex).lockSlow internal/sync.(*Mutex).Lock sync.(*Mutex).Lock main.f',
    'sync.Mutex.Lock',
  ],
  [
    'runtime.gopark runtime.semacquire1 sync.runtime_SemacquireMutex sync.(*Mutex).lockSlow sync.(*Mutex).Lock main.f',
    'sync.Mutex.Lock',
  ],
  // A writer that waits for another writer waits for the inner mutex: the runtime says so too.
  [
    'runtime.gopark runtime.semacquire1 internal/sync.runtime_SemacquireMutex internal/sync.(*Mutex).lockSlow internal/sync.(*Mutex).Lock sync.(*Mutex).Lock sync.(*RWMutex).Lock main.f',
    'sync.Mutex.Lock',
  ],
  [
    'runtime.gopark runtime.semacquire1 sync.runtime_SemacquireRWMutexR sync.(*RWMutex).RLock main.f',
    'sync.RWMutex.RLock',
  ],
  [
    'runtime.gopark runtime.semacquire1 sync.runtime_SemacquireRWMutex sync.(*RWMutex).Lock main.f',
    'sync.RWMutex.Lock',
  ],
  [
    'runtime.gopark runtime.goparkunlock sync.runtime_notifyListWait sync.(*Cond).Wait main.f',
    'sync.Cond.Wait',
  ],
  ['runtime.gopark time.Sleep main.f', 'sleep'],
  [
    'runtime.gopark runtime.netpollblock internal/poll.runtime_pollWait internal/poll.(*FD).Read main.f',
    'IO wait',
  ],
  ['runtime.gopark runtime.gcBgMarkWorker', 'GC worker (idle)'],
  ['runtime.gopark runtime.someNewWait main.f', 'waiting'],
  ['main.f main.main', 'running'],
  // Called by something that blocks in its own right, but itself at work.
  ['runtime.mallocgc main.f time.Sleep', 'running'],
])('%s', (stack, expected) => {
  expect(state(stack)).toBe(expected);
});

test('no frames', () => {
  expect(stateOf([])).toBe('running');
});
