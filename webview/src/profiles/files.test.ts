import { expect, test } from 'vitest';
import { ProfileClient } from './client.ts';
import { ProfileFiles, type ShownProfile } from './files.ts';
import type { ProfileFacts } from './messages.ts';

const facts = (isDifference = false): ProfileFacts => ({
  types: [{ type: 'space', unit: 'bytes' }],
  defaultType: 0,
  timeMs: 0,
  durationNanos: 0,
  comments: [],
  labels: [],
  isDifference,
});

/** A client that can be compared with all but itself, and remembers with what it was. */
function fakeClient() {
  const bases: (ProfileClient | null)[] = [];
  class Fake extends ProfileClient {
    override async compareWith(base: ProfileClient | null): Promise<ProfileFacts> {
      bases.push(base);
      if (base === this) throw new Error('nothing in common');
      return facts(base !== null);
    }
  }
  return { client: new Fake(() => {}), bases };
}

test('the profile on show is compared with the latest other one, as long as that is there', async () => {
  const shown: (ShownProfile | null)[] = [];
  const files = new ProfileFiles((now) => shown.push(now));
  const main = fakeClient();
  const other = fakeClient();
  files.set('dump', false, null);
  expect(shown).toEqual([]);
  files.set('a', true, { name: 'a.pprof', facts: facts(), client: main.client });
  expect(shown.at(-1)).toMatchObject({ client: main.client, base: null });
  expect(main.bases).toEqual([]);
  files.set('b', false, { name: 'b.pprof', facts: facts(), client: other.client });
  await expect.poll(() => shown.at(-1)?.base).toEqual({ id: 'b', name: 'b.pprof' });
  expect(shown.at(-1)?.facts.isDifference).toBe(true);
  files.delete('b');
  expect(shown.at(-1)).toMatchObject({ base: null, facts: { isDifference: false } });
  expect(main.bases).toEqual([other.client, null]);
});

test('says why two can’t be compared', async () => {
  const shown: (ShownProfile | null)[] = [];
  const files = new ProfileFiles((now) => shown.push(now));
  const { client } = fakeClient();
  files.set('a', true, { name: 'a.pprof', facts: facts(), client });
  files.set('b', false, { name: 'b.pprof', facts: facts(), client });
  await expect.poll(() => shown.at(-1)?.problem).toBe('nothing in common');
});
