import * as l10n from '@vscode/l10n';
import type { EvidenceGroup, EvidenceParams, EvidencePlace, EvidenceReport, EvidenceStart } from '#protocol';
import { canonicalUri } from './uris.ts';

/** Goroutines of one report, counted together. */
export interface Tally {
  report: EvidenceReport;
  count: number;
  blocked: number;
  /** The longest wait of those that are blocked, in minutes; `null` where it is not known. */
  waitMinutes: number | null;
}

/** Goroutines that were started at one place, of one report. */
export interface Started extends Tally {
  start: EvidenceStart;
}

/** One group, where it is or was started. */
interface Hit {
  place: EvidencePlace;
  report: EvidenceReport;
  group: EvidenceGroup;
}

/** What dumps and profiles say of the code, by file and line. */
export class Evidence {
  /** Grows with each change. */
  version = 0;
  private started = new Map<string, Started[]>();
  private hits = new Map<string, Map<number, Hit[]>>();

  /** Takes what there is now in place of all that was. */
  set({ reports }: EvidenceParams): void {
    this.version++;
    this.started = new Map();
    this.hits = new Map();
    for (const report of reports) for (const group of report.groups) this.add(report, group);
  }

  /** Whether anything is said of a file. */
  has(uri: string): boolean {
    return this.hits.has(uri) || this.started.has(uri);
  }

  /** The goroutines that a file's functions have started, one entry a place and report. */
  startsIn(uri: string): readonly Started[] {
    return this.started.get(uri) ?? [];
  }

  /**
   * The blocked goroutines that are at one of some lines of a file (from 1), or were started there; by report.
   *
   * @param holds whether a place is still where it was when the program was built
   */
  blockedAt(uri: string, lines: Iterable<number>, holds: (place: EvidencePlace) => boolean): Tally[] {
    const byLine = this.hits.get(uri);
    if (!byLine) return [];
    const groups = new Map<EvidenceGroup, EvidenceReport>();
    for (const line of lines)
      for (const { group, report, place } of byLine.get(line) ?? [])
        if (group.isBlocked && holds(place)) groups.set(group, report);
    const tallies = new Map<EvidenceReport, Tally>();
    for (const [group, report] of groups) {
      const tally = tallies.get(report) ?? { report, count: 0, blocked: 0, waitMinutes: null };
      tallies.set(report, tally);
      count(tally, group);
    }
    return [...tallies.values()];
  }

  private add(report: EvidenceReport, group: EvidenceGroup): void {
    const { startedAt, frames } = group;
    if (startedAt) {
      const starts = listIn(this.started, canonicalUri(startedAt.uri));
      const isSame = ({ start, report: other }: Started) =>
        other === report &&
        start.function === startedAt.function &&
        start.line === startedAt.line &&
        start.isInside === startedAt.isInside;
      let known = starts.find(isSame);
      if (!known) {
        known = { report, start: startedAt, count: 0, blocked: 0, waitMinutes: null };
        starts.push(known);
      }
      count(known, group);
    }
    const places = startedAt && !startedAt.isInside ? [...frames, startedAt] : frames;
    for (const place of places) {
      const canonical = canonicalUri(place.uri);
      const byLine = this.hits.get(canonical) ?? new Map<number, Hit[]>();
      this.hits.set(canonical, byLine);
      listIn(byLine, place.line).push({ report, group, place });
    }
  }
}

function count(tally: Tally, { count: more, isBlocked, waitMinutes }: EvidenceGroup): void {
  tally.count += more;
  if (!isBlocked) return;
  tally.blocked += more;
  if (waitMinutes !== null) tally.waitMinutes = Math.max(tally.waitMinutes ?? 0, waitMinutes);
}

function listIn<K, V>(map: Map<K, V[]>, key: K): V[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

const goroutines = (count: number): string =>
  count === 1 ? l10n.t('1 goroutine') : l10n.t('{0} goroutines', count.toLocaleString());

/** What a code lens says: «1,203 goroutines started here, 1,180 blocked for up to 12 min». */
export function startedText({ count, blocked, waitMinutes }: Tally): string {
  if (blocked === 0) return l10n.t('{0} started here', goroutines(count));
  const stuck = blocked.toLocaleString();
  return waitMinutes
    ? l10n.t('{0} started here, {1} blocked for up to {2} min', goroutines(count), stuck, waitMinutes)
    : l10n.t('{0} started here, {1} blocked', goroutines(count), stuck);
}

/** What stands beside a diagnostic: «goroutines.txt: 25 goroutines blocked here for up to 12 min». */
export function blockedText({ report, blocked, waitMinutes }: Tally): string {
  return waitMinutes
    ? l10n.t('{0}: {1} blocked here for up to {2} min', report.name, goroutines(blocked), waitMinutes)
    : l10n.t('{0}: {1} blocked here', report.name, goroutines(blocked));
}
