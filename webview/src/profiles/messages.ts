/** What the page asks of a worker that holds a profile, and what it is told. Only what is drawn crosses. */
import type { FlameOrder, FunctionLines } from '#profile';
import type { FramePlace, HeatFile } from '#protocol';
import type { Origin } from '../leaks/groups.ts';

/** What of a profile is looked at. */
export interface ViewChoice {
  /** Index into the profile's sample types. */
  type: number;
  /** Only samples with this label; all where `null`. */
  label: LabelChoice | null;
}

export interface LabelChoice {
  key: string;
  value: string;
}

/** What a profile is, told once. */
export interface ProfileFacts {
  types: readonly { type: string; unit: string }[];
  defaultType: number;
  /** Milliseconds since 1970; 0 where unknown. */
  timeMs: number;
  /** 0 where unknown. */
  durationNanos: number;
  comments: readonly string[];
  /** Labels that samples have, each with its values, heaviest first. */
  labels: readonly { key: string; values: readonly string[] }[];
  /** Weights are what it has beyond another profile. */
  isDifference: boolean;
}

/** A frame as it is shown. */
export interface FrameLabel {
  /** Number within the profile, whatever the view. */
  frame: number;
  name: string;
  /** Empty where unknown. */
  file: string;
  origin: Origin;
}

/** A frame with what it weighs where it was looked at. */
export interface Weighed extends FrameLabel {
  /** What its own code weighs. */
  self: number;
  /** With all that it called. */
  total: number;
}

export interface TreeLine extends Weighed {
  /** Row in the tree. */
  node: number;
  /** From 1. */
  level: number;
  hasChildren: boolean;
  isOpen: boolean;
  /** The search's words are in it. */
  matches: boolean;
}

/** Boxes of a flame graph in columns, depth by depth and from left to right. */
export interface FlameBoxes {
  /** Row in the call tree: stays the same while view and direction do. */
  node: Int32Array;
  depth: Int32Array;
  /** In weights. */
  from: Float64Array;
  to: Float64Array;
  self: Float64Array;
  total: Float64Array;
  /** Index into `labels`; -1 for the root. */
  label: Int32Array;
  /** 1 where the search's words are in it. */
  matches: Uint8Array;
  labels: readonly FrameLabel[];
  /** The whole graph's width in weights. */
  width: number;
  /** How many depths have a box that can be seen. */
  depths: number;
  /** The depths that `node` and the others hold: the first, and the one behind the last. */
  depthFrom: number;
  depthTo: number;
  /** It was cut: it has more calls than can be drawn. */
  cut: boolean;
}

export interface FlameAsk {
  inverted: boolean;
  /** Key of a label whose values stand around all stacks. */
  by: string | null;
  order: FlameOrder;
  search: string;
  /** What is in sight, in weights; `null` is all of it. */
  range: { from: number; to: number } | null;
  /** Pixels that it is drawn on. */
  pixels: number;
  depthFrom: number;
  depthTo: number;
}

/** What a search found. */
export interface Found {
  functions: number;
  /** Weight of the samples that have one of them. */
  weight: number;
}

export interface Overview {
  /** What shares are of: of a difference, what there was before. */
  total: number;
  /** Sum of all weights: of a difference, what there is more. */
  sum: number;
  found: Found;
}

export type TopOrder = 'self' | 'total' | 'name';

export interface Neighbour extends FrameLabel {
  weight: number;
}

/** Question and answer by name. */
export interface Exchanges {
  overview: { ask: { search: string }; reply: Overview };
  flame: { ask: FlameAsk; reply: FlameBoxes };
  top: {
    ask: { order: TopOrder; rising: boolean; search: string; from: number; to: number };
    reply: { count: number; from: number; rows: readonly Weighed[] };
  };
  tree: {
    /** `open`: nodes that are open; `null` opens the heaviest path. */
    ask: {
      inverted: boolean;
      by: string | null;
      search: string;
      open: readonly number[] | null;
      from: number;
      to: number;
    };
    reply: { count: number; from: number; rows: readonly TreeLine[]; open: readonly number[] };
  };
  neighbours: {
    /** `null` is the heaviest frame. */
    ask: { frame: number | null };
    reply: { self: Weighed | null; callers: readonly Neighbour[]; callees: readonly Neighbour[] };
  };
  /** The lines of a function, the heaviest file first. */
  source: {
    /** `null` is the heaviest function. */
    ask: { frame: number | null };
    reply: { self: Weighed | null; files: readonly FunctionLines[] };
  };
  /** What the lines of all files weigh, the heaviest file first. */
  heat: { ask: unknown; reply: { files: readonly HeatFile[]; total: number } };
  /** Where most of a frame's weight is in the source. */
  place: { ask: { frame: number }; reply: FramePlace };
}

export type Kind = keyof Exchanges;
export type Query = { [K in Kind]: { kind: K; view: ViewChoice } & Exchanges[K]['ask'] }[Kind];
export type QueryOf<K extends Kind> = Extract<Query, { kind: K }>;
export type ReplyOf<K extends Kind> = Exchanges[K]['reply'];
