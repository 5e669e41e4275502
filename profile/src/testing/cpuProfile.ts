/** A CPU profile as gperftools and Java's profiler write it, for tests. Addresses are as on the stack. */
export function cpuProfile({
  size = 8,
  isLittle = true,
  isJava = false,
  stacks,
  tail = '',
}: {
  size?: number;
  isLittle?: boolean;
  isJava?: boolean;
  stacks: readonly [count: number, addresses: readonly number[]][];
  tail?: string;
}): Uint8Array {
  const words = [0, 3, isJava ? 1 : 0, 10_000, 0];
  for (const [count, addresses] of stacks) words.push(count, addresses.length, ...addresses);
  words.push(0, 1, 0);
  const view = new DataView(new ArrayBuffer(words.length * size));
  for (const [at, word] of words.entries()) {
    if (size === 4) view.setUint32(at * 4, word, isLittle);
    else view.setBigUint64(at * 8, BigInt(word), isLittle);
  }
  return new Uint8Array([...new Uint8Array(view.buffer), ...new TextEncoder().encode(tail)]);
}
