/**
 * The words that concurrency is written in. A function's body without any of them is never analysed, and a
 * package without any is never parsed. Wide on purpose: a missed word is a missed finding.
 */
const words =
  /\bgo\b(?=[ \t\r\n(])|\bchan\b|<-|\bselect\b|\bsync\b|\bcontext\b|\btime\.|\berrgroup\b|\bsemaphore\b|\bhttp\.|\bsql\.|\.(?:Add|Done|Wait|Go|TryGo|Lock|Unlock|RLock|RUnlock|Acquire|TryAcquire|[Rr]elease\w*|Parallel|Do|Query|QueryContext|Prepare|PrepareContext)\(|lient\.(?:Get|Post|PostForm)\(|\bclose\(|\bdefer\b|\/\/\s*(?:unpark:|nolint)/g;

/** The words without which a package has no concurrency of its own. */
const packageWords =
  /\bgo[ \t]+[\w(]|\bchan\b|<-|"sync"|"context"|"time"|\/errgroup"|\/semaphore"|"net\/http"|"database\/sql"|\.Parallel\(\)/;

/** Words after which any body of the package may copy what must not be copied, or hand on what others wait for. */
const packageWideWords = /"sync(?:\/atomic)?"|\) Lock\(\) \{|\bchan\b/;

/** Whether every body of a package has to be looked at, given one of its files. */
export const wantsAllBodies = (source: string): boolean => packageWideWords.test(source);

/** UTF-16 offsets of the words that matter in a file, or in a part of it, ascending. */
export function interestIn(source: string, start = 0, end = source.length): number[] {
  const offsets: number[] = [];
  words.lastIndex = start;
  for (let match = words.exec(source); match && match.index < end; match = words.exec(source))
    offsets.push(match.index);
  return offsets;
}

/** Whether a file gives its package a reason to be analysed. */
export const isInteresting = (source: string): boolean => packageWords.test(source);
