import { expect, test } from 'vitest';
import { F, K } from '../syntax/kinds.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import type { Lane } from './lanes.ts';
import { actorName, functionName, laneNames } from './names.ts';

const text = `package p

func (s *store[K]) run() {
	go func() {
		work()
	}()
}

func work() {
	done()
}
`;

test('a literal is called as its goroutine, what it calls by its name', async () => {
  const parser = await testParser();
  const file = parseAll(parser, text);
  parser.dispose();
  const { tree } = file;
  const [literal] = file.nodesOf(K.func_literal);
  const [method] = file.nodesOf(K.method_declaration);
  const lane = (node: number): Lane => ({
    fn: { file, node },
    start: undefined,
    isEnvironment: false,
    isAlive: true,
  });
  const callOf = (name: string) => ({
    file,
    node: file.nodesOf(K.call_expression).find((n) => tree.text(tree.child(n, F.function)) === name)!,
  });
  const started = [lane(literal)];
  const names = laneNames(started);
  expect(names).toEqual(['the goroutine of line 4']);
  expect(actorName(started, 0, callOf('work'), names)).toBe('the goroutine of line 4');
  expect(actorName(started, 0, callOf('done'), names)).toBe('work');
  expect(laneNames([lane(method)])).toEqual(['store.run']);
  expect(functionName(callOf('work'))).toBe('store.run');
});
