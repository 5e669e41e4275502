/** Operating systems and architectures that a file's name may end in: `go tool dist list`, and those of old. */
const systems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const architectures = new Set(
  '386 amd64 amd64p32 arm arm64 arm64be armbe loong64 mips mips64 mips64le mips64p32 mips64p32le mipsle ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);

/** Go on Linux: the platform of which most code has a file. Every `go1.N` holds too. */
const tags = new Set(['linux', 'amd64', 'unix', 'gc', 'cgo']);
const holds = (tag: string): boolean => tags.has(tag) || /^go1\.\d+$/.test(tag);

/** Nobody writes more; what is nested deeper would not end. */
const maxTokens = 200;

/**
 * Whether the go command would build a file for Linux on amd64, by its name and its `//go:build` line
 * (https://pkg.go.dev/cmd/go#hdr-Build_constraints). A line that can't be read excludes the file.
 */
export function isBuilt(name: string, text: string): boolean {
  return isBuiltByName(name) && isBuiltByLine(text);
}

function isBuiltByName(name: string): boolean {
  const parts = name
    .replace(/(?:_test)?\.go$/, '')
    .split('_')
    .slice(1);
  const last = parts.at(-1) ?? '';
  const before = parts.at(-2) ?? '';
  if (architectures.has(last)) return holds(last) && (!systems.has(before) || holds(before));
  return !systems.has(last) || holds(last);
}

function isBuiltByLine(text: string): boolean {
  const head = /^(?:[ \t]*(?:\/\/.*)?\r?\n|\/\*[\s\S]*?\*\/)*/.exec(text)![0];
  const line = /^\/\/go:build[ \t]+(.*)$/m.exec(head)?.[1];
  if (line === undefined) return true;
  const tokens = line.match(/&&|\|\||[!()]|[^\s!()&|]+/g) ?? [];
  if (tokens.length > maxTokens) return false;
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === '||') {
      at++;
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (tokens[at] === '&&') {
      at++;
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    const token = tokens[at++];
    if (token === '!') return !one();
    if (token !== '(') return token !== undefined && holds(token);
    const value = either();
    at++; // the closing parenthesis
    return value;
  };
  return either() && at >= tokens.length;
}

/**
 * The language version, as the N of go1.N, that a file's `//go:build` line asks for; 0 where it asks for none
 * (https://go.dev/ref/mod#go-mod-file-go).
 */
export function languageOf(text: string): number {
  const line = /^\/\/go:build[ \t]+(.*)$/m.exec(text.slice(0, text.search(/^package\s/m)))?.[1] ?? '';
  if (/[|!]/.test(line)) return 0;
  const versions = [...line.matchAll(/\bgo1\.(\d+)\b/g)].map((match) => Number(match[1]));
  // Nothing asks for less than the first version that heeded such lines.
  return versions.length ? Math.max(21, ...versions) : 0;
}
