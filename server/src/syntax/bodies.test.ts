import { expect, test } from 'vitest';
import { withBlankBodies, withoutBodies } from './bodies.ts';

test.each([
  ['func f() { g() }\n', 'func f() {}\n'],
  [
    'func (s *S) f(a int) (b struct{ x int }, c interface{ M() }) {\n\tif true { return }\n}\n',
    'func (s *S) f(a int) (b struct{ x int }, c interface{ M() }) {}\n',
  ],
  ['func f() struct{ x int } { return y }\nvar a int\n', 'func f() struct{ x int } {}\nvar a int\n'],
  [
    'func f() {\n\ts := "}" + `}` + string(\'}\') // }\n\t/* } */\n}\nfunc g() {}\n',
    'func f() {}\nfunc g() {}\n',
  ],
  ['func f() { a := \'\\\'\' ; b := "\\"}" }\ntype T struct{}\n', 'func f() {}\ntype T struct{}\n'],
  ['type F func()\nvar x = func() { y() }\n', 'type F func()\nvar x = func() { y() }\n'],
  [
    '// func f() {\nfunc g[T interface{ ~int }](t T) { t() }\n',
    '// func f() {\nfunc g[T interface{ ~int }](t T) {}\n',
  ],
  ['func extern(a int) int\nfunc f() { }\n', 'func extern(a int) int\nfunc f() {}\n'],
  ['func extern()\nvar a = T{1}\n', 'func extern()\nvar a = T{1}\n'],
  ['func extern() // {\nvar a = T{1}\n', 'func extern() // {\nvar a = T{1}\n'],
  ['func f() {\n', 'func f() {\n'],
  ['func f() { "unended\n}\nvar b int\n', 'func f() {}\nvar b int\n'],
  ['', ''],
])('%j', (text, expected) => {
  expect(withoutBodies(text)).toBe(expected);
});

test('bodies without interest are blank, and nothing moves', () => {
  const text = 'func f() { a() }\n\nfunc g() {\n\tgo b()\n}\n\nfunc h() { c("}") }\n';
  const blank = 'func f() {     }\n\nfunc g() {\n\tgo b()\n}\n\nfunc h() {        }\n';
  expect(withBlankBodies(text, [text.indexOf('go ')])).toBe(blank);
  expect(withBlankBodies(text, [0])).toBe(
    blank.replace('\tgo b()', '       ').replace('{\n       \n}', '{         }'),
  );
});
