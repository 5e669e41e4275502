import {
  baseLabel,
  type CallTree,
  callTree,
  childrenOf,
  type FlameLayout,
  type Frame,
  type FrameIndex,
  flameLayout,
  functionLines,
  indexFrames,
  labelFrames,
  labelsOf,
  neighboursOf,
  type SampleProfile,
  samplesWith,
  type TopTable,
  topTable,
  totalWeight,
  type View,
} from '#profile';
import { boxesIn } from './flame/boxes.ts';
import { sumOf, weightOf } from './found.ts';
import { heatOf } from './heat.ts';
import type {
  FlameBoxes,
  FrameLabel,
  Kind,
  Neighbour,
  ProfileFacts,
  Query,
  QueryOf,
  ReplyOf,
  ViewChoice,
  Weighed,
} from './messages.ts';
import { frameOrigin, labelOf, matchFrames } from './names.ts';
import { placeOf } from './place.ts';
import { type Children, heaviestFirst, hotPath, openLines } from './treeLines.ts';

/** More values of a label, callers or callees than anybody looks through. */
const mostValues = 200;
const mostNeighbours = 1000;

/** Trees of fewer nodes are laid out as a whole. */
const smallTree = 100_000;
/** A larger one's layout has at first what is as wide as one of so many parts; then, of so many times more. */
const firstParts = 50_000;
const partsMore = 10;

interface Tree {
  /** Frames of the profile, and those of a label. */
  frames: readonly Frame[];
  tree: CallTree;
  /** Weights of all nodes by themselves, without their signs: a flame graph's width. */
  width: number;
  /** Sorted when the tree is shown line by line. */
  children: Children | null;
}

/** What was worked out for one view; another one takes its place. */
interface Worked {
  key: string;
  view: View;
  total: number;
  top: TopTable | null;
  /** By direction and label. */
  trees: Map<string, Tree>;
  /** By direction and order: the most detailed that was asked for. */
  layouts: Map<string, { narrowest: number; layout: FlameLayout }>;
}

/** The facts of a profile that the page is told at first. */
export function factsOf(profile: SampleProfile, isDifference = false): ProfileFacts {
  const { sampleTypes, defaultType, timeMs, durationNanos, comments } = profile;
  const labels = [...labelsOf(profile)]
    .filter(([key]) => key !== baseLabel)
    .map(([key, values]) => ({ key, values: values.slice(0, mostValues).map(({ value }) => value) }));
  return { types: sampleTypes, defaultType, timeMs, durationNanos, comments, labels, isDifference };
}

/** A profile and the page's questions about it. Answers are worked out when they are asked for, and kept. */
export class ProfileSession {
  private readonly profile: SampleProfile;
  private readonly index: FrameIndex;
  private worked: Worked | null = null;
  private matched: { search: string; matches: Uint8Array | null } | null = null;

  constructor(profile: SampleProfile) {
    this.profile = profile;
    this.index = indexFrames(profile);
  }

  /** @throws RangeError for a sample type that the profile has not. */
  answer(query: Query): ReplyOf<Kind> {
    const worked = this.work(query.view);
    // The frame of a label is no function.
    const isFunction = (frame: number | null) => frame === null || frame < this.index.frames.length;
    switch (query.kind) {
      case 'overview':
        return {
          total: worked.total,
          sum: sumOf(worked.view),
          found: weightOf(worked.view, this.matches(query.search)),
        };
      case 'flame':
        return this.flame(worked, query);
      case 'top':
        return this.top(worked, query);
      case 'tree':
        return this.tree(worked, query);
      case 'neighbours':
        return this.neighbours(worked, isFunction(query.frame) ? query.frame : null);
      case 'source': {
        const { frame, self } = this.chosen(
          worked,
          isFunction(query.frame) ? (query.frame ?? this.heaviestOwn(worked)) : this.heaviestOwn(worked),
        );
        return { self, files: self ? functionLines(worked.view, frame) : [] };
      }
      case 'heat':
        return { files: heatOf(worked.view), total: worked.total };
      case 'place':
        return isFunction(query.frame)
          ? placeOf(worked.view, query.frame)
          : { file: '', line: 1, function: '' };
    }
  }

