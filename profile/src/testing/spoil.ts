/** Whole numbers below a limit, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/**
 * A copy with a few changes: bytes and bits changed, parts cut out, doubled, put at the end.
 *
 * @param from the first byte that may change
 */
export function spoil(original: Uint8Array, random: (below: number) => number, from: number): Uint8Array {
  let bytes = Uint8Array.from(original);
  for (let change = 1 + random(4); change > 0; change--) {
    const at = from + random(bytes.length - from);
    const length = 1 + random(random(4) === 0 ? 2_000 : 4);
    const [before, part, behind] = [
      bytes.slice(0, at),
      bytes.slice(at, at + length),
      bytes.slice(at + length),
    ];
    switch (random(8)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] ^= 1 << random(8);
        break;
      case 2:
        bytes[at] += random(2) * 2 - 1;
        break;
      case 3:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random(5)];
        break;
      case 4:
        bytes = joined(before, behind);
        break;
      case 5:
        bytes = joined(before, part, part, behind);
        break;
      case 6:
        bytes = joined(before, behind, part);
        break;
      default:
        if (random(3) === 0) bytes = before;
    }
    if (bytes.length <= from) return bytes;
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
