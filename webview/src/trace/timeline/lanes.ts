import type { GoroutineGroup, TraceOverview } from '../queries.ts';

/** Pixels. */
export const headerHeight = 24;
export const laneHeight = 18;

/** So many lanes are open at first. */
const openAtFirst = 40;

/** Lanes under one header. `key`: -1 the processors, -2 the threads, else the index of a group. */
export interface Section {
  key: number;
  /** Pixels from the top of all lanes to the header. */
  top: number;
  isOpen: boolean;
  /** Lanes that are shown, closed none. */
  lanes: number;
  /** Index of the first among all lines, which are headers and lanes. */
  line: number;
}

export interface Layout {
  sections: readonly Section[];
  height: number;
  lines: number;
}

/** What a line is: the header of a section, or its lane `lane`. */
export interface Line {
  section: Section;
  /** -1: the header. */
  lane: number;
  /** Pixels from the top of all lines. */
  top: number;
}

export const procsKey = -1;
export const threadsKey = -2;

/** The processors, and groups from the first on, for as long as it does not become many lanes; one at least. */
export function openedFirst({ groups, procs }: TraceOverview): Set<number> {
  const open = new Set([procsKey]);
  let lanes = procs.length;
  for (const [index, { count }] of groups.entries()) {
    lanes += count;
    if (lanes > openAtFirst && index > 0) break;
    open.add(index);
  }
  return open;
}

export function layOut(
  procs: number,
  threads: number,
  groups: readonly Pick<GoroutineGroup, 'count'>[],
  open: ReadonlySet<number>,
): Layout {
  const sections: Section[] = [];
  let top = 0;
  let line = 0;
  const add = (key: number, count: number) => {
    const isOpen = open.has(key);
    const lanes = isOpen ? count : 0;
    sections.push({ key, top, isOpen, lanes, line });
    top += headerHeight + lanes * laneHeight;
    line += 1 + lanes;
  };
  if (procs > 0) add(procsKey, procs);
  if (threads > 0) add(threadsKey, threads);
  for (const [index, { count }] of groups.entries()) add(index, count);
  return { sections, height: top, lines: line };
}

/** The last section for which `isBefore` holds, which it does for none after one for which it does not. */
function lastSection({ sections }: Layout, isBefore: (section: Section) => boolean): Section | undefined {
  let low = 0;
  for (let high = sections.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if (isBefore(sections[middle])) low = middle;
    else high = middle;
  }
  return sections[low];
}

const lineOf = (section: Section, lane: number): Line => ({
  section,
  lane,
  top: lane < 0 ? section.top : section.top + headerHeight + lane * laneHeight,
});

/** The line at a height; `null` below the last. */
export function lineAt(layout: Layout, y: number): Line | null {
  const section = lastSection(layout, ({ top }) => top <= y);
  if (!section || y < 0 || y >= layout.height) return null;
  const below = y - section.top - headerHeight;
  return lineOf(section, below < 0 ? -1 : Math.floor(below / laneHeight));
}

/** The line with an index, from 0. */
export function lineNumber(layout: Layout, index: number): Line | null {
  const section = lastSection(layout, ({ line }) => line <= index);
  if (!section || index < 0 || index >= layout.lines) return null;
  return lineOf(section, index - section.line - 1);
}

/** Lines that a window of heights shows a part of. */
export function linesIn(layout: Layout, from: number, to: number): Line[] {
  const lines: Line[] = [];
  let line = lineAt(layout, Math.max(from, 0));
  while (line && line.top < to) {
    lines.push(line);
    line = lineNumber(layout, line.section.line + 1 + line.lane + 1);
  }
  return lines;
}

/** Where a goroutine is: its section, its lane there and that lane's top; of a closed section the header's. */
export function placeOf(
  layout: Layout,
  groups: readonly Pick<GoroutineGroup, 'first' | 'count'>[],
  position: number,
): Line | null {
  const key = groupAt(groups, position);
  const section = key < 0 ? undefined : layout.sections.find((one) => one.key === key);
  if (!section) return null;
  return lineOf(section, section.isOpen ? position - groups[key].first : -1);
}

/** Index of the group that a position is in; -1 for none. */
export function groupAt(
  groups: readonly Pick<GoroutineGroup, 'first' | 'count'>[],
  position: number,
): number {
  let low = 0;
  for (let high = groups.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if (groups[middle].first <= position) low = middle;
    else high = middle;
  }
  const group = groups[low];
  return group && position >= group.first && position < group.first + group.count ? low : -1;
}

/** What is open, after the trace was judged or read anew: sections are the same where their function is. */
export function openedAgain(
  open: ReadonlySet<number>,
  before: readonly Pick<GoroutineGroup, 'function'>[],
  after: readonly Pick<GoroutineGroup, 'function'>[],
): Set<number> {
  const names = new Set([...open].filter((key) => key >= 0).map((key) => before[key]?.function));
  const result = new Set([...open].filter((key) => key < 0));
  after.forEach((group, key) => {
    if (names.has(group.function)) result.add(key);
  });
  return result;
}
