import type { Picture, StripLabel } from '../queries.ts';

/** A picture of strips, and what is where in it. */
export interface StripImage {
  picture: Picture;
  /** Position of a goroutine → its lane in the image; indexes of processors and threads likewise. */
  laneOf: ReadonlyMap<number, number>;
  procLaneOf: ReadonlyMap<number, number>;
  threadLaneOf: ReadonlyMap<number, number>;
  /** By lane in the image. */
  labels: readonly (readonly StripLabel[])[];
}

export function imageOf(picture: Picture): StripImage {
  const { positions, procs, threads } = picture;
  const lanes = positions.length + procs.length + threads.length;
  const labels: StripLabel[][] = Array.from({ length: lanes }, () => []);
  for (const label of picture.labels) labels[label.lane].push(label);
  const lanesFrom = (first: number, keys: readonly number[]) =>
    new Map(keys.map((key, at) => [key, first + at]));
  return {
    picture,
    laneOf: lanesFrom(0, positions),
    procLaneOf: lanesFrom(positions.length, procs),
    threadLaneOf: lanesFrom(positions.length + procs.length, threads),
    labels,
  };
}
