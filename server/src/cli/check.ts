import { parseArgs } from 'node:util';
import { version } from '../../../package.json';
import { ruleMetas } from '../rules/index.ts';
import { checkFiles } from './checkFiles.ts';
import { toJson } from './checkJson.ts';
import { toSarif } from './checkSarif.ts';
import { toText } from './checkText.ts';
import { exit, type Io } from './io.ts';
import { Places } from './places.ts';
import { displayPath, goFiles, UsageError } from './targets.ts';

const formats: readonly string[] = ['text', 'json', 'sarif'];

/** `unpark check`: prints findings. Exit code 1 where there is any, 2 on bad usage or unreadable input. */
export async function checkCommand(args: string[], io: Io): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        off: { type: 'string', multiple: true, default: [] },
      },
    });
    if (!formats.includes(values.format))
      throw new UsageError(`--format is text, json or sarif, not "${values.format}"`);
    const off = values.off.flatMap((list) => list.split(','));
    const unknown = off.find((id) => !ruleMetas.some((meta) => meta.id === id));
    if (unknown !== undefined) throw new UsageError(`there is no rule "${unknown}" to turn off`);
    const since = performance.now();
    const uris = await goFiles(positionals, io);
    const { reports, analysed, unreadable } = await checkFiles(uris, {
      rules: Object.fromEntries(off.map((id) => [id, 'off'])),
    });
    for (const uri of unreadable)
      io.err(`unpark: ${displayPath(uri, io)}: can't be read, or is over the size limit\n`);
    const found = reports.reduce((sum, report) => sum + report.findings.length, 0);
    const places = await Places.of(reports);
    const print = (value: unknown) => io.out(`${JSON.stringify(value, null, 2)}\n`);
    if (values.format === 'sarif') print(toSarif(reports, places, version, io));
    else if (values.format === 'json') {
      const summary = { filesAnalysed: analysed, milliseconds: Math.round(performance.now() - since) };
      print({ findings: reports.flatMap((report) => toJson(report, places, io)), ...summary });
    } else {
      for (const report of reports) for (const line of toText(report, places, io)) io.out(line);
      io.err(`${count(found, 'finding')} in ${count(analysed, 'file')}\n`);
    }
    if (unreadable.length) return exit.usage;
    return found ? exit.findings : exit.clean;
  } catch (error) {
    if (!(error instanceof UsageError || (error instanceof TypeError && 'code' in error))) throw error;
    io.err(`unpark check: ${error.message}\n`);
    return exit.usage;
  }
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
