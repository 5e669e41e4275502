import { expect, test } from 'vitest';
import { Latest, ProfileClient } from './client.ts';

const view = { type: 0, label: null };

test('each answer reaches its question', async () => {
  const sent: number[] = [];
  const client = new ProfileClient((message) => {
    if ('request' in message) sent.push(message.request);
  });
  const first = client.ask<'overview'>({ kind: 'overview', view, search: 'a' });
  const second = client.ask<'overview'>({ kind: 'overview', view, search: 'b' });
  const reply = (total: number) => ({ total, sum: total, found: { functions: 0, weight: 0 } });
  client.answered(sent[1], reply(2), '');
  client.answered(sent[0], reply(1), '');
  expect([(await first).total, (await second).total]).toEqual([1, 2]);
  const third = client.ask<'overview'>({ kind: 'overview', view, search: 'c' });
  client.answered(sent[2], null, 'no such type');
  await expect(third).rejects.toThrow('no such type');
});

test('of questions that come while one is asked, the last is asked', async () => {
  const asked: number[] = [];
  const used: number[] = [];
  const answers: (() => void)[] = [];
  const latest = new Latest<number, number>(
    (question) => {
      asked.push(question);
      return new Promise((resolve) => answers.push(() => resolve(question)));
    },
    (reply) => used.push(reply),
  );
  for (const question of [1, 2, 3]) latest.request(question);
  answers[0]();
  await expect.poll(() => asked).toEqual([1, 3]);
  answers[1]();
  await expect.poll(() => used).toEqual([1, 3]);
});
