import { describe, expect, test } from 'vitest';
import {
  type Body,
  type Channel,
  eachStatement,
  type Lock,
  numbered,
  programOf,
  type Sketch,
  type Statement,
} from '../testing/model/randomProgram.ts';
import { explore } from './explore.ts';
import type { Budget } from './program.ts';

const budget: Budget = { states: 10_000, work: 1_000_000, goroutines: 6, depth: 12, elements: 8 };

type Options = Partial<Omit<Sketch, 'body'>> & { isMain?: boolean };

/** What goes wrong, as `kind: statement`. Both channels are unbuffered, unless said otherwise. */
function problems(body: Body, { isMain = false, ...capacities }: Options = {}): string[] {
  const sketch = numbered({ a: 0, b: 0, x: 0, ...capacities, body });
  const names = new Map<number, string>();
  eachStatement(sketch.body, (s) => {
    const { site, do: what = 'case', channel, lock } = s as Partial<Record<string, string | number>>;
    names.set(Number(site), [what, channel ?? lock].filter(Boolean).join(' '));
  });
  const { complete, problems: found } = explore(programOf(sketch, isMain), budget);
  expect(complete).toBe(true);
  return found
    .map(({ kind, site, caught }) => `${kind}: ${names.get(site)}${caught ? ', caught' : ''}`)
    .sort();
}

const send = (channel: Channel): Statement => ({ do: 'send', channel, value: 1 });
const receive = (channel: Channel): Statement => ({ do: 'receive', channel });
const close = (channel: Channel): Statement => ({ do: 'close', channel });
const go = (...body: Statement[]): Statement => ({ do: 'go', body });
const defer = (...body: Statement[]): Statement => ({ do: 'defer', body });
const call = (...body: Statement[]): Statement => ({ do: 'call', body });
const once = (...body: Statement[]): Statement => ({ do: 'once', body });
const lock = (which: Lock, read = false): Statement => ({ do: 'lock', lock: which, read });
const unlock = (which: Lock, read = false): Statement => ({ do: 'unlock', lock: which, read });
const tryLock = (which: Lock, then: Body, otherwise: Body): Statement => ({
  do: 'tryLock',
  lock: which,
  read: false,
  then,
  otherwise,
});
const select = (
  cases: [Channel, 'send' | 'receive', ...Statement[]][],
  otherwise: Body | null,
): Statement => ({
  do: 'select',
  cases: cases.map(([channel, way, ...body]) => ({ channel, send: way === 'send', body })),
  otherwise,
});
const [panic, recover, goexit, exit, wait] = (['panic', 'recover', 'goexit', 'exit', 'wait'] as const).map(
  (what): Statement => ({ do: what }),
);
const add = (by: number): Statement => ({ do: 'add', by });
const sleep: Statement[] = [lock('m'), { do: 'condWait' }, unlock('m')];
/** What only hangs where it is come to. */
const here = receive('b');
const isHere = ['stuck: receive b'];