  private work({ type, label }: ViewChoice): Worked {
    if (!this.profile.sampleTypes[type]) throw new RangeError(`The profile has no sample type ${type}.`);
    const key = JSON.stringify([type, label]);
    if (this.worked?.key !== key) {
      const only = label ? samplesWith(this.profile, label.key, label.value) : undefined;
      const view: View = { profile: this.profile, index: this.index, type, only };
      this.worked = {
        key,
        view,
        total: totalWeight(view),
        top: null,
        trees: new Map(),
        layouts: new Map(),
      };
    }
    return this.worked;
  }

  private matches(search: string): Uint8Array | null {
    if (this.matched?.search !== search)
      this.matched = { search, matches: matchFrames(this.index.frames, search) };
    return this.matched.matches;
  }

  private treeOf({ trees, view }: Worked, inverted: boolean, by: string | null): Tree {
    const key = `${inverted} ${by ?? ''}`;
    let known = trees.get(key);
    if (!known) {
      const { frames } = this.index;
      const label = by === null ? null : labelFrames(this.profile, by, frames.length);
      const tree = callTree(label ? { ...view, outermost: label.outermost } : view, inverted);
      known = {
        frames: label ? [...frames, ...label.frames] : frames,
        tree,
        width: tree.self.reduce((sum, self) => sum + Math.abs(self), 0),
        children: null,
      };
      trees.set(key, known);
    }
    return known;
  }

  /** The value of a label is nobody's code. */
  private labelIn({ frames }: Tree, frame: number): FrameLabel {
    const label = labelOf(frames, frame);
    return frame < this.index.frames.length ? label : { ...label, origin: 'go' };
  }

  private childrenOf(tree: Tree): Children {
    tree.children ??= heaviestFirst(tree.tree, childrenOf(tree.tree));
    return tree.children;
  }

  /** A layout that has all boxes of some width; of a large tree the narrow ones are left until somebody zooms in. */
  private layoutOf(
    worked: Worked,
    { tree, width, frames }: Tree,
    query: QueryOf<'flame'>,
    least: number,
  ): FlameLayout {
    const { inverted, order, by } = query;
    const key = `${inverted} ${order} ${by ?? ''}`;
    const known = worked.layouts.get(key);
    if (known && known.narrowest <= least) return known.layout;
    let narrowest = width / firstParts;
    while (narrowest > least) narrowest /= partsMore;
    // Of a small tree, all at once.
    if (tree.size < smallTree) narrowest = 0;
    const layout = flameLayout(tree, frames, { order, narrowest });
    worked.layouts.set(key, { narrowest, layout });
    return layout;
  }

