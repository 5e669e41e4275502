import type { CreatedBy, Frame } from '../model.ts';

/**
 * The function of a call line `pkg.(*T).Method(0x1, {0x2, …})`: what stands before the arguments' parenthesis
 * (formats.md, section 3.3). `panic` stands for runtime.gopanic, and stays as it is.
 */
export function functionOf(line: string): string {
  if (!line.endsWith(')')) return line.trim();
  // Arguments nest braces, not parentheses: the last opening one begins them.
  const open = line.lastIndexOf('(');
  return line.slice(0, open > 0 ? open : line.length).trim();
}

/**
 * The place of a line `\t/path/file.go:41 +0x1d fp=0x… sp=0x… pc=0x…`.
 *
 * @returns `null` for a line of another form.
 */
export function placeOf(line: string): { file: string; line: number } | null {
  // Behind the number stand only ` +0x…` and registers.
  let end = line.length;
  const extra = / (?:\+0x|fp=0x|pc=0x)/.exec(line);
  if (extra) end = extra.index;
  // The last colon: `C:/go/src/main.go:7`.
  const colon = line.lastIndexOf(':', end);
  if (colon <= 0) return null;
  const number = line.slice(colon + 1, end).trimEnd();
  if (!/^\d{1,9}$/.test(number)) return null;
  return { file: line.slice(0, colon).trim(), line: Number(number) };
}

/** `created by pkg.f in goroutine 7`, the goroutine since Go 1.21. The place is on the next line. */
export function createdByOf(line: string): CreatedBy {
  const rest = line.slice('created by '.length).trimEnd();
  const creator = / in goroutine (\d+)$/.exec(rest);
  const frame: Frame = { function: creator ? rest.slice(0, creator.index) : rest, file: '', line: 0 };
  return creator ? { ...frame, goroutine: Number(creator[1]) } : frame;
}

/** `...12 frames elided...` → 12, `...additional frames elided...` → -1, any other line → 0. */
export function elidedOf(line: string): number {
  const match = /^\.\.\.(?:(\d+)|additional) frames elided\.\.\.$/.exec(line);
  return match ? Number(match[1] ?? -1) : 0;
}
