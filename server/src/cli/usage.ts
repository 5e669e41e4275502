/** How each command is used: the first line of its help, and what follows. */
const commands: Readonly<Record<string, string>> = {
  check: `Usage: unpark check [dir|file…] [--format text|json|sarif] [--off RULE[,RULE…]]

Prints what will leak, block or crash in the Go files of a folder and of those below it, or in the files that are
named. Without a name it is the current folder.

  --format text    a line a finding, file:line:column: severity: message [rule], and below it how it comes about
  --format json    findings with their related places, fixes as edits, and schedules
  --format sarif   SARIF 2.1.0, for code scanning
  --off RULE       leaves rules out; several with commas, or the option again

Exit code: 0 nothing found, 1 something found, 2 wrong usage or a file that can't be read.
`,
  fix: `Usage: unpark fix [dir|file…] [--dry-run]

Applies the preferred fixes to the Go files of a folder and of those below it, or to the files that are named. Without
a name it is the current folder.

  --dry-run   writes nothing, and prints a diff instead

Exit code: 0 done, 2 wrong usage or a file that can't be read.
`,
  profile: `Usage: unpark profile FILE… [--format text|json]

Prints what a goroutine dump, profile, execution trace, race report, scheduler trace, scrape of metrics or archive of
them holds; goroutines with the most suspicious first. Several files of goroutines are compared, oldest first; of two
profiles it prints what the second has beyond the first.

  --format text   for reading
  --format json   for scripts

Exit code: 0 done, 2 wrong usage or a file that can't be read.
`,
  lsp: `Usage: unpark lsp --stdio

Serves an editor: the Language Server Protocol over standard input and output. Settings come from the editor.
`,
};

export const usage = `Usage: unpark <command>

  check [dir|file…] [--format text|json|sarif]   print what will leak, block or crash; exit code 1 where there is any;
                                                 --off RULE[,RULE…] leaves rules out
  fix [dir|file…] [--dry-run]                    apply the preferred fixes; --dry-run prints a diff instead
  profile FILE… [--format text|json]             print what a dump, profile or trace holds; several are compared
  lsp --stdio                                    serve an editor

unpark <command> --help tells more of one, unpark --version which version this is.
Exit code: 0 nothing found, 1 something found, 2 wrong usage or input that can't be read.
`;

/** The help that a command's arguments ask for, by `--help` or `-h` before any `--`; `null` where they don't. */
export function helpFor(command: string, args: readonly string[]): string | null {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  const isAsked = options.includes('--help') || options.includes('-h');
  return isAsked && Object.hasOwn(commands, command) ? commands[command] : null;
}
