import type { Frame } from '#profile';

/** A page as it is handed out: what is on it, without its looks. */
export interface Article {
  title: string;
  summary: string;
  notes: readonly string[];
  sections: readonly Section[];
}

/** Its parts stand in this order. */
export interface Section {
  title: string;
  texts?: readonly string[];
  stacks?: readonly { title: string; frames: readonly Frame[] }[];
  table?: ExportedTable;
}

export interface ExportedTable {
  columns: readonly { label: string; isNumeric?: boolean }[];
  rows: readonly (readonly string[])[];
}

/** Something drawn, for a report that can show it. */
export interface Picture {
  title: string;
  /** `data:` URL of a PNG. */
  url: string;
  /** Pixels of the page. */
  width: number;
  legend: readonly { name: string; color: string; dash: string }[];
}

/** Frames as a dump prints them: the function, and below it its place. */
export const framesText = (frames: readonly Frame[]): string =>
  frames
    .flatMap((frame) => [frame.function || '?', ...(frame.file ? [`\t${frame.file}:${frame.line}`] : [])])
    .join('\n');