  private flame(worked: Worked, query: QueryOf<'flame'>): FlameBoxes {
    const { search, range, pixels, depthFrom, depthTo } = query;
    const tree = this.treeOf(worked, query.inverted, query.by);
    const { from, to } = range ?? { from: 0, to: tree.width };
    const layout = this.layoutOf(worked, tree, query, (to - from) / Math.max(pixels, 1));
    const { rows, depths } = boxesIn(layout, { from, to, pixels, depthFrom, depthTo });
    const matches = this.matches(search);
    const labels: FrameLabel[] = [];
    const known = new Map<number, number>();
    const label = (row: number): number => {
      const frame = layout.frame[row];
      if (frame < 0) return -1;
      let at = known.get(frame);
      if (at === undefined) {
        at = labels.push(this.labelIn(tree, frame)) - 1;
        known.set(frame, at);
      }
      return at;
    };
    const doubles = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]);
    return {
      node: Int32Array.from(rows, (row) => layout.node[row]),
      depth: Int32Array.from(rows, (row) => layout.depth[row]),
      from: doubles(layout.from),
      to: doubles(layout.to),
      self: doubles(layout.self),
      total: doubles(layout.total),
      label: Int32Array.from(rows, label),
      matches: Uint8Array.from(rows, (row) =>
        layout.frame[row] < 0 ? 0 : (matches?.[layout.frame[row]] ?? 0),
      ),
      labels,
      width: layout.width,
      depths,
      depthFrom,
      depthTo,
      cut: tree.tree.cut,
    };
  }

  private topOf(worked: Worked): TopTable {
    worked.top ??= topTable(worked.view);
    return worked.top;
  }

  private top(worked: Worked, query: QueryOf<'top'>): ReplyOf<'top'> {
    const { frame, flat, cum } = this.topOf(worked);
    const { frames } = this.index;
    const matches = this.matches(query.search);
    const rows = Int32Array.from(frame.keys()).filter((row) => !matches || matches[frame[row]] === 1);
    const weight = query.order === 'total' ? cum : flat;
    const other = query.order === 'total' ? flat : cum;
    const byName = (a: number, b: number) => (frames[frame[a]].function < frames[frame[b]].function ? -1 : 1);
    if (query.order === 'name') rows.sort(byName);
    else
      rows.sort(
        (a, b) =>
          Math.abs(weight[b]) - Math.abs(weight[a]) ||
          Math.abs(other[b]) - Math.abs(other[a]) ||
          byName(a, b),
      );
    if (query.rising !== (query.order === 'name')) rows.reverse();
    const drawn = Array.from(rows.subarray(query.from, query.to), (row) => ({
      ...labelOf(frames, frame[row]),
      self: flat[row],
      total: cum[row],
    }));
    return { count: rows.length, from: query.from, rows: drawn };
  }

  private tree(worked: Worked, query: QueryOf<'tree'>): ReplyOf<'tree'> {
    const known = this.treeOf(worked, query.inverted, query.by);
    const { tree } = known;
    const children = this.childrenOf(known);
    const open = query.open ?? hotPath(tree, children);
    const isOpen = new Set(open);
    const { nodes, levels } = openLines(children, isOpen);
    const matches = this.matches(query.search);
    const rows = Array.from(nodes.subarray(query.from, query.to), (node, at) => ({
      ...this.labelIn(known, tree.frame[node]),
      node,
      level: levels[query.from + at],
      self: tree.self[node],
      total: tree.total[node],
      hasChildren: children.start[node] < children.start[node + 1],
      isOpen: isOpen.has(node),
      matches: matches?.[tree.frame[node]] === 1,
    }));
    return { count: nodes.length, from: query.from, rows, open };
  }

  /** The frame that is asked for, or the heaviest, with what it weighs; `null` where there is none. */
  private chosen(worked: Worked, asked: number | null): { frame: number; self: Weighed | null } {
    const table = this.topOf(worked);
    const frame = asked ?? table.frame[0];
    if (frame === undefined) return { frame: -1, self: null };
    const at = table.frame.indexOf(frame);
    const self = {
      ...labelOf(this.index.frames, frame),
      self: table.flat[at] ?? 0,
      total: table.cum[at] ?? 0,
    };
    return { frame, self };
  }

  /** The heaviest function of the program's own. */
  private heaviestOwn(worked: Worked): number | null {
    const { frames } = this.index;
    return this.topOf(worked).frame.find((frame) => frameOrigin(frames[frame]) === 'own') ?? null;
  }

  private neighbours(worked: Worked, asked: number | null): ReplyOf<'neighbours'> {
    const { frame, self } = this.chosen(worked, asked);
    if (!self) return { self: null, callers: [], callees: [] };
    const { callers, callees } = neighboursOf(worked.view, frame);
    const listed = (columns: typeof callers): Neighbour[] =>
      Array.from(columns.frame.subarray(0, mostNeighbours), (its, i) => ({
        ...labelOf(this.index.frames, its),
        weight: columns.weight[i],
      }));
    return { self, callers: listed(callers), callees: listed(callees) };
  }
}
