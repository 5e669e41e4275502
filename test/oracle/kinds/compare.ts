// node test/oracle/kinds/compare.ts FOLDER [-test] [PATTERN…]: compares our types with those of go/types over a module
// (Node 24), and prints a table, and with WRONG=n or UNKNOWN=n so many of the disagreements.

import { findGo } from '../../../scripts/lib/go.mjs';
import { testParser } from '../../../server/src/testing/engine.ts';
import { compareKinds } from '../kinds.ts';
import { Go } from '../toolchain.ts';

const [dir, ...patterns] = process.argv.slice(2);
const go = findGo();
if (!dir || !go) throw new Error('usage: compare.ts FOLDER [-test] [PATTERN…], with go on PATH');
const { kinds, wrong, unknown } = await compareKinds(
  new Go(go),
  await testParser(),
  dir,
  patterns.some((pattern) => !pattern.startsWith('-')) ? patterns : [...patterns, './...'],
);
console.table(kinds);
const sum = (name: 'agree' | 'unknown' | 'wrong') => kinds.reduce((total, kind) => total + kind[name], 0);
const all = sum('agree') + sum('unknown') + sum('wrong');
console.log(
  `${all} expressions: ${((100 * sum('agree')) / all).toFixed(2)} % agree, ${unknown.length} unknown, ${wrong.length} wrong`,
);
console.log(
  [
    ...wrong.slice(0, Number(process.env.WRONG ?? 0)),
    ...unknown.slice(0, Number(process.env.UNKNOWN ?? 0)),
  ].join('\n'),
);
