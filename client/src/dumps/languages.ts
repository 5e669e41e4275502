import { parseHeader } from '#profile';

/** Ids of the languages that package.json contributes for what a Go runtime prints. */
export const dumpLanguage = 'go-goroutine-dump';
export const raceLanguage = 'go-race-report';
export const schedtraceLanguage = 'go-schedtrace';

/** How many lines `languageOf` wants to see. */
export const headLines = 40;

/** What a crash prints before its first goroutine (runtime/panic.go, runtime/signal_unix.go). */
const crash =
  /^(?:panic: |fatal error: |SIGQUIT: quit|runtime: goroutine stack exceeds |unexpected fault address )/;
const profile = /^(?:goroutine|goroutineleak|threadcreate) profile: total \d+$/;

/**
 * The language of a text that starts as something that a Go runtime prints; `null` for any other, also where a dump
 * stands further below: a log with a dump in it stays a log.
 */
export function languageOf(head: readonly string[]): string | null {
  const first = head.findIndex((line) => line.trim() !== '');
  if (first < 0) return null;
  const line = head[first];
  if (parseHeader(line) || profile.test(line)) return dumpLanguage;
  if (crash.test(line) && head.some((later) => parseHeader(later))) return dumpLanguage;
  const isRace = (at: number) => head[at] === 'WARNING: DATA RACE' || head[at] === 'WARNING: DEADLOCK';
  if (isRace(first) || (line === '='.repeat(18) && isRace(first + 1))) return raceLanguage;
  return /^SCHED \d+ms: gomaxprocs=/.test(line) ? schedtraceLanguage : null;
}
