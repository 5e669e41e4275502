/** What a program must leak: by the name of its test, what matches `function(arguments) [why it waits]`. */
export type Leaks = ReadonlyMap<string, readonly RegExp[]>;

/** Reads the expectations of Go's own test of the goroutine leak profile (runtime/goroutineleakprofile_test.go). */
export function leaksIn(text: string): Leaks {
  const all = new Map<string, RegExp[]>();
  // One test is commented out, as it is not always found by a run.
  const starts = [...text.matchAll(/make(?:Flaky)?Test\((?:testCase\{name: )?"(\w+)"/g)];
  starts.forEach(({ 1: name, index }, i) => {
    const section = text.slice(index, starts[i + 1]?.index);
    const patterns = [...section.matchAll(/^\s*(?:\/\/ \t)?`([^`]*)`/gm)].map(
      ([, source]) => new RegExp(source),
    );
    all.set(name.toLowerCase(), patterns);
  });
  return all;
}
