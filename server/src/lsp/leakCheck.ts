import * as l10n from '@vscode/l10n';
import { type CodeAction, CodeActionKind } from 'vscode-languageserver';
import { URI, Utils } from 'vscode-uri';
import type { Session } from './session.ts';

export const leakCheckKind = `${CodeActionKind.Source}.leakCheck.unpark`;

const goleak = 'go.uber.org/goleak';

/** The names that the new file may have. */
const names = ['leak_test.go', 'goroutine_leak_test.go'];

/** By goleak, as the module requires it: what is left behind fails the package's tests. */
const byGoleak = (pkg: string): string => `package ${pkg}

import (
	"testing"

	"${goleak}"
)

// TestMain fails where the tests leave goroutines behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}
`;

/** By the runtime's own profile: https://pkg.go.dev/runtime/pprof#Profile, as of Go 1.26. */
export const byRuntime = (pkg: string): string => `package ${pkg}

import (
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"testing"
	"time"
)

// TestMain fails where the tests leave goroutines behind that can never go on. The profile that tells is there where
// GOEXPERIMENT=goroutineleakprofile is set.
func TestMain(m *testing.M) {
	code := m.Run()
	time.Sleep(100 * time.Millisecond) // for those that are on their way to where they wait
	if leaks := pprof.Lookup("goroutineleak"); leaks != nil {
		leaks.WriteTo(io.Discard, 0) // finds them
		if n := leaks.Count(); n > 0 {
			fmt.Fprintf(os.Stderr, "%d goroutines can never go on:\\n", n)
			leaks.WriteTo(os.Stderr, 1)
			code = 1
		}
	}
	os.Exit(code)
}
`;

/**
 * Adds a file that has a package's tests checked for goroutines that they leave behind; nothing where its tests have a
 * `TestMain` already, or neither goleak nor the runtime's profile is at hand.
 */
export async function leakCheck(session: Session, uri: string): Promise<CodeAction | null> {
  const { engine, files, client, documents } = session;
  if (!uri.endsWith('_test.go') || !client.createsFiles) return null;
  const textOf = async (other: string) => engine.text(other) ?? (await files.readFile(other));
  const pkg = /^package[ \t]+(\w+)/m.exec((await textOf(uri)) ?? '')?.[1];
  const { go, requires } = await engine.moduleOf(uri);
  const hasProfile = go !== null && (go[0] > 1 || go[1] >= 26);
  if (!pkg || !(requires.has(goleak) || hasProfile)) return null;
  const dir = Utils.dirname(URI.parse(uri));
  const known = await files.readDirectory(dir.toString());
  const name = names.find((free) => !known.includes(free));
  for (const other of known.filter((file) => file.endsWith('_test.go')))
    if (/^func TestMain\(/m.test((await textOf(Utils.joinPath(dir, other).toString())) ?? '')) return null;
  if (!name) return null;
  const target = documents.clientUri(Utils.joinPath(dir, name).toString());
  const start = { line: 0, character: 0 };
  return {
    title: requires.has(goleak)
      ? l10n.t('Check the tests of {0} for leaked goroutines, by goleak', pkg)
      : l10n.t('Check the tests of {0} for leaked goroutines, by the runtime’s profile', pkg),
    kind: leakCheckKind,
    edit: {
      documentChanges: [
        { kind: 'create', uri: target },
        {
          textDocument: { uri: target, version: null },
          edits: [
            { range: { start, end: start }, newText: requires.has(goleak) ? byGoleak(pkg) : byRuntime(pkg) },
          ],
        },
      ],
    },
  };
}
