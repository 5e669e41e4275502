import { expect, test } from 'vitest';
import { unquoted } from './quoted.ts';

test.each([
  ['"plain"', 'plain'],
  ['"a \\"b\\" \\\\ c"', 'a "b" \\ c'],
  ['"\\a\\t\\n\\v"', '\u0007\t\n\v'],
  ['"\\x7f\\u00e9\\U0001f600"', '\u007fé😀'],
  ['"\\xc3\\xa9 \\303\\251"', 'é é'],
  ['"\\xff"', '\ufffd'],
  ['"\\U99999999"', '\ufffd'],
  ['"cut', 'cut'],
  ['"cut\\', 'cut\\'],
  ['"', ''],
])('%s', (literal, text) => {
  expect(unquoted(literal)).toBe(text);
});
