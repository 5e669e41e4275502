import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import { foundRules, open } from './harness/editor.ts';

export function defineRestart(): void {
  describe('a server that crashed', () => {
    it('is started again, and goes on finding', async () => {
      const { uri } = await open('editing', 'editing.go');
      await foundRules(uri, 'waitgroup-missing-done');
      const [server, ...others] = servers();
      assert.ok(server && others.length === 0, `${servers().length} servers run`);

      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;

      // Text that only a new server can have seen.
      const comment = new vscode.WorkspaceEdit();
      comment.insert(
        uri,
        new vscode.Position(7, 0),
        '\t//unpark:ignore waitgroup-missing-done the job calls Done\n',
      );
      assert.ok(await vscode.workspace.applyEdit(comment));
      await foundRules(uri);
      const undo = new vscode.WorkspaceEdit();
      undo.delete(uri, new vscode.Range(7, 0, 8, 0));
      assert.ok(await vscode.workspace.applyEdit(undo));
      await foundRules(uri, 'waitgroup-missing-done');
      assert.equal(servers().length, 1);
      assert.ok(servers()[0].pid !== server.pid);
    });
  });
}

/** The language servers that this extension host started and that still run: Node keeps a handle of each. */
function servers(): ChildProcess[] {
  const { _getActiveHandles } = process as unknown as { _getActiveHandles(): unknown[] };
  const script = path.join('dist', 'server', 'cli.js');
  return _getActiveHandles
    .call(process)
    .filter((handle): handle is ChildProcess => Array.isArray((handle as ChildProcess)?.spawnargs))
    .filter(
      ({ spawnargs, exitCode, signalCode }) =>
        exitCode === null && signalCode === null && spawnargs.some((arg) => arg.endsWith(script)),
    );
}