describe('channels', () => {
  test('a send waits for a receive', () => {
    expect(problems([go(send('a')), receive('a')])).toEqual([]);
    expect(problems([send('a')])).toEqual(['stuck: send a']);
    expect(problems([send('a')], { a: 1 })).toEqual([]);
    expect(problems([send('a'), send('a')], { a: 1 })).toEqual(['stuck: send a']);
  });

  test('a nil channel blocks for ever, and a case of one is never taken', () => {
    expect(problems([receive('b')], { b: -1 })).toEqual(isHere);
    expect(problems([send('b')], { b: -1 })).toEqual(['stuck: send b']);
    expect(problems([close('b')], { b: -1 })).toEqual(['close-of-nil: close b']);
    expect(problems([select([['b', 'receive', panic]], [])], { b: -1 })).toEqual([]);
    expect(
      problems(
        [
          go(send('a')),
          select(
            [
              ['b', 'send', here],
              ['a', 'receive'],
            ],
            null,
          ),
        ],
        { b: -1 },
      ),
    ).toEqual([]);
  });

  test('a closed channel gives what it holds, then that it is closed', () => {
    const first: Statement = { do: 'receiveOk', channel: 'a', then: [], otherwise: [here] };
    const second: Statement = { do: 'receiveOk', channel: 'a', then: [here], otherwise: [] };
    expect(problems([send('a'), close('a'), first, second], { a: 1 })).toEqual([]);
    expect(problems([close('a'), send('a')])).toEqual(['send-on-closed: send a']);
    expect(problems([close('a'), close('a')])).toEqual(['close-of-closed: close a']);
  });

  test('a default is taken only where no case is ready', () => {
    expect(problems([send('a'), select([['a', 'receive']], [here])], { a: 1 })).toEqual([]);
    expect(problems([close('a'), select([['a', 'receive']], [here])])).toEqual([]);
    // The receiver may not be there yet.
    expect(problems([go(receive('a')), select([['a', 'send']], [])])).toEqual(['stuck: receive a']);
  });

  test('two selects with a default never meet', () => {
    expect(problems([go(select([['a', 'send', here]], [])), select([['a', 'receive', here]], [])])).toEqual(
      [],
    );
  });

  test('others may fill a buffer behind a look at its length', () => {
    const ifRoom: Statement = { do: 'length', channel: 'a', value: 0, then: [send('a')] };
    expect(problems([ifRoom], { a: 1 })).toEqual([]);
    expect(problems([go(send('a')), ifRoom], { a: 1 })).toEqual(['stuck: send a', 'stuck: send a']);
  });
});

describe('locks', () => {
  test('a writer that waits keeps new readers out', () => {
    const twice = [lock('m', true), lock('m', true), unlock('m', true), unlock('m', true)];
    expect(problems(twice)).toEqual([]);
    expect(problems([go(lock('m'), unlock('m')), ...twice])).toEqual(['stuck: lock m', 'stuck: lock m']);
  });

  test('readers share, writers do not', () => {
    expect(problems([lock('m', true), go(lock('m', true), unlock('m', true))])).toEqual([]);
    expect(problems([lock('m', true), go(lock('m'))])).toEqual(['stuck: lock m']);
    expect(problems([lock('m'), lock('m')])).toEqual(['stuck: lock m']);
  });

  test('anybody may unlock', () => {
    expect(problems([lock('m'), go(unlock('m')), lock('m')])).toEqual([]);
    expect(problems([unlock('m')])).toEqual(['unlock-of-unlocked: unlock m']);
    expect(problems([lock('m', true), unlock('m')])).toEqual(['unlock-of-unlocked: unlock m']);
  });

  test('a lock that is tried may be held for a moment', () => {
    expect(problems([tryLock('m', [], [here])])).toEqual([]);
    expect(problems([go(lock('m'), unlock('m')), tryLock('m', [unlock('m')], [here])])).toEqual(isHere);
  });
});

describe('a WaitGroup', () => {
  test('lets go at zero, and falls below it by a panic', () => {
    expect(problems([add(1), go(add(-1)), wait])).toEqual([]);
    expect(problems([add(2), go(add(-1)), wait])).toEqual(['stuck: wait']);
    expect(problems([add(-1)])).toEqual(['negative-counter: add']);
  });
});

describe('a Cond', () => {
  test('wakes who sleeps already', () => {
    expect(problems([...sleep])).toEqual(['stuck: condWait']);
    // The signal may come before, and is lost then.
    expect(problems([go({ do: 'signal' }), ...sleep])).toEqual(['stuck: condWait']);
    expect(problems([lock('m'), go(lock('m'), { do: 'signal' }, unlock('m')), ...sleep.slice(1)])).toEqual(
      [],
    );
  });

  test('wakes one by a signal, all by a broadcast', () => {
    // The one that wakes comes when both sleep.
    const two = (what: 'signal' | 'broadcast'): Body => [
      lock('m'),
      go(receive('a'), lock('m'), { do: what }, unlock('m')),
      go(lock('m'), send('a'), ...sleep.slice(1)),
      ...sleep.slice(1),
    ];
    expect(problems(two('broadcast'))).toEqual([]);
    expect(problems(two('signal'))).toEqual(['stuck: condWait', 'stuck: condWait']);
  });

  test('needs its lock', () => {
    expect(problems([{ do: 'condWait' }])).toEqual(['unlock-of-unlocked: condWait']);
  });
});

