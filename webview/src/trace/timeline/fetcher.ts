import type { Asker, Looks, StripsQuestion, TraceOverview } from '../queries.ts';
import { type Layout, linesIn, procsKey, threadsKey } from './lanes.ts';
import { imageOf, type StripImage } from './stripImage.ts';
import { type View, wider } from './view.ts';

/** Wider images are not asked for. */
const mostColumns = 8192;

/** What is in sight: lanes between two heights, and a window of time on so many pixels. */
export interface Sight {
  overview: TraceOverview;
  layout: Layout;
  view: View;
  /** Pixels from the top of all lanes. */
  top: number;
  height: number;
  pixels: number;
}

type Lanes = Pick<StripsQuestion, 'positions' | 'procs' | 'threads'>;

/** Gets the strips of what is in sight and around it from the worker, one question at a time. */
export class StripFetcher {
  image: StripImage | null = null;
  private isAsking = false;
  /** Counts what was forgotten: what is on its way then is not taken. */
  private era = 0;
  /** What `image` was painted with. */
  private looks: Looks | null = null;

  /** Whether there is something to draw, in these colours. */
  has(looks: Looks): boolean {
    return this.image !== null && this.looks === looks;
  }

  forget(): void {
    this.take(null);
    this.era++;
  }

  /** Bitmaps take memory until they are closed. */
  private take(image: StripImage | null): void {
    this.image?.picture.image?.close();
    this.image?.picture.bands.close();
    this.image = image;
  }

  /** Asks for what is missing, if anything. @returns whether there is something new to draw */
  async fetch(asker: Asker, sight: Sight, looks: Looks): Promise<boolean> {
    const { view, overview, pixels, top, height } = sight;
    if (this.isAsking || height === 0) return false;
    // In other colours it is painted anew.
    if (this.image && this.has(looks) && fits(this.image, sight)) return false;
    const lanes = lanesIn(sight, top - height / 2, top + 1.5 * height);
    if (lanes.positions.length + lanes.procs.length + lanes.threads.length === 0) return false;
    const { from, to } = wider(view, overview.duration);
    const columns = Math.ceil((pixels * (to - from)) / (view.to - view.from));
    const { era } = this;
    this.isAsking = true;
    try {
      const question = { ...lanes, from, to, columns: Math.min(columns, mostColumns), looks };
      const picture = await asker.ask('picture', question);
      if (era !== this.era) return true;
      this.take(imageOf(picture));
      this.looks = looks;
    } finally {
      this.isAsking = false;
    }
    return true;
  }
}

function lanesIn({ layout, overview }: Sight, from: number, to: number): Lanes {
  const lanes = { positions: [] as number[], procs: [] as number[], threads: [] as number[] };
  for (const { section, lane } of linesIn(layout, from, to)) {
    if (lane < 0) continue;
    if (section.key === procsKey) lanes.procs.push(lane);
    else if (section.key === threadsKey) lanes.threads.push(lane);
    else lanes.positions.push(overview.groups[section.key].first + lane);
  }
  return lanes;
}

/** Whether strips show all that is in sight, at about its level of detail. */
function fits({ picture, laneOf, procLaneOf, threadLaneOf }: StripImage, sight: Sight): boolean {
  const { from, to, columns } = picture;
  const { view, overview, pixels, top, height } = sight;
  const wanted = pixels / (view.to - view.from);
  const detail = columns / (to - from) / wanted;
  const isAround = from <= view.from && to >= Math.min(view.to, overview.duration);
  if (!isAround || detail <= 0.8 || detail >= 2.5) return false;
  const { positions, procs, threads } = lanesIn(sight, top, top + height);
  return (
    positions.every((position) => laneOf.has(position)) &&
    procs.every((proc) => procLaneOf.has(proc)) &&
    threads.every((thread) => threadLaneOf.has(thread))
  );
}
