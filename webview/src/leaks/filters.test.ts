import { describe, expect, test } from 'vitest';
import { group } from '../testing/group.ts';
import { choicesOf, type Filters, filterGroups, isFiltering, noFilters } from './filters.ts';

const blocked = group({ waitMinutes: { min: 0, max: 12 } });
const server = group({
  state: 'IO wait',
  stack: [{ function: 'net/http.(*Server).Serve', file: '/go/src/net/http/server.go', line: 3 }],
  createdBy: { function: 'example.com/web.Run', file: '/app/web/run.go', line: 7 },
  suspicion: 0.02,
});
const runtime = group({
  state: 'GC worker (idle)',
  stack: [{ function: 'runtime.gcBgMarkWorker', file: '/go/src/runtime/mgc.go', line: 3 }],
  createdBy: null,
  suspicion: 0.02,
});
const all = [blocked, server, runtime];
const filtered = (filters: Partial<Filters>) => filterGroups(all, { ...noFilters, ...filters });

describe('filters', () => {
  test('without any, all are left', () => {
    expect(filtered({})).toBe(all);
    expect(isFiltering(noFilters)).toBe(false);
    expect(isFiltering({ ...noFilters, minutes: 1 })).toBe(true);
  });

  test('a search wants every word, anywhere', () => {
    expect(filtered({ search: 'SEND main.go:41' })).toEqual([blocked]);
    expect(filtered({ search: 'run.go' })).toEqual([blocked, server]);
    expect(filtered({ search: 'send nowhere' })).toEqual([]);
  });

  test.each<[Partial<Filters>, typeof all]>([
    [{ state: 'IO wait' }, [server]],
    [{ package: 'main' }, [blocked]],
    [{ package: 'example.com/web' }, [server]],
    [{ function: 'gcbg' }, [runtime]],
    [{ minutes: 12 }, [blocked]],
    [{ minutes: 13 }, []],
    [{ busy: true }, [blocked]],
    [{ busy: true, state: 'IO wait' }, []],
  ])('%j', (filters, left) => expect(filtered(filters)).toEqual(left));

  test('what there is to choose from', () => {
    expect(choicesOf(all)).toEqual({
      states: ['GC worker (idle)', 'IO wait', 'chan send'],
      packages: ['main'],
      functions: ['main.collect', 'net/http.(*Server).Serve', 'runtime.gcBgMarkWorker'],
    });
  });
});
