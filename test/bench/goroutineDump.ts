/**
 * The time to read and group a dump of 100 000 goroutines.
 *
 * Usage: node test/bench/goroutineDump.ts [goroutines]   (Node 24)
 */
import { groupGoroutines, open } from '../../profile/src/index.ts';

const goroutines = Number(process.argv[2] ?? 100_000);
const rounds = 5;

/** Half in one stack, as a leak has it; the rest over 200, which differ in depth, as a service has them. */
function dump(): string {
  const states = ['chan send', 'select', 'IO wait', 'sync.Mutex.Lock', 'chan receive'];
  const parts: string[] = [];
  for (let id = 1; id <= goroutines; id++) {
    const kind = id % 2 ? 0 : (id / 2) % 200;
    const lines = [`goroutine ${id} [${states[kind % states.length]}, ${1 + (id % 90)} minutes]:`];
    for (let depth = 0; depth < 6 + (kind % 12); depth++) {
      lines.push(`example.com/shop/orders.(*Worker).step${depth}(0xc${(id * 64).toString(16)}?, {0x1, 0x2})`);
      lines.push(`\t/home/build/src/example.com/shop/orders/worker${kind}.go:${40 + depth} +0x${depth + 29}`);
    }
    lines.push(`created by example.com/shop/orders.Start in goroutine ${1 + (id % 50)}`);
    lines.push('\t/home/build/src/example.com/shop/orders/start.go:17 +0x99', '');
    parts.push(lines.join('\n'));
  }
  return `${parts.join('\n')}\n`;
}

const bytes = new TextEncoder().encode(dump());
const megabytes = bytes.length / 1e6;
let best = Number.POSITIVE_INFINITY;
for (let round = 0; round < rounds; round++) {
  const since = performance.now();
  const opened = await open(bytes);
  const read = performance.now();
  const groups = groupGoroutines(opened.snapshot);
  const grouped = performance.now();
  best = Math.min(best, read - since);
  console.log(
    `read ${((read - since) / 1e3).toFixed(2)} s, ${(megabytes / ((read - since) / 1e3)).toFixed(0)} MB/s; ` +
      `grouped ${opened.snapshot.goroutines.length} goroutines, ${opened.snapshot.stacks.length} stacks into ` +
      `${groups.length} groups in ${((grouped - read) / 1e3).toFixed(2)} s`,
  );
}
console.log(
  `best: ${megabytes.toFixed(1)} MB in ${(best / 1e3).toFixed(2)} s, ${(megabytes / (best / 1e3)).toFixed(0)} MB/s`,
);
