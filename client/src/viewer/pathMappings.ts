/** Where folders of the machine that a program was built on are here: its path there → its place here. */
export type PathMappings = Readonly<Record<string, string>>;

const plain = (path: string): string =>
  path.replaceAll('\\', '/').replace(/^[A-Z]:/, (drive) => drive.toLowerCase());

/** What a file is below the longest folder of the mappings that it is in: that folder's place here, and the rest. */
export function mappedPath(file: string, mappings: PathMappings): { place: string; rest: string[] } | null {
  const path = plain(file);
  let best: { place: string; rest: string[]; length: number } | null = null;
  for (const [folder, place] of Object.entries(mappings)) {
    const prefix = plain(folder).replace(/\/+$/, '');
    const isAll = folder === '';
    if (isAll ? path.startsWith('/') : !path.startsWith(`${prefix}/`)) continue;
    if (best && best.length >= prefix.length) continue;
    const rest = path
      .slice(isAll ? 0 : prefix.length)
      .split('/')
      .filter((segment) => segment !== '' && segment !== '.');
    best = { place, rest, length: prefix.length };
  }
  return best && !best.rest.includes('..') && best.rest.length > 0
    ? { place: best.place, rest: best.rest }
    : null;
}

/** A file's path in two: its folder, as a mapping names it, and so many segments of its end. */
export function splitPath(file: string, segments: number): { folder: string; rest: string[] } {
  const all = file.replaceAll('\\', '/').split('/');
  const folder = all.slice(0, -segments).join('/');
  const isRoot = folder === '' && all[0] === '' && all.length > segments;
  return { folder: isRoot ? '/' : folder, rest: all.slice(-segments) };
}
