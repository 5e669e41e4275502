import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { diskFiles } from '../../server/src/files/disk.ts';
import { describeWithGo, inCopy } from './go.ts';
import { ours } from './ours.ts';

const fixtures = inRoot('server/src/rules/fixtures');

/** What Unpark finds by one rule in a folder, as `file:line:column`. */
async function placesOf(dir: string, rule: string): Promise<string[]> {
  const uris = await diskFiles.findGoFiles(pathToFileURL(dir).href, 1000);
  const found = await ours(dir, uris, [rule]);
  return found.map(({ file, line, column }) => `${file}:${line}:${column}`).sort();
}

/** Name of the function around `file:line`. */
function functionAt(dir: string, at: string): string {
  const [file, line] = at.split(':');
  const lines = readFileSync(path.join(dir, file), 'utf8').split('\n').slice(0, Number(line));
  return lines.findLast((text) => text.startsWith('func '))!.match(/\w+(?=\()/)![0];
}

describeWithGo('go vet', (go) => {
  test('-copylocks finds the copies of a WaitGroup that we find', { timeout: 120_000 }, () =>
    inCopy(path.join(fixtures, 'waitgroup-passed-by-value'), async (dir) => {
      const copies = go.vet(dir, ['-copylocks']).filter(
        ({ message }) =>
          // Where a parameter takes a copy we report the parameter, and mend the calls from there.
          !/^call of (worker|outer|inner|run|ofResult|func\()/.test(message) &&
          // Nobody can use what is assigned to the blank identifier.
          !message.startsWith('assignment copies lock value to _:'),
      );
      expect(copies.length).toBeGreaterThan(10);
      const found = await placesOf(dir, 'waitgroup-passed-by-value');
      // It looks at the files of one system only.
      expect(found.filter((at) => !at.startsWith('system_'))).toEqual(
        copies
          .map(({ file, line, column }) => `${file}:${line}:${column}`)
          .filter((at) => !at.startsWith('system_'))
          .sort(),
      );
    }),
  );

  test('-waitgroup finds no Add in a goroutine that we miss', { timeout: 120_000 }, () =>
    inCopy(path.join(fixtures, 'waitgroup-add-in-goroutine'), async (dir) => {
      const theirs = go.vet(dir, ['-waitgroup']).map(({ file, line }) => `${file}:${line}`);
      const found = (await placesOf(dir, 'waitgroup-add-in-goroutine')).map((at) => at.replace(/:\d+$/, ''));
      expect(theirs.length).toBeGreaterThan(3);
      // It looks at the first statement of a goroutine only, and does not ask who else counts it: these are right.
      const right = [
        'handedOut',
        'helperCounts',
        'helperWaits',
        'signalled',
        'start', // of signalling
        'starterHoldsCount',
        'turnWaits',
      ];
      const missed = theirs.filter((at) => !found.includes(at));
      expect(missed.map((at) => functionAt(dir, at)).sort()).toEqual(right);
    }),
  );
});
