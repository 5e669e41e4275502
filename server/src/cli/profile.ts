import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareSnapshots, diffProfiles, FormatError, type Opened, open } from '#profile';
import { exit, type Io } from './io.ts';
import { comparisonReport, type Member, profileReport, reportOf } from './profileReport.ts';
import { comparisonText, differenceText, toText } from './profileText.ts';
import { UsageError } from './targets.ts';

const maxSize = 1024 * 1024 * 1024;

/**
 * `unpark profile FILE…`: prints what an artefact holds, goroutines most suspicious first. Several files of goroutines
 * are compared, oldest first; of two profiles, what the second has beyond the first. Exit code 2 for what can't be
 * read.
 */
export async function runProfile(args: string[], io: Io): Promise<number> {
  let file = '';
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { format: { type: 'string', default: 'text' } },
    });
    if (!positionals.length) throw new UsageError('name a file');
    if (values.format !== 'text' && values.format !== 'json') {
      throw new UsageError(`--format is text or json, not "${values.format}"`);
    }
    const opened: Opened[] = [];
    for (file of positionals) opened.push(await open(await read(path.resolve(io.cwd, file))));
    const members = opened.length === 1 ? await openMembers(opened[0]) : [];
    if (opened.length > 1) file = '';
    const { text, report } = outcome(positionals, opened, members);
    if (values.format === 'json') io.out(`${JSON.stringify(report(), null, 2)}\n`);
    else for (const line of text()) io.out(`${printable(line)}\n`);
    return exit.clean;
  } catch (error) {
    io.err(`unpark profile: ${printable((file ? `${file}: ` : '') + explain(error))}\n`);
    return exit.usage;
  }
}

interface Outcome {
  text: () => Iterable<string>;
  report: () => object;
}

/** @throws UsageError for files that can't be compared. */
function outcome(files: readonly string[], opened: readonly Opened[], members: readonly Member[]): Outcome {
  if (opened.length === 1) {
    return { text: () => toText(files[0], opened[0], members), report: () => reportOf(opened[0], members) };
  }
  if (opened.every(({ snapshot }) => snapshot.goroutines.length)) {
    const histories = compareSnapshots(opened.flatMap((one) => one.snapshots ?? [one.snapshot]));
    return {
      text: () => comparisonText(files, histories),
      report: () => comparisonReport(files, histories),
    };
  }
  const [base, profile] = opened.map((one) => one.profile);
  if (opened.length === 2 && base && profile) {
    const difference = diffProfiles(profile, base);
    return {
      text: () => differenceText(files, difference),
      report: () => ({ format: 'difference', files, ...profileReport(difference) }),
    };
  }
  throw new UsageError(
    'several files are compared: name dumps or goroutine profiles, or two profiles of one kind',
  );
}

/** The files of an archive; those in an archive within it are not looked at. */
async function openMembers({ entries = [] }: Opened): Promise<Member[]> {
  const members: Member[] = [];
  for (const { name, bytes } of entries) {
    const opened = await open(bytes).catch((error: unknown) => {
      if (error instanceof FormatError) return null;
      throw error;
    });
    members.push({ name, size: bytes.length, opened });
  }
  return members;
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

/** Names, states and sentences come out of the file: no control character of theirs may reach the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '�');
