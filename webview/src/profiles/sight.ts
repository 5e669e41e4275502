/** The rows that are in sight of a list, and some beyond: the first, and the one behind the last. */
export function rangeInSight(
  scrollTop: number,
  height: number,
  rowHeight: number,
  overscan: number,
): { from: number; to: number } {
  const from = Math.max(Math.floor(scrollTop / rowHeight) - overscan, 0);
  return { from, to: Math.ceil((scrollTop + height) / rowHeight) + overscan };
}
