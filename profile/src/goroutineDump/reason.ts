import type { SnapshotReason } from '../model.ts';

/** Lines beyond these are the program's own output, not the reason of a dump. */
const longestReason = 16;
const longestLine = 2_000;

/**
 * Why a dump was printed, out of the text before its first goroutine: the last panic, fatal error, signal, test
 * time-out or goleak report in it.
 *
 * @returns `null` where nothing of that kind stands there.
 */
export function reasonIn(text: string): SnapshotReason | null {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  let found: SnapshotReason | null = null;
  for (let i = 0; i < lines.length; i++) {
    const kind = kindOf(lines[i]);
    if (!kind) continue;
    // A signal that ends a program by way of a panic is part of that panic: the panic names it.
    if (kind === 'signal' && (found?.kind === 'panic' || found?.kind === 'fatal-error')) continue;
    const told = [tidy(lines[i])];
    // Panics of deferred calls follow, indented, and so do the tests that ran and the lines of a long message.
    while (i + 1 < lines.length && told.length < longestReason && continues(lines[i + 1])) {
      told.push(lines[++i].slice(0, longestLine).trimEnd());
    }
    found = { kind: refined(kind, told), text: told.join('\n') };
  }
  return found;
}

const continues = (line: string): boolean =>
  line !== '' && !/^goroutine \d|^exit status|^runtime stack:|^-----/.test(line) && kindOf(line) === null;

function kindOf(line: string): SnapshotReason['kind'] | null {
  if (line.startsWith('panic: ') || line.includes('http: panic serving ')) return 'panic';
  if (line.startsWith('fatal error: ')) return 'fatal-error';
  if (/^SIG[A-Z]+: /.test(line)) return 'signal';
  return line.includes('found unexpected goroutines:') ? 'goleak' : null;
}

function refined(kind: SnapshotReason['kind'], lines: readonly string[]): SnapshotReason['kind'] {
  if (kind === 'panic' && lines[0].startsWith('panic: test timed out after ')) return 'test-timeout';
  // The runtime's own words: a program's panic may speak of a deadlock, but does not begin with one.
  if (kind === 'fatal-error' && lines[0].endsWith(' - deadlock!')) return 'deadlock';
  if (kind === 'panic' && /^panic: deadlock: /.test(lines[0])) return 'deadlock';
  return kind;
}

/** Without the time that a logger puts before «http: panic serving», and goleak's place in a test. */
function tidy(line: string): string {
  const at = Math.max(line.indexOf('http: panic serving '), line.indexOf('found unexpected goroutines:'), 0);
  return line.slice(at, at + longestLine).trimEnd();
}
