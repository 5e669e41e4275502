import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Explored } from '../../server/src/explored/explored.ts';
import { parseAll, testParser } from '../../server/src/testing/engine.ts';
import { Types } from '../../server/src/types/infer.ts';
import { Package } from '../../server/src/types/package.ts';

/** What the model checker costs in the package of a folder, from scratch. */
export async function exploreAll(dir: string): Promise<string> {
  const parser = await testParser();
  const names = readdirSync(dir).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  const files = names.map((name) => {
    const file = path.join(dir, name);
    return parseAll(parser, readFileSync(file, 'utf8'), pathToFileURL(file).href);
  });
  parser.dispose();
  const all = new Set(files.map(({ uri }) => uri));
  const explored = new Explored(new Types(new Package(files)), true, all);
  const since = process.cpuUsage();
  const scopes = files.flatMap((file) => explored.in(file));
  const spent = process.cpuUsage(since);
  const ms = (spent.user + spent.system) / 1e3;
  const states = scopes.reduce((sum, scope) => sum + scope.states, 0);
  const cut = scopes.filter(({ complete }) => !complete).length;
  return (
    `${scopes.length} scopes, ${states} states, ${cut} beyond the budget; ` +
    `${(ms / Math.max(1, scopes.length)).toFixed(2)} ms CPU a scope, ${((1e3 * ms) / Math.max(1, states)).toFixed(1)} µs a state`
  );
}
