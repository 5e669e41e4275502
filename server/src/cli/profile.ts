import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  FormatError,
  type Frame,
  groupGoroutines,
  type LeakGroup,
  leakReport,
  type Opened,
  open,
} from '#profile';
import { exit, type Io } from './io.ts';
import { UsageError } from './targets.ts';

const maxSize = 1024 * 1024 * 1024;

/** `unpark profile FILE`: prints its goroutines, most suspicious first. Exit code 2 for what can't be read. */
export async function runProfile(args: string[], io: Io): Promise<number> {
  let file = '';
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { format: { type: 'string', default: 'text' } },
    });
    if (positionals.length !== 1) throw new UsageError('name one file');
    if (values.format !== 'text' && values.format !== 'json') {
      throw new UsageError(`--format is text or json, not "${values.format}"`);
    }
    file = positionals[0];
    const opened = await open(await read(path.resolve(io.cwd, file)));
    const groups = groupGoroutines(opened.snapshot);
    if (values.format === 'json') io.out(`${JSON.stringify(leakReport(opened, groups), null, 2)}\n`);
    else for (const line of toText(file, opened, groups)) io.out(`${printable(line)}\n`);
    return exit.clean;
  } catch (error) {
    io.err(`unpark profile: ${printable((file ? `${file}: ` : '') + explain(error))}\n`);
    return exit.usage;
  }
}

async function read(file: string): Promise<Uint8Array> {
  const status = await stat(file);
  if (!status.isFile()) throw new UsageError('not a file');
  if (status.size > maxSize) throw new UsageError('larger than 1 GiB');
  return readFile(file);
}

function explain(error: unknown): string {
  if (error instanceof FormatError)
    return `${error.message} (byte ${error.offset}${error.unpacked ? ' once unpacked' : ''})`;
  if (error instanceof UsageError || (error instanceof TypeError && 'code' in error)) return error.message;
  if (error instanceof Error && 'code' in error)
    return error.code === 'ENOENT' ? 'no such file' : error.message;
  throw error;
}

function* toText(file: string, opened: Opened, groups: readonly LeakGroup[]): Iterable<string> {
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  yield `${file}: ${opened.format}, ${total} goroutine${total === 1 ? '' : 's'} in ${groups.length} group${groups.length === 1 ? '' : 's'}`;
  for (const note of opened.notes) yield `note: ${note}`;
  for (const { count, state, suspicion, reason, stack, createdBy } of groups) {
    yield '';
    yield `${count} × ${state} (suspicion ${suspicion.toFixed(2)})`;
    yield `  ${reason}`;
    for (const frame of stack) yield* frameText(frame, '    ');
    if (createdBy) yield* frameText(createdBy, '    created by ');
  }
}

function* frameText({ function: name, file, line }: Frame, lead: string): Iterable<string> {
  yield lead + (name || '?');
  if (file) yield `        ${file}:${line}`;
}

/** Names, states and sentences come out of the file: no control character of theirs may reach the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '�');
