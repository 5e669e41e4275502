import { expect, test } from 'vitest';
import type { Schedule, ScheduleLane, ScheduleStep } from '#protocol';
import { drawingOf, laneWidthFor, laneXs, letterOf } from './drawing.ts';

const place = {
  uri: 'file:///a.go',
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
};
const lane = (name: string, end: ScheduleLane['end']): ScheduleLane => ({ name, start: null, end });
const step = (at: number, kind: ScheduleStep['kind'], more: Partial<ScheduleStep> = {}): ScheduleStep => ({
  ...{ lane: at, kind, text: kind, place, source: '', to: null, received: null, from: null, isFree: false },
  ...more,
});
const rowsOf = (count: number) => Array.from({ length: count }, (_, i) => ({ top: i * 40, height: 40 }));

const abandoned: Schedule = {
  lanes: [lane('fetch', 'ended'), lane('the goroutine', 'blocked')],
  steps: [step(0, 'start', { to: 1 }), step(0, 'select'), step(1, 'blocked')],
};

test('a goroutine begins where it is started, and waits to the end where it is stuck', () => {
  const { lines, marks, arrows } = drawingOf(abandoned, [10, 30], rowsOf(3));
  expect(lines).toEqual([
    { x: 10, from: 0, to: 74, isBlocked: false },
    { x: 30, from: 20, to: 100, isBlocked: false },
    { x: 30, from: 100, to: 120, isBlocked: true },
  ]);
  expect(arrows).toEqual([{ kind: 'start', fromX: 10, fromY: 20, toX: 30, toY: 20 }]);
  expect(marks).toEqual([
    { x: 10, y: 74, shape: 'end' },
    { x: 10, y: 20, shape: 'dot' },
    { x: 30, y: 20, shape: 'open' },
    { x: 10, y: 60, shape: 'choice' },
    { x: 30, y: 100, shape: 'blocked' },
  ]);
});

test('hand in hand goes across, what waits in a buffer goes down', () => {
  const schedule: Schedule = {
    lanes: [lane('a', 'running'), lane('b', 'failed')],
    steps: [step(0, 'send', { to: 1 }), step(0, 'send'), step(1, 'receive', { from: 1 }), step(1, 'failed')],
  };
  const { arrows, lines } = drawingOf(schedule, [0, 100], rowsOf(4));
  expect(arrows).toEqual([
    { kind: 'message', fromX: 0, fromY: 20, toX: 100, toY: 20 },
    { kind: 'wake', fromX: 0, fromY: 60, toX: 100, toY: 100 },
  ]);
  expect(lines).toEqual([
    { x: 0, from: 0, to: 160, isBlocked: false },
    { x: 100, from: 0, to: 140, isBlocked: false },
  ]);
});

test('eight goroutines and sixty steps have room in a narrow page', () => {
  const steps = Array.from({ length: 60 }, (_, i) => step(i % 8, 'send', { to: (i + 1) % 8 }));
  const lanes = Array.from({ length: 8 }, (_, i) => lane(`${i}`, 'ended'));
  const width = laneWidthFor(320, 8);
  expect(width * 8).toBeLessThan(220);
  expect(laneWidthFor(2000, 2)).toBe(130);
  const { arrows, marks } = drawingOf({ lanes, steps }, laneXs(8, width), rowsOf(60));
  expect(arrows).toHaveLength(60);
  expect(marks.every(({ x, y }) => x > 0 && x < width * 8 && y > 0 && y <= 60 * 40)).toBe(true);
  expect([0, 7].map(letterOf)).toEqual(['A', 'H']);
});

test('nothing is drawn before the rows are measured', () => {
  expect(drawingOf(abandoned, [10, 30], []).lines.every(({ from, to }) => from === 0 && to <= 14)).toBe(true);
});
