/** More than this stands before no record. */
const longestPrefix = 400;
const longestLine = 1 << 24;

/** A log line that is one JSON object, from its brace on: some loggers put a time before it. */
export function parseRecord(line: string): unknown {
  const brace = line.indexOf('{"');
  if (brace < 0 || brace > longestPrefix || line.length > longestLine || !line.trimEnd().endsWith('}'))
    return null;
  try {
    return JSON.parse(line.slice(brace));
  } catch {
    return null;
  }
}

/** Every text in a record with the path of its key, to a few levels. */
export function* strings(value: unknown, key = '', depth = 0): Generator<[string, string]> {
  if (typeof value === 'string') yield [key, value];
  else if (value && typeof value === 'object' && depth < 6) {
    for (const [name, member] of Object.entries(value)) yield* strings(member, `${key}/${name}`, depth + 1);
  }
}

/** Adds what the record says under the keys; false where the line is no record. */
export function recordOf(line: string, keys: ReadonlySet<string>, into: string[]): boolean {
  const record = parseRecord(line);
  if (!record) return false;
  for (const [key, value] of strings(record)) {
    if (!keys.has(key)) continue;
    // Docker's records end with the line's own end; others are several lines long.
    for (const part of value.replace(/\r?\n$/, '').split('\n'))
      into.push(part.endsWith('\r') ? part.slice(0, -1) : part);
    if (value.includes('\n', 0) && value.indexOf('\n') < value.length - 1) into.push('');
  }
  return true;
}
