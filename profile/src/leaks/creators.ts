import type { CreatedBy, Goroutine, Snapshot } from '../model.ts';
import { type Starter, starterOf } from './starter.ts';

/** Goroutines by where they were started, below those by where their starters were started. */
export interface CreatorNode {
  /** The `go` statement, or what stands for it (`starterOf`); `null` for the root, and for goroutines that do not say. */
  site: Starter | null;
  /** Goroutines started here by the starters above. */
  count: number;
  /** With all below. */
  total: number;
  /** Their states, commonest first. */
  states: readonly (readonly [state: string, count: number])[];
  children: readonly CreatorNode[];
}

interface Draft {
  site: Starter | null;
  count: number;
  states: Map<string, number>;
  children: Map<string, Draft>;
  parent: Draft | null;
  total: number;
}

/**
 * The tree of who started whom, as far as the starters are still there (Go 1.21 prints their ids); the largest first.
 * Starters that are gone end the way up.
 */
export function creatorTree({ goroutines, stacks }: Snapshot): CreatorNode {
  const byId = new Map<number, Goroutine>();
  for (const goroutine of goroutines) if (goroutine.id) byId.set(goroutine.id, goroutine);
  const root = draft(null, null);
  const drafts = [root];
  const places = new Map<Goroutine, Draft>();
  const siteOf = sites(stacks);
  for (const goroutine of goroutines) {
    // The way up to a starter whose place is known, or to none; a circle, which no honest dump has, ends it too.
    const way: Goroutine[] = [];
    const seen = new Set<Goroutine>();
    let above: Draft = root;
    for (let at: Goroutine | undefined = goroutine; at && !seen.has(at); ) {
      const known = places.get(at);
      if (known) {
        above = known;
        break;
      }
      seen.add(at);
      way.push(at);
      const by: number | undefined = at.createdBy?.goroutine;
      at = by === undefined ? undefined : byId.get(by);
    }
    for (const at of way.reverse()) {
      const { site, key } = siteOf(at);
      let child = above.children.get(key);
      if (!child) {
        child = draft(site, above);
        above.children.set(key, child);
        drafts.push(child);
      }
      places.set(at, child);
      above = child;
    }
    above.count += goroutine.count;
    above.states.set(goroutine.state, (above.states.get(goroutine.state) ?? 0) + goroutine.count);
  }
  // Children come after their parents: from behind, all sums are complete when they are needed.
  const nodes = new Map<Draft, CreatorNode>();
  for (const one of drafts.reverse()) {
    one.total += one.count;
    if (one.parent) one.parent.total += one.total;
    nodes.set(one, {
      site: one.site,
      count: one.count,
      total: one.total,
      states: [...one.states].sort((a, b) => b[1] - a[1]),
      children: [...one.children.values()]
        .map((child) => nodes.get(child)!)
        .sort((a, b) => b.total - a.total),
    });
  }
  return nodes.get(root)!;
}

interface Site {
  site: Starter | null;
  key: string;
}

/** Where a goroutine was started. Those of one stack mostly were at one place: it is looked up once. */
function sites(stacks: Snapshot['stacks']): (goroutine: Goroutine) => Site {
  const known = new Map<number, Site & { by: CreatedBy }>();
  return ({ stack, createdBy: by }) => {
    if (!by) return { site: null, key: '' };
    const last = known.get(stack);
    if (last && last.by.line === by.line && last.by.function === by.function && last.by.file === by.file)
      return last;
    const site = starterOf(stacks[stack].frames, by);
    const its = { by, site, key: site ? `${site.function}|${site.file}:${site.line}` : '' };
    known.set(stack, its);
    return its;
  };
}

const draft = (site: Starter | null, parent: Draft | null): Draft => ({
  site,
  count: 0,
  states: new Map(),
  children: new Map(),
  parent,
  total: 0,
});
