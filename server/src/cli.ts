/**
 * The terminal's door: `unpark check | fix | profile | lsp`. Reads arguments, picks the command, sets the exit code.
 */

import { isMainThread } from 'node:worker_threads';
import { version } from '../../package.json';
import { checkCommand } from './cli/check.ts';
import { workInThread } from './cli/checkFiles.ts';
import { fixCommand } from './cli/fix.ts';
import { exit, type Io } from './cli/io.ts';
import { runProfile } from './cli/profile.ts';
import { helpFor, usage } from './cli/usage.ts';
import { serve } from './lsp/serve.ts';

async function main(args: string[], io: Io): Promise<number> {
  const [command, ...rest] = args;
  const help = command ? helpFor(command, rest) : null;
  if (help !== null) {
    io.out(help);
    return exit.clean;
  }
  switch (command) {
    case 'check':
      return checkCommand(rest, io);
    case 'fix':
      return fixCommand(rest, io);
    case 'profile':
      return runProfile(rest, io);
    case 'lsp':
      serve();
      return exit.clean;
    case '--version':
      io.out(`${version}\n`);
      return exit.clean;
    case '--help':
    case '-h':
    case 'help':
      io.out((rest[0] && helpFor(rest[0], ['--help'])) || usage);
      return exit.clean;
    default:
      io.err(command ? `unpark: there is no command "${command}".\n\n${usage}` : usage);
      return exit.usage;
  }
}

const io: Io = {
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

// A reader such as `head` may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

async function run(): Promise<void> {
  try {
    // A thread of `unpark check` runs this same file.
    if (!(await workInThread())) process.exitCode = await main(process.argv.slice(2), io);
  } catch (error) {
    if (!isMainThread) throw error;
    io.err(`unpark: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exit.usage;
  }
}

void run();
