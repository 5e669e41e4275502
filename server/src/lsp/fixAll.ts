import type { Finding, TextEdit } from '../findings.ts';

/**
 * The edits of all preferred fixes that can be applied together. A fix is taken whole or not at all; one that
 * would touch what an earlier one changes is left for the next run. Replacements that two fixes share are made once.
 */
export function fixAllEdits(findings: readonly Finding[]): TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes } of findings) {
    const fix = fixes.find(({ preferred }) => preferred);
    if (!fix) continue;
    const fresh = fix.edits.filter((edit) => !taken.some((other) => isShared(edit, other)));
    if (!fresh.some((edit) => taken.some((other) => touches(edit, other)))) taken.push(...fresh);
  }
  return taken;
}

/** The same replacement; two equal insertions are two. */
const isShared = (a: TextEdit, b: TextEdit): boolean =>
  a.uri === b.uri && a.start === b.start && a.end === b.end && a.text === b.text && a.start < a.end;

/** Overlapping or adjacent: then the order would matter. */
const touches = (a: TextEdit, b: TextEdit): boolean =>
  a.uri === b.uri && a.start <= b.end && b.start <= a.end;