describe('a Once', () => {
  test('runs once, and others wait until it has', () => {
    expect(problems([once(), once(here)])).toEqual([]);
    expect(problems([go(once(receive('a'))), once(), send('a')])).toEqual([
      'stuck: once',
      'stuck: receive a',
      'stuck: send a',
    ]);
    expect(problems([once(once())])).toEqual(['stuck: once']);
  });

  test('has run, also where its function panics', () => {
    expect(problems([call(defer(recover), once(panic)), once(here)])).toEqual([]);
  });
});

describe('panics', () => {
  test('end the process, of which nothing is told then', () => {
    expect(problems([go(receive('a')), panic])).toEqual([]);
  });

  test('run what was deferred, the last one first', () => {
    expect(problems([defer(here), panic])).toEqual(isHere);
    expect(problems([call(defer(recover), defer(close('a')), panic), receive('a')])).toEqual([]);
  });

  test('end at the frame whose deferred function recovers', () => {
    expect(problems([call(defer(recover), panic, exit), here])).toEqual(isHere);
    expect(problems([call(defer(recover), call(panic), exit), here])).toEqual(isHere);
    // Recovers from nothing: it is not deferred itself.
    expect(problems([call(defer(call(recover)), panic), here])).toEqual([]);
  });

  test('are nested', () => {
    // The inner one is recovered from, the outer one goes on.
    expect(problems([call(defer(call(defer(recover), panic)), panic), here])).toEqual([]);
    // A panic takes the place of the one before.
    expect(problems([call(defer(recover), defer(panic), panic), here])).toEqual(isHere);
  });

  test('of a channel can be recovered from, and are told as such', () => {
    expect(problems([call(defer(recover), close('a'), close('a'), exit), here])).toEqual([
      'close-of-closed: close a, caught',
      'stuck: receive b',
    ]);
    // Not so what the runtime calls fatal.
    expect(problems([call(defer(recover), unlock('m')), here])).toEqual(['unlock-of-unlocked: unlock m']);
  });
});

describe('Goexit', () => {
  test('runs what was deferred, and ends one goroutine', () => {
    expect(problems([go(defer(close('a')), goexit), receive('a')])).toEqual([]);
    expect(problems([go(call(goexit), close('a')), receive('a')])).toEqual(['stuck: receive a']);
  });

  test('is not recovered from, and goes on behind a panic that was', () => {
    expect(problems([go(call(defer(recover), goexit), here)])).toEqual([]);
    expect(problems([go(call(defer(recover), defer(panic), goexit), here)])).toEqual([]);
  });
});

describe('the end of the process', () => {
  test('ends all goroutines', () => {
    expect(problems([go(here), exit])).toEqual([]);
    expect(problems([go(here)], { isMain: true })).toEqual([]);
    expect(problems([go(here)])).toEqual(isHere);
  });

  test('does not come with the Goexit of main, whose number nobody else gets', () => {
    expect(problems([go(here), goexit], { isMain: true })).toEqual(isHere);
    expect(problems([go(go(), here), goexit], { isMain: true })).toEqual(isHere);
  });

  test('leaves others time for what goes wrong before', () => {
    expect(problems([go(send('a')), close('a')], { isMain: true, a: 1 })).toEqual(['send-on-closed: send a']);
    expect(problems([go(unlock('m')), exit])).toEqual(['unlock-of-unlocked: unlock m']);
  });
});
