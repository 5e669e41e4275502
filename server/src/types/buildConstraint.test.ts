import { expect, test } from 'vitest';
import { isBuilt } from './buildConstraint.ts';

test.each([
  ['a.go', '', true],
  ['a_linux.go', '', true],
  ['a_windows.go', '', false],
  ['a_windows_test.go', '', false],
  ['a_amd64.go', '', true],
  ['a_arm64.go', '', false],
  ['a_linux_arm64.go', '', false],
  ['a_linux_amd64_test.go', '', true],
  ['linux.go', '', true],
  ['windows.go', '', true],
  ['a_unix.go', '', true],
  ['a.go', '//go:build windows', false],
  ['a.go', '//go:build !windows && (unix || js)', true],
  ['a.go', '//go:build !(linux && cgo)', false],
  ['a.go', '//go:build go1.21', true],
  ['a.go', '//go:build ignore', false],
  ['a.go', '//go:build (linux', true],
  ['a.go', '//go:build linux)', false],
  ['a.go', '//go:build', true],
  ['a.go', '// Copyright\n\n/* more */\n//go:build windows\n', false],
  ['a.go', 'package a\n\n//go:build windows\n', true],
])('%s with %j: %j', (name, head, built) => {
  expect(isBuilt(name, head.includes('package') ? head : `${head}\n\npackage a\n`)).toBe(built);
});
