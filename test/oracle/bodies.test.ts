import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseOnce } from '../../server/src/documents.ts';
import { flatten } from '../../server/src/syntax/flatTree.ts';
import { interestIn } from '../../server/src/syntax/interest.ts';
import { testParser } from '../../server/src/testing/engine.ts';
import { describeWithGo } from './go.ts';

/** What is read of real files without the bodies that don't matter is what there is of them with all bodies parsed. */
describeWithGo('bodies that don’t matter', (go) => {
  test.each(['net/http', 'os', 'runtime', 'syscall', 'text/template'])('%s', async (name) => {
    const parser = await testParser();
    const folder = path.join(go.source, name);
    for (const file of readdirSync(folder).filter((n) => n.endsWith('.go'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const tree = parser.parse(text)!;
      const whole = flatten(tree, text, parser.tables, interestIn(text));
      tree.delete();
      const quick = parseOnce(parser, file, text, false)!.tree;
      // Comparing arrays of thousands of numbers by `toEqual` takes long.
      for (const column of [
        'kind',
        'field',
        'parent',
        'firstChild',
        'nextSibling',
        'start',
        'end',
        'comments',
      ] as const)
        expect(Buffer.compare(bytes(whole[column]), bytes(quick[column])), `${file}: ${column}`).toBe(0);
      for (const n of whole.children(0)) expect(quick.isBroken(n)).toBe(whole.isBroken(n));
    }
    parser.dispose();
  });
});

const bytes = ({ buffer, byteOffset, byteLength }: Uint8Array | Int32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);
