import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inRoot, root } from '../../../scripts/lib/paths.mjs';
import { openSession, type Session } from '../../../scripts/lib/session.mjs';

/** A real VS Code on a copy of the integration tests' Go workspace. */
export interface Editor extends Session {
  /** The workspace's folder. */
  folder: string;
}

/** @param options.tests module that VS Code runs as the extension's tests; `settings` are the user's */
export async function openEditor(
  options: { tests?: string; settings?: Record<string, unknown> } = {},
): Promise<Editor> {
  const scratch = await realpath(await mkdtemp(path.join(os.tmpdir(), 'unpark-e2e-')));
  const remove = () => rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  try {
    const folder = path.join(scratch, 'go');
    await cp(inRoot('test/integration/workspaces/go'), folder, { recursive: true });
    await placeDump(folder);
    const session = await openSession({ folder, extension: root, ...options });
    const close = async () => {
      await session.close();
      await remove();
    };
    return { ...session, folder, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The recorded dump names /src/demo: a program built where the copy lies would name that. */
async function placeDump(folder: string): Promise<void> {
  const file = path.join(folder, 'profiles/goroutines.txt');
  const dump = await readFile(file, 'utf8');
  await writeFile(file, dump.replaceAll('/src/demo/', `${folder.split(path.sep).join('/')}/`));
}

/** Where the screenshots go: for a look, not compared. */
export const pictures = inRoot('out/screenshots');
