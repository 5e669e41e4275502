import type { StripLabel, Strips } from '../queries.ts';
import { stateLooks } from '../states.ts';
import type { Theme } from '../theme.ts';

/** Pixels of the image that a lane takes: states differ in how many of them they fill. */
export const subRows = 4;

/** Strips as an image that is drawn, stretched, as often as one likes. */
export interface StripImage {
  strips: Strips;
  image: OffscreenCanvas;
  /** Position of a goroutine → its lane in the image; indexes of processors and threads likewise. */
  laneOf: ReadonlyMap<number, number>;
  procLaneOf: ReadonlyMap<number, number>;
  threadLaneOf: ReadonlyMap<number, number>;
  /** One pixel high: where the collector marked, and where the world stood still. There may be thousands of both. */
  bands: OffscreenCanvas;
  /** By lane in the image. */
  labels: readonly (readonly StripLabel[])[];
}

type Run = readonly [first: number, end: number];
type Rgba = readonly [number, number, number, number];

export interface Look {
  color: Rgba;
  /** Sub rows. */
  height: number;
}

/**
 * Fills a lane of pixels: so many of a value's sub rows from the lane's bottom, in its colour.
 *
 * @param pixels red, green, blue and alpha, a byte each
 * @param looks by value
 */
export function paintLane(
  pixels: Uint32Array,
  columns: number,
  lane: number,
  values: Uint8Array,
  looks: readonly (Look | undefined)[],
): void {
  const colors = new Uint32Array(looks.length);
  const bytes = new Uint8Array(colors.buffer);
  looks.forEach((look, value) => {
    if (look) bytes.set(look.color, value * 4);
  });
  for (let row = 0; row < subRows; row++) {
    const line = pixels.subarray((lane * subRows + row) * columns, (lane * subRows + row + 1) * columns);
    const drawn = colors.map((color, value) => (row >= subRows - (looks[value]?.height ?? 0) ? color : 0));
    for (let column = 0; column < columns; column++) line[column] = drawn[values[column]];
  }
}

export function imageOf(strips: Strips, theme: Theme): StripImage | null {
  const { columns, positions, procs, threads, states, busy } = strips;
  const lanes = positions.length + procs.length + threads.length;
  if (lanes === 0) return null;
  const looks = theme.states.map((color, state) => color && { color, height: stateLooks[state].height });
  const procLooks = [undefined, ...theme.procs.map((color) => ({ color, height: 4 }))];
  const pixels = new Uint8ClampedArray(columns * lanes * subRows * 4);
  const words = new Uint32Array(pixels.buffer);
  for (let lane = 0; lane < lanes; lane++) {
    const isGoroutine = lane < positions.length;
    const at = isGoroutine ? lane : lane - positions.length;
    const values = (isGoroutine ? states : busy).subarray(at * columns, (at + 1) * columns);
    paintLane(words, columns, lane, values, isGoroutine ? looks : procLooks);
  }
  const image = new OffscreenCanvas(columns, lanes * subRows);
  image.getContext('2d')?.putImageData(new ImageData(pixels, columns, lanes * subRows), 0, 0);
  const labels: StripLabel[][] = Array.from({ length: lanes }, () => []);
  for (const label of strips.labels) labels[label.lane].push(label);
  const lanesFrom = (first: number, keys: readonly number[]) =>
    new Map(keys.map((key, at) => [key, first + at]));
  return {
    strips,
    image,
    laneOf: lanesFrom(0, positions),
    procLaneOf: lanesFrom(positions.length, procs),
    threadLaneOf: lanesFrom(positions.length + procs.length, threads),
    bands: bandsOf(strips, theme),
    labels,
  };
}

function bandsOf({ columns, mark, stopped }: Strips, theme: Theme): OffscreenCanvas {
  const bands = new OffscreenCanvas(columns, 1);
  const context = bands.getContext('2d');
  const paint = (band: Uint8Array, color: string) => {
    if (!context) return;
    context.fillStyle = color;
    for (const [first, end] of runsOf(band)) context.fillRect(first, 0, end - first, 1);
  };
  paint(mark, theme.mark);
  paint(stopped, theme.stopped);
  return bands;
}

/** Where a band is 1: half-open spans of columns. */
export function runsOf(band: Uint8Array): Run[] {
  const runs: Run[] = [];
  for (let first = band.indexOf(1); first >= 0; ) {
    const end = band.indexOf(0, first);
    runs.push([first, end < 0 ? band.length : end]);
    first = end < 0 ? -1 : band.indexOf(1, end);
  }
  return runs;
}
