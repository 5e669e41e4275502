import { functionOf, type Header, isStandardLibrary, parseHeader } from '#profile';
import { type PlaceInLine, placeIn } from './places.ts';

/** A run of lines, both ends included, from 0. */
export interface Lines {
  first: number;
  last: number;
}

/** One goroutine, with what its header says. */
export interface GoroutineSection extends Lines {
  kind: 'goroutine';
  header: Header;
  /** The innermost function that is not Go's own, else the innermost; empty where there is none. */
  where: string;
}

/** Goroutines with one stack, in a profile with debug=1. */
export interface RecordSection extends Lines {
  kind: 'record';
  count: number;
  where: string;
}

/** One report of the race detector. */
export interface RaceSection extends Lines {
  kind: 'race';
  /** `Write at 0x… by goroutine 7`, `Goroutine 7 (running) created at`: each with its stack. */
  parts: (Lines & { title: string; where: string })[];
}

/** One moment of a scheduler trace, with the processors, threads and goroutines that `scheddetail=1` lists below. */
export interface MomentSection extends Lines {
  kind: 'moment';
  /** Since the program's start, in milliseconds. */
  ms: number;
  /** `idleprocs=2 runqueue=0` */
  where: string;
}

export type Section = GoroutineSection | RecordSection | RaceSection | MomentSection;

/** A frame's place, and the function that the line names or the one above. */
export interface FrameInText extends PlaceInLine {
  /** Line in the text, from 0. */
  at: number;
  function: string;
}

const separator = '='.repeat(18);
const record = /^(\d{1,9}) @(?: 0x[0-9a-f]+)+$/;

/** The goroutines, races and moments in a text, in order; what stands between them belongs to none. */
export function sectionsOf(lines: readonly string[]): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at < lines.length; ) {
    const section = sectionAt(lines, at);
    if (section) sections.push(section);
    at = section ? section.last + 1 : at + 1;
  }
  return sections;
}

/** The frames whose place a text names, at most `limit`. */
export function framesIn(lines: readonly string[], limit: number): FrameInText[] {
  const frames: FrameInText[] = [];
  for (let at = 0; at < lines.length && frames.length < limit; at++) {
    const place = placeIn(lines[at]);
    if (!place) continue;
    frames.push({ ...place, at, function: calledIn(lines[at]) || calledIn(lines[at - 1] ?? '') });
  }
  return frames;
}

function sectionAt(lines: readonly string[], at: number): Section | null {
  const line = lines[at];
  if (line.startsWith('goroutine ')) {
    const header = parseHeader(line);
    return header && { kind: 'goroutine', header, ...stackBelow(lines, at) };
  }
  if (line.startsWith('WARNING: DATA RACE') || line.startsWith('WARNING: DEADLOCK')) return race(lines, at);
  if (line.startsWith('SCHED ')) return moment(lines, at);
  const counted = line.length < 65_536 ? record.exec(line) : null;
  return counted && { kind: 'record', count: Number(counted[1]), ...stackBelow(lines, at) };
}

/** A stack ends with a blank line, with the next header or with the separator of race reports. */
function stackBelow(lines: readonly string[], first: number): Lines & { where: string } {
  let last = first;
  let where = '';
  let isOwn = false;
  while (last + 1 < lines.length) {
    const line = lines[last + 1];
    if (line === '' || line === separator || line.startsWith('goroutine ')) break;
    last++;
    if (isOwn || line.startsWith('created by ')) continue;
    const name = calledIn(line);
    if (!name) continue;
    isOwn = !isStandardLibrary(name);
    if (isOwn || !where) where = name;
  }
  return { first, last, where };
}

function race(lines: readonly string[], first: number): RaceSection {
  const parts: RaceSection['parts'] = [];
  let last = first;
  for (let at = first + 1; at < lines.length && lines[at] !== separator; at++) {
    if (lines[at] === '') continue;
    const stack = stackBelow(lines, at);
    parts.push({ ...stack, title: lines[at].trim().replace(/:$/, '') });
    at = stack.last;
    last = stack.last;
  }
  return { kind: 'race', first, last, parts };
}

function moment(lines: readonly string[], first: number): MomentSection | null {
  const line = lines[first].slice(0, 400);
  const ms = /^SCHED (\d{1,15})ms: /.exec(line)?.[1];
  if (ms === undefined) return null;
  let last = first;
  while (/^ {2}[PMG]\d{1,15}: /.test(lines[last + 1]?.slice(0, 40) ?? '')) last++;
  const where = [/\bidleprocs=\d+/, /\brunqueue=\d+/].flatMap((part) => part.exec(line)?.[0] ?? []).join(' ');
  return { kind: 'moment', first, last, ms: Number(ms), where };
}

/** The function that a line of a stack names; empty for a line with a place or anything else. */
function calledIn(line: string): string {
  const inProfile = /^#\t0x[0-9a-f]+\t+(\S+?)\+0x[0-9a-f]+\t/.exec(line);
  if (inProfile) return inProfile[1];
  if (line.startsWith('created by '))
    return line.slice('created by '.length).replace(/ in goroutine \d+$/, '');
  return line.endsWith(')') && !line.startsWith('\t') ? functionOf(line.trim()) : '';
}
