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
import { serve } from './lsp/serve.ts';

const usage = `Usage: unpark <command>

  check [dir|file…] [--format text|json|sarif]   print what will leak, block or crash; exit code 1 where there is any;
                                                 --off RULE[,RULE…] leaves rules out
  fix [dir|file…] [--dry-run]                    apply the preferred fixes; --dry-run prints a diff instead
  profile FILE… [--format text|json]             print what a dump, profile or trace holds; several are compared
  lsp --stdio                                    serve an editor

Exit code: 0 nothing found, 1 something found, 2 wrong usage or input that can't be read.
`;

async function main(args: string[], io: Io): Promise<number> {
  const [command, ...rest] = args;
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
    case 'help':
      io.out(usage);
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
