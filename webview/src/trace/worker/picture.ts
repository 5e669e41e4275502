import { type Looks, type Picture, type Rgba, type Strips, subRows } from '../queries.ts';

/** Strips as images that are drawn, stretched, as often as one likes: made here, so that no frame waits for them. */
export function pictureOf(strips: Strips, looks: Looks): Picture {
  const { states, busy, mark, stopped, ...rest } = strips;
  const { columns, positions, procs, threads } = rest;
  const lanes = positions.length + procs.length + threads.length;
  const pixels = new Uint32Array(columns * lanes * subRows);
  for (let lane = 0; lane < lanes; lane++) {
    const isGoroutine = lane < positions.length;
    const at = isGoroutine ? lane : lane - positions.length;
    const values = (isGoroutine ? states : busy).subarray(at * columns, (at + 1) * columns);
    paintLane(pixels, columns, lane, values, isGoroutine ? looks.states : looks.procs);
  }
  const bands = new Uint32Array(columns);
  paintBand(bands, mark, looks.mark);
  paintBand(bands, stopped, looks.stopped);
  return {
    ...rest,
    image: lanes > 0 ? bitmapOf(pixels, columns, lanes * subRows) : null,
    bands: bitmapOf(bands, columns, 1),
  };
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
  looks: Looks['states'],
): void {
  const colors = Uint32Array.from(looks, (look) => (look ? pixelOf(look.color) : 0));
  for (let row = 0; row < subRows; row++) {
    const line = pixels.subarray((lane * subRows + row) * columns, (lane * subRows + row + 1) * columns);
    const drawn = colors.map((color, value) => (row >= subRows - (looks[value]?.height ?? 0) ? color : 0));
    for (let column = 0; column < columns; column++) line[column] = drawn[values[column]];
  }
}

/** Colours the pixels where a band is 1. */
export function paintBand(pixels: Uint32Array, band: Uint8Array, color: Rgba): void {
  const pixel = pixelOf(color);
  for (let column = 0; column < pixels.length; column++) if (band[column] === 1) pixels[column] = pixel;
}

/** A colour's bytes as a number, in the machine's order of bytes. */
const pixelOf = (color: Rgba): number => new Uint32Array(Uint8Array.from(color).buffer)[0];

function bitmapOf(pixels: Uint32Array<ArrayBuffer>, width: number, height: number): ImageBitmap {
  const canvas = new OffscreenCanvas(width, height);
  const data = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
  canvas.getContext('2d')?.putImageData(data, 0, 0);
  return canvas.transferToImageBitmap();
}
