import { describe, expect, test } from 'vitest';
import { group } from '../testing/group.ts';
import { labelsOf, mainReason, otherSigns, waitBars } from './why.ts';

describe('why a group is suspected', () => {
  const judged = group({
    count: 25,
    confidence: 'medium',
    reason: '25 goroutines have waited up to 12 minutes to send at main.go:41.',
    reasons: [
      { id: 'old', minutes: 12 },
      { id: 'many', count: 25 },
      { id: 'blocked', state: 'chan send' },
    ],
  });

  test('in the readers’ words, or in those of another language', () => {
    expect(mainReason(judged, true)).toBe(judged.reason);
    expect(mainReason(judged, false)).toBe('25 goroutines at main.go:41: waiting for up to 12 min.');
  });

  test('with all other signs, and how sure that is', () => {
    expect(otherSigns(judged)).toBe(
      'Confidence: medium · 25 wait for the same · only another goroutine can end this wait',
    );
    expect(otherSigns(group({ confidence: 'certain', reasons: [{ id: 'deadlock' }] }))).toBe(
      'It cannot be otherwise',
    );
  });
});

test('waits, from the shortest to the longest', () => {
  const groups = [group({ waits: [0, 2, 0, 4, 0, 0, 0] }), group({ waits: [0, 2, 0, 0, 0, 0, 0] }), group()];
  expect(waitBars({ groups })).toEqual([
    { label: '1–5 min', count: 4, share: 1 },
    { label: '5–15 min', count: 0, share: 0 },
    { label: '15–60 min', count: 4, share: 1 },
  ]);
  expect(waitBars({ groups: [group({ waits: [1, 0, 0, 0, 3, 0, 9] })] }).map(({ label }) => label)).toEqual([
    '< 1 min',
    '1–5 min',
    '5–15 min',
    '15–60 min',
    '1–6 h',
    '6–24 h',
    '≥ 24 h',
  ]);
  expect(waitBars({ groups: [group()] })).toEqual([]);
});

test('labels, the commonest first', () => {
  const label = (value: string, count: number) => ({ key: 'user', value, count });
  const groups = [
    group({ labels: [label('ann', 2), label('bob', 3)] }),
    group({ labels: [label('ann', 2)] }),
  ];
  expect(labelsOf({ groups })).toEqual([
    { text: 'user=ann', count: 4 },
    { text: 'user=bob', count: 3 },
  ]);
});
