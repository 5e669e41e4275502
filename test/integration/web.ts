import 'mocha/mocha.js';
import * as vscode from 'vscode';
import { defineDumps } from './dumps.ts';
import { defineFindings } from './findings.ts';
import { runTests } from './harness/runTests.ts';
import { defineSchedule } from './schedule.ts';
import { defineViewer } from './viewer.ts';

/** The suite of VS Code for the Web: no Node, the files in memory. Posts the outcomes to the server of the page. */
export async function run(): Promise<void> {
  // Mocha's browser build leaves its class in the global object.
  const outcomes = await runTests((globalThis as unknown as { Mocha: typeof Mocha }).Mocha, () => {
    defineFindings();
    defineSchedule();
    defineViewer();
    defineDumps();
  });
  const { extensionUri } = vscode.extensions.getExtension('unpark-test.memory-files')!;
  const target = extensionUri.with({ path: '/results' }).toString();
  await fetch(target, { method: 'POST', body: JSON.stringify(outcomes) });
}
