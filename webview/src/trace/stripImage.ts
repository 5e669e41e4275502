import type { Strips } from './queries.ts';
import { stateLooks } from './states.ts';
import type { Theme } from './theme.ts';

/** Pixels of the image that a lane takes: states differ in how many of them they fill. */
export const subRows = 4;

/** Strips as an image that is drawn, stretched, as often as one likes. */
export interface StripImage {
  strips: Strips;
  image: OffscreenCanvas;
  /** Position of a goroutine → its lane in the image; processors likewise. */
  laneOf: ReadonlyMap<number, number>;
  procLaneOf: ReadonlyMap<number, number>;
}

type Rgba = readonly [number, number, number, number];

/** Fills a lane of pixels: `height` of a value's sub rows from the lane's bottom, in its colour. */
export function paintLane(
  pixels: Uint8ClampedArray,
  columns: number,
  lane: number,
  values: Uint8Array,
  look: (value: number) => { color: Rgba; height: number } | undefined,
): void {
  for (let column = 0; column < columns; column++) {
    const found = look(values[column]);
    if (!found) continue;
    for (let row = subRows - found.height; row < subRows; row++) {
      const at = ((lane * subRows + row) * columns + column) * 4;
      pixels.set(found.color, at);
    }
  }
}

export function imageOf(strips: Strips, theme: Theme): StripImage | null {
  const { columns, positions, procs, states, busy } = strips;
  const lanes = positions.length + procs.length;
  if (lanes === 0) return null;
  const looks = theme.states.map((color, state) => color && { color, height: stateLooks[state].height });
  const procLooks = [undefined, ...theme.procs.map((color) => ({ color, height: 4 }))];
  const pixels = new Uint8ClampedArray(columns * lanes * subRows * 4);
  positions.forEach((_, lane) => {
    const values = states.subarray(lane * columns, (lane + 1) * columns);
    paintLane(pixels, columns, lane, values, (value) => looks[value]);
  });
  procs.forEach((_, lane) => {
    const values = busy.subarray(lane * columns, (lane + 1) * columns);
    paintLane(pixels, columns, positions.length + lane, values, (value) => procLooks[value]);
  });
  const image = new OffscreenCanvas(columns, lanes * subRows);
  image.getContext('2d')?.putImageData(new ImageData(pixels, columns, lanes * subRows), 0, 0);
  return {
    strips,
    image,
    laneOf: new Map(positions.map((position, lane) => [position, lane])),
    procLaneOf: new Map(procs.map((proc, lane) => [proc, positions.length + lane])),
  };
}
