import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { byRuntime } from '../../server/src/lsp/leakCheck.ts';
import { describeWithGo, inEmpty } from './go.ts';

const tests = (leaks: boolean) => `package p

import "testing"

func TestSends(t *testing.T) {
	ch := make(chan int${leaks ? '' : ', 1'})
	go func() { ch <- 1 }()
}
`;

// The file that is added to a package of tests makes those fail that leave goroutines behind, and no others.
describeWithGo('the check for leaked goroutines', (go) => {
  test.each([
    ['fails', true],
    ['passes', false],
  ])('%s', { timeout: 300_000 }, (_, leaks) =>
    inEmpty((dir) => {
      const files = {
        'go.mod': 'module p\n\ngo 1.26\n',
        'p_test.go': tests(leaks),
        'leak_test.go': byRuntime('p'),
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
      expect(go.unformatted(dir)).toEqual([]);
      expect(go.vet(dir, [])).toEqual([]);
      const env = { ...process.env, GOEXPERIMENT: 'goroutineleakprofile', GOTOOLCHAIN: 'local' };
      const { stdout } = spawnSync(go.command, ['test', '.'], { cwd: dir, env, encoding: 'utf8' });
      expect(stdout).toMatch(leaks ? /1 goroutines can never go on[\s\S]*^FAIL/m : /^ok/);
    }),
  );
});
