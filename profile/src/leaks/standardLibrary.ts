/**
 * Whether a function belongs to Go's standard library: the first element of its import path has no dot
 * (https://go.dev/ref/mod#module-path keeps those for it), and it is no `main` package. Modules without a domain
 * (`mymodule/pkg`) can't be told from it by name; the library's own first elements are listed, therefore.
 */
export function isStandardLibrary(fn: string): boolean {
  const slash = fn.indexOf('/');
  const first =
    slash < 0 ? fn.slice(0, fn.indexOf('.') < 0 ? undefined : fn.indexOf('.')) : fn.slice(0, slash);
  return first === 'panic' || roots.has(first);
}

/** `go list std | cut -d/ -f1 | sort -u` of Go 1.26. */
const roots = new Set(
  (
    'archive arena bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar ' +
    'flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime ' +
    'simd slices sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak'
  ).split(' '),
);
