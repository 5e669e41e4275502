import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { isStandardLibrary } from '../../profile/src/leaks/standardLibrary.ts';
import { checkEach } from '../../server/src/cli/checkFiles.ts';
import { diskFiles } from '../../server/src/files/disk.ts';
import { testEngine } from '../../server/src/testing/engine.ts';
import { describeWithGo } from './go.ts';

describeWithGo('Go’s own source', (go) => {
  test('has no warning but right ones', { timeout: 300_000 }, async () => {
    const source = go.source;
    const uris = await diskFiles.findGoFiles(pathToFileURL(source).href, 100_000);
    expect(uris.length).toBeGreaterThan(3000);
    const engine = await testEngine(diskFiles);
    const { reports, unreadable } = await checkEach(engine, uris);
    engine.dispose();
    expect(unreadable).toEqual([]);
    const warnings = reports.flatMap(({ uri, findings, text }) =>
      findings
        .filter((finding) => finding.severity === 'warning')
        .map(({ rule, start }) => {
          const test = text
            .slice(0, start)
            .split('\n')
            .findLast((line) => line.startsWith('func '));
          return `${path.posix.relative(pathToFileURL(source).href, uri)} ${test}: ${rule}`;
        }),
    );
    const isOfTest = (warning: string) => warning.endsWith(': goroutine-in-test-fatal');
    const places = warnings
      .filter(isOfTest)
      .map((w) => w.replace(/^(\S+ )func (?:\([^)]*\) )?(\w+).*/, '$1$2'));
    // Most call a function with the test, testFatal for instance, which vet does not look into.
    expect([...new Set(places)]).toEqual([
      'crypto/internal/fips140cache/cache_test.go TestCache',
      'crypto/tls/handshake_server_test.go testClientHelloFailure',
      'crypto/tls/handshake_server_test.go TestRenegotiationExtension',
      'crypto/tls/handshake_server_test.go TestTLS12OnlyCipherSuites',
      'crypto/tls/handshake_server_test.go TestTLSPointFormats',
      'crypto/tls/handshake_server_test.go TestSNIGivenOnFailure',
      'crypto/tls/handshake_test.go TestServerHelloTrailingMessage',
      'crypto/tls/handshake_test.go TestClientHelloTrailingMessage',
      'crypto/tls/handshake_test.go TestDoubleClientHelloHRR',
      'net/http/transport_test.go testTransportMaxConnsPerHost',
      'net/smtp/smtp_test.go TestTLSConnState',
      'os/exec/exec_test.go TestStdinClose',
      'os/signal/signal_windows_test.go main',
      'runtime/malloc_test.go testFreegc',
      'runtime/pprof/pprof_test.go TestGoroutineLeakProfileConcurrency',
      'runtime/pprof/vminfo_darwin_test.go useVMMapWithRetry',
      'testing/benchmark_test.go TestBenchmarkContext',
    ]);
    // Three goroutines return on an error that they have reported, and leave Wait to hang; the last wants its panic.
    expect(warnings.filter((w) => !isOfTest(w))).toEqual([
      // Both leave by a time-out, and what sends then stays.
      'bufio/bufio_test.go func TestZeroReader(t *testing.T) {: channel-abandoned-sender',
      'cmd/cgo/internal/test/issue6997_linux.go func test6997(t *testing.T) {: channel-abandoned-sender',
      'cmd/cgo/internal/test/setgid_linux.go func runTestSetgid() bool {: channel-abandoned-sender',
      // The lock stays where nothing is in flight.
      'cmd/go/internal/cache/prog.go func (c *ProgCache) writeToChild(req *cacheprog.Request, resc chan<- *cacheprog.Response) (err error) {: mutex-missing-unlock',
      // A file that can't be opened keeps its slot.
      'cmd/gofmt/gofmt.go func readFile(filename string, info fs.FileInfo, in io.Reader) ([]byte, error) {: semaphore-missing-release',
      'database/sql/sql_test.go func TestPoolExhaustOnCancel(t *testing.T) {: waitgroup-done-skipped',
      'database/sql/sql_test.go func TestConnectionLeak(t *testing.T) {: waitgroup-done-skipped',
      'net/rpc/server_test.go func benchmarkEndToEndAsync(dial func() (*Client, error), b *testing.B) {: waitgroup-done-skipped',
      // Goroutines that wait for ever on purpose.
      'runtime/pprof/pprof_test.go func goroutineLeakExample() {: channel-receive-no-sender',
      'sync/waitgroup_test.go func TestWaitGroupMisuse(t *testing.T) {: waitgroup-done-twice',
      'sync/atomic/example_test.go func ExampleValue_config() {: channel-range-never-closed',
      // The lock stays where the folder can't be looked at.
      'testing/testing.go func (c *common) makeTempDir() (string, error) {: mutex-missing-unlock',
    ]);
  });

  test('has the packages that frames are told to be the standard library’s by', { timeout: 120_000 }, () => {
    const packages = go.run('.', 'list', 'std').trim().split('\n');
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter((name) => !isStandardLibrary(`${name}.F`))).toEqual([]);
  });
});
