import type { Finding, Fix, TextEdit } from './findings.ts';

/** Applies edits, which must not overlap, to a text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) throw new RangeError(`edits overlap at offset ${edit.start} of ${edit.uri}`);
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/**
 * Picks the preferred fix of each finding as long as it touches nothing that an earlier one touched: a fix is
 * taken whole or not at all.
 */
export function compatibleFixes(findings: readonly Finding[]): Fix[] {
  const taken: TextEdit[] = [];
  const result: Fix[] = [];
  for (const { fixes } of findings) {
    const fix = fixes.find((f) => f.preferred);
    if (!fix || fix.edits.some((edit) => taken.some((other) => conflicts(edit, other)))) continue;
    if (overlaps(fix.edits)) continue;
    taken.push(...fix.edits);
    result.push(fix);
  }
  return result;
}

/** Edits of one fix may touch, in their order; they may not overlap. */
function overlaps(edits: readonly TextEdit[]): boolean {
  return edits.some((a, i) =>
    edits.some((b, j) => i < j && a.uri === b.uri && a.start < b.end && b.start < a.end),
  );
}

/** Two edits that can't both be applied, or whose order would matter. */
const conflicts = (a: TextEdit, b: TextEdit): boolean =>
  a.uri === b.uri && a.start <= b.end && b.start <= a.end;
