import type { Bookmark } from '#protocol';

/** Adds a bookmark, or removes the one at its place. Sorted by time. */
export function toggled(bookmarks: readonly Bookmark[], { time, ...rest }: Bookmark): Bookmark[] {
  const others = bookmarks.filter((one) => one.time !== time || one.goroutine !== rest.goroutine);
  if (others.length < bookmarks.length) return others;
  return [...bookmarks, { time, ...rest }].sort((one, other) => one.time - other.time);
}

/** The next bookmark after a moment, or before it; around the end to the first. `undefined` where there is none. */
export function nextBookmark(
  bookmarks: readonly Bookmark[],
  time: number,
  isBack: boolean,
): Bookmark | undefined {
  if (isBack) return bookmarks.findLast((one) => one.time < time) ?? bookmarks.at(-1);
  return bookmarks.find((one) => one.time > time) ?? bookmarks[0];
}
