import { startGoroutine } from './frames.ts';
import { lockOf, thingOf } from './heap.ts';
import { type Machine, newOwner } from './machine.ts';
import { type Move, movesOf, offersOf } from './moves.ts';
import { Packer } from './pack.ts';
import {
  type Budget,
  type Exploration,
  type ObjectUse,
  type Operation,
  objectOf,
  type Problem,
  type Program,
  type Step,
} from './program.ts';
import { isLate, settleDown, standsAtVisible } from './run.ts';
import { Seen } from './seen.ts';
import { Store } from './store.ts';
import { NIL } from './values.ts';
import { operationOf, type Setting, topOf, type Way } from './way.ts';

/** All goroutines: of a state of which nothing is claimed. */
const everybody = -1;

/**
 * Looks at all that a program may do, and tells what goes wrong, each with a shortest way there.
 *
 * A goroutine is stuck in a state where it stands at an operation and never goes on, whatever the others do from there.
 */
export function explore(program: Program, budget: Budget): Exploration {
  const steps = exploring(program, budget);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Explores a program bit by bit: what it takes from one state on at a time. */
export function* exploring(program: Program, budget: Budget): Generator<void, Exploration, void> {
  const graph = graphOf(program, budget, true);
  yield* graph.exploring();
  if (!graph.setting.sawLock) return graph.exploration();
  // It counts: see run.ts.
  const other = graphOf(program, budget, false);
  yield* other.exploring();
  return other.exploration();
}

function graphOf(program: Program, budget: Budget, unlocksEarly: boolean): Graph {
  const { procedures, isMain, capacities = new Map() } = program;
  const packer = new Packer(procedures);
  const setting: Setting = {
    work: 0,
    procedures,
    traits: [],
    isMain,
    capacities,
    budget,
    packer,
    seen: new Seen(packer),
    unlocksEarly,
    sawLock: false,
  };
  return new Graph(setting, program);
}

/** Ends of the first goroutine that are looked at. */
const mostEnds = 30;

/** The states of a program. */
class Graph {
  complete = true;
  /** With more states or work there would have been more to see. */
  private isSpent = false;
  readonly setting: Setting;
  private readonly root: number;
  private readonly store = new Store();
  /** By state: the one that it was first reached from, and by which move and way of that. */
  private readonly parents: number[] = [];
  private readonly moves: number[] = [];
  private readonly ways: number[] = [];
  /** Edges: from, to, and who moves. */
  private readonly edges: number[] = [];
  /** By state: the goroutines of which it is known that they go on from it, or of which nothing is known. */
  private readonly goesOn: number[] = [];
  private uses: Map<number, Map<string, ObjectUse>> | undefined;
  private readonly isTest: boolean;
  private readonly isDriven: boolean;
  /** Where goroutines stand that others go before: states, and which ones. */
  private readonly late: { state: number; goroutines: number }[] = [];
  /** The states in which the first goroutine has just ended. */
  private readonly ended: number[] = [];
  private readonly failures: { from: number; move: number; way: number }[] = [];

  constructor(setting: Setting, { root, isTest = false, isDriven = false }: Program) {
    this.setting = setting;
    this.root = root;
    this.isTest = isTest;
    this.isDriven = isDriven;
  }

  exploration(): Exploration {
    const { complete, isSpent } = this;
    const problems = [...this.problems(), ...(this.isTest ? this.outliving() : [])];
    return { complete, isSpent, states: this.store.size, problems };
  }

  *exploring(): Generator<void, void, void> {
    const { budget } = this.setting;
    this.first(false).forEach((way, i) => {
      this.reach(way, -1, 0, i, 0);
    });
    const { setting, store } = this;
    const isOver = (share: number) =>
      store.size > budget.states * share || setting.work > budget.work * share;
    const expanded: boolean[] = [];
    for (let first = 0; ; ) {
      while (first < store.size && expanded[first]) first++;
      if (first === store.size) break;
      let state = first;
      // Of what takes too long, ends are seen at least: nothing is told of a state before it is known what follows. What
      // anybody may do for ever has no end.
      if (!this.isDriven && isOver(0.5)) {
        state = store.size - 1;
        while (expanded[state]) state--;
      }
      if (isOver(1)) {
        this.complete = false;
        for (let rest = 0; rest < store.size; rest++) if (!expanded[rest]) this.goesOn[rest] = everybody;
        break;
      }
      expanded[state] = true;
      if (this.goesOn[state] === everybody) continue;
      yield;
      if (this.setting.sawLock && this.setting.unlocksEarly) return; // it is asked again
      const machine = this.machine(state);
      const late = lateIn(this.setting, machine);
      if (late) this.late.push({ state, goroutines: late });
      movesOf(this.setting, machine, false).forEach((move, m) => {
        move.ways.forEach((way, w) => {
          this.reach(way, state, m, w, move.movers);
        });
      });
    }
    this.isSpent = this.store.size > budget.states || this.setting.work > budget.work;
    this.spread();
  }

  private first(isTold: boolean): Way[] {
    const machine: Machine = { own: newOwner(), goroutines: [], things: [], globals: NIL };
    startGoroutine(this.setting, machine, this.root, [], false);
    const way: Way = { machine, isOver: false, isCut: false, failure: null, steps: isTold ? [] : null };
    return settleDown(this.setting, way, 0, 'moves');
  }

  private machine(state: number): Machine {
    const { store, setting } = this;
    return setting.packer.unpack(store.words, store.from(state), store.to(state));
  }

  private reach(way: Way, from: number, move: number, index: number, movers: number): void {
    if (way.isCut) this.complete = false;
    if (way.failure) this.failures.push({ from, move, way: index });
    if (way.failure && way.isOver) {
      if (from >= 0) this.goesOn[from] |= movers;
      return;
    }
    if (way.isOver || way.isCut) {
      // What becomes of the others there is not told.
      if (from >= 0) this.goesOn[from] = everybody;
      return;
    }
    const before = this.store.size;
    const state = this.store.add(this.setting.packer.whole(way.machine));
    if (state === before) {
      this.parents.push(from);
      this.moves.push(move);
      this.ways.push(index);
      this.goesOn.push(0);
      if (way.machine.goroutines.length > 30) this.goesOn[state] = everybody;
      if ((from < 0 || movers & 1) && !way.machine.goroutines.some((g) => g.id === 0)) this.ended.push(state);
    }
    if (from >= 0) this.edges.push(from, state, movers);
  }

  /** Who goes on from a state also goes on from those before it. */
  private spread(): void {
    const { edges, goesOn } = this;
    for (let i = 0; i < edges.length; i += 3) goesOn[edges[i]] |= edges[i + 2];
    this.spreadBack();
    // Of those whose turn never came nothing is known.
    for (const { state, goroutines } of this.late)
      if ((goesOn[state] & goroutines) !== goroutines) goesOn[state] = everybody;
    this.spreadBack();
  }

  private spreadBack(): void {
    const { edges, goesOn } = this;
    for (let changed = true; changed; ) {
      changed = false;
      for (let i = edges.length - 3; i >= 0; i -= 3) {
        const all = goesOn[edges[i]] | goesOn[edges[i + 1]];
        if (all === goesOn[edges[i]]) continue;
        goesOn[edges[i]] = all;
        changed = true;
      }
    }
  }

  problems(): Problem[] {
    this.setting.work = Number.NEGATIVE_INFINITY; // what was found is told, whatever it costs
    const found: Problem[] = [];
    const told = new Set<string>();
    for (const failure of this.failures) {
      const way = this.follow(failure.from, failure.move, failure.way);
      const { kind, site, goroutine, madeAt, caught } = way.failure!;
      if (told.has(`${kind} ${site} ${caught}`)) continue;
      told.add(`${kind} ${site} ${caught}`);
      const runner = way.machine.goroutines.find((g) => g.id === goroutine);
      const stack = runner ? this.stackOf(runner) : [];
      const schedule = [...this.scheduleTo(failure.from), ...way.steps!];
      const uses = this.usesOf(madeAt);
      const holder = null;
      const others: Problem['others'] = [];
      found.push({
        kind,
        site,
        caught,
        goroutine,
        madeAt,
        holder,
        uses,
        stack,
        others,
        deadlock: false,
        alive: aliveIn(way.machine),
        schedule,
      });
    }
    for (let state = 0; state < this.store.size; state++) {
      if (this.goesOn[state] === everybody) continue;
      const machine = this.machine(state);
      const stuck = machine.goroutines.filter((g) => !g.daemon && !((this.goesOn[state] >> g.id) & 1));
      if (this.isDriven && (stuck.some((g) => g.id === 0) || !machine.goroutines.some((g) => g.id === 0)))
        continue;
      for (const goroutine of stuck) {
        const operation = standsAtVisible(this.setting, goroutine)
          ? operationOf(this.setting, goroutine)
          : undefined;
        if (!operation || told.has(`stuck ${operation.site}`)) continue;
        told.add(`stuck ${operation.site}`);
        const others = stuck
          .filter((g) => g !== goroutine)
          .map((g) => ({ goroutine: g.id, site: operationOf(this.setting, g)?.site ?? -1 }));
        found.push({
          kind: 'stuck',
          site: operation.site,
          caught: false,
          goroutine: goroutine.id,
          madeAt: this.madeAt(machine, goroutine, operation),
          holder: this.holderOf(machine, goroutine, operation),
          uses: this.usesOf(this.madeAt(machine, goroutine, operation)),
          stack: this.stackOf(goroutine),
          others,
          deadlock: stuck.some((g) => g.id === 0),
          alive: aliveIn(machine),
          schedule: this.scheduleTo(state),
        });
      }
    }
    return found;
  }

  /** Goroutines that have more to do when the first one has ended, each by a way that least of unknown decides. */
  private outliving(): Problem[] {
    const found = new Map<number, { problem: Problem; freedom: number }>();
    for (const state of this.ended.slice(0, mostEnds)) {
      const machine = this.machine(state);
      const schedule = this.scheduleTo(state);
      const freedom = schedule.filter((step) => step.isFree).length;
      for (const goroutine of machine.goroutines) {
        const operation = operationOf(this.setting, goroutine);
        if (goroutine.daemon || !operation || (found.get(operation.site)?.freedom ?? 99) <= freedom) continue;
        const problem: Problem = {
          kind: 'outlives',
          caught: false,
          site: operation.site,
          goroutine: goroutine.id,
          madeAt: -1,
          holder: null,
          uses: [],
          stack: this.stackOf(goroutine),
          others: [],
          deadlock: false,
          alive: aliveIn(machine),
          schedule,
        };
        found.set(operation.site, { problem, freedom });
      }
    }
    return [...found.values()].map(({ problem }) => problem);
  }

  private stackOf({ frames }: Machine['goroutines'][number]): number[] {
    const { procedures } = this.setting;
    return frames
      .slice(0, -1)
      .reverse()
      .map((frame) => procedures[frame.procedure].operations[frame.pc]?.site ?? -1)
      .filter((site) => site >= 0);
  }

  private madeAt(machine: Machine, goroutine: Machine['goroutines'][number], operation: Operation): number {
    const { registers } = topOf(goroutine);
    const channels = operation.do === 'select' ? operation.cases.map((c) => c.channel) : [];
    // Of a nil channel there is nothing to tell.
    const register = channels.find((channel) => registers[channel] !== NIL) ?? objectOf(operation);
    return register === undefined || registers[register] === NIL
      ? -1
      : (thingOf(machine, registers[register])?.site ?? -1);
  }

  private holderOf(
    machine: Machine,
    goroutine: Machine['goroutines'][number],
    operation: Operation,
  ): number | null {
    const value = operation.do === 'lock' ? topOf(goroutine).registers[operation.lock] : NIL;
    const { lock } = lockOf(machine, value, false);
    if (!lock?.a) return null;
    return machine.goroutines.some((g) => g.id === lock.a - 1) ? lock.a - 1 : -1;
  }

  private usesOf(madeAt: number): readonly ObjectUse[] {
    this.uses ??= this.findUses();
    return [...(this.uses.get(madeAt)?.values() ?? [])];
  }

  /** By where a channel was made: what goroutines stand at in any state. */
  private findUses(): Map<number, Map<string, ObjectUse>> {
    const found = new Map<number, Map<string, ObjectUse>>();
    const note = (machine: Machine, channel: number, site: number, what: ObjectUse['what']) => {
      const madeAt = thingOf(machine, channel)?.site;
      if (madeAt === undefined || site < 0) return;
      const uses = found.get(madeAt) ?? new Map<string, ObjectUse>();
      found.set(madeAt, uses);
      uses.set(`${what} ${site}`, { site, what });
    };
    for (let state = 0; state < this.store.size; state++) {
      const machine = this.machine(state);
      for (const goroutine of machine.goroutines) {
        const operation = operationOf(this.setting, goroutine);
        if (!operation) continue;
        if (operation.do === 'close')
          note(machine, topOf(goroutine).registers[operation.channel], operation.site, 'close');
        for (const { channel, choice, send } of offersOf(this.setting, goroutine)) {
          const site = operation.do === 'select' ? operation.cases[choice].site : operation.site;
          note(machine, channel, site, send ? 'send' : 'receive');
        }
      }
    }
    return found;
  }

  /** The steps of the way by which a state was first reached. */
  private scheduleTo(state: number): Step[] {
    const steps: Step[] = [];
    for (let s = state; s >= 0; s = this.parents[s])
      steps.unshift(...this.follow(this.parents[s], this.moves[s], this.ways[s]).steps!);
    return steps;
  }

  /** Does a move again, and takes down its steps. */
  private follow(from: number, move: number, way: number): Way {
    if (from < 0) return this.first(true)[way];
    const moves: Move[] = movesOf(this.setting, this.machine(from), true);
    return moves[move].ways[way];
  }
}

/** The goroutines that wait until nothing else can happen, as bits. */
function lateIn(setting: Setting, machine: Machine): number {
  let late = 0;
  for (const goroutine of machine.goroutines) {
    const operation = standsAtVisible(setting, goroutine) ? operationOf(setting, goroutine) : undefined;
    if (operation && isLate(machine, topOf(goroutine), operation)) late |= 1 << goroutine.id;
  }
  return late;
}

const aliveIn = ({ goroutines }: Machine): number[] => goroutines.map(({ id }) => id);
