import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { neverReturns } from './endless.ts';
import { functionOf } from './functions.ts';

/** The ways that control can take after a statement without passing any of some nodes. */
export interface Exits {
  /** The `return` statements that leave the function; its body where the end is reached. */
  returns: NodeId[];
  /** Where the loop around the statement begins anew: `continue` statements; the loop where its body's end is reached. */
  laps: NodeId[];
}

/** Where the walk begins, and what it leaves out. */
export interface Start {
  /** The statement_list, and the first of its statements to run; 0 for its end. */
  list: NodeId;
  first: NodeId;
  /** An `if` whose condition does not hold on these ways; 0 for none. */
  skipped?: NodeId;
  /** A statement behind which other ways arrive as well, so that nothing is known any more; 0 for none. */
  merges?: NodeId;
}

interface Jump {
  node: NodeId;
  label: string;
}

/** How control leaves a statement, without having passed any of the nodes. */
interface Flow {
  falls: boolean;
  jumps: Jump[];
}

/** Methods and functions that end the program or the goroutine, whatever they belong to. */
const ends = /^(?:Failf|(?:Fatal|Panic|Exit|Goexit|FailNow|Skip)(?:f|ln|w|Now)?)$/;

/**
 * The ways out after a statement. A statement that holds one of the nodes anywhere, in a literal too, ends the way:
 * nothing is said of what comes behind. Ends of the program and panics are no ways out.
 *
 * @param passed of the same function or of literals in it
 * @returns `undefined` where control can't be followed (`goto`, `fallthrough`), or comes to `merges`.
 */
export function exitsAfter(
  types: Types,
  file: SourceFile,
  start: Start,
  passed: readonly NodeId[],
): Exits | undefined {
  const walk = new Walk(types, file, start, passed);
  return walk.run() ? walk.exits : undefined;
}

class Walk {
  readonly exits: Exits = { returns: [], laps: [] };
  private readonly types: Types;
  private readonly file: SourceFile;
  private readonly start: Start;
  private readonly passed: readonly NodeId[];
  private isKnown = true;

  constructor(types: Types, file: SourceFile, start: Start, passed: readonly NodeId[]) {
    this.types = types;
    this.file = file;
    this.start = start;
    this.passed = passed;
  }

  /** Walks from the start to its function's end; whether all of it could be followed. */
  run(): boolean {
    const { tree } = this.file;
    const fn = functionOf(this.file, this.start.list);
    let flow = this.list(this.start.first);
    let node = this.start.list;
    for (;;) {
      const outer = tree.parent[node];
      if (outer === fn || !outer) break;
      node = outer;
      if (tree.kind[node] === K.for_statement) flow = this.leaveLoop(node, flow);
      else if (isBreakable(tree.kind[node])) flow = this.consume(node, flow, () => {});
      if (node === this.start.merges && flow.falls) this.isKnown = false;
      // The rest of the list that the statement stands in.
      if (tree.kind[tree.parent[node]] === K.statement_list && flow.falls) {
        const rest = this.list(tree.nextSibling[node]);
        flow = { falls: rest.falls, jumps: [...flow.jumps, ...rest.jumps] };
      }
    }
    if (flow.falls) this.exits.returns.push(tree.child(fn, F.body));
    return this.isKnown && !flow.jumps.length;
  }

  /** Out of a loop that the start lies in. */
  private leaveLoop(loop: NodeId, flow: Flow): Flow {
    if (flow.falls) this.exits.laps.push(loop);
    const after = this.consume(loop, { falls: false, jumps: flow.jumps }, (jump) =>
      this.exits.laps.push(jump.node),
    );
    return { falls: after.falls || (flow.falls && this.isBounded(loop)), jumps: after.jumps };
  }

  /** Takes the jumps that are meant for a loop, switch or select. */
  private consume(target: NodeId, flow: Flow, lap: (jump: Jump) => void): Flow {
    const { tree } = this.file;
    const label = this.labelOf(target);
    const result: Flow = { falls: flow.falls, jumps: [] };
    for (const jump of flow.jumps) {
      const isBreak = tree.kind[jump.node] === K.break_statement;
      const isMeant =
        jump.label === '' ? isBreak || tree.kind[target] === K.for_statement : jump.label === label;
      if (!isMeant) result.jumps.push(jump);
      else if (isBreak) result.falls = true;
      else lap(jump);
    }
    return result;
  }

  private labelOf(statement: NodeId): string {
    const { tree } = this.file;
    const outer = tree.parent[statement];
    return tree.kind[outer] === K.labeled_statement ? tree.text(tree.child(outer, F.label)) : '';
  }

  private holds(node: NodeId): boolean {
    return node !== 0 && this.passed.some((n) => this.file.tree.within(n, node));
  }

  /** A statement and those behind it in its list. */
  private list(first: NodeId): Flow {
    const { tree } = this.file;
    const jumps: Jump[] = [];
    for (let n = first; n; n = tree.nextSibling[n]) {
      const flow = this.statement(n);
      jumps.push(...flow.jumps);
      if (!flow.falls) return { falls: false, jumps };
    }
    return { falls: true, jumps };
  }

  private block(block: NodeId): Flow {
    const list = this.file.tree.firstChild[block];
    return list ? this.list(this.file.tree.firstChild[list]) : { falls: true, jumps: [] };
  }

  private statement(node: NodeId): Flow {
    const { tree } = this.file;
    const over: Flow = { falls: false, jumps: [] };
    switch (tree.kind[node]) {
      case K.if_statement:
        return this.conditional(node);
      case K.for_statement:
        return this.loop(node);
      case K.select_statement:
      case K.expression_switch_statement:
      case K.type_switch_statement:
        return this.cases(node);
      case K.block:
        return this.block(node);
      case K.labeled_statement: {
        const inner = tree.children(node).find((n) => tree.field[n] !== F.label);
        return inner ? this.statement(inner) : { falls: true, jumps: [] };
      }
      case K.goto_statement:
      case K.fallthrough_statement:
        this.isKnown = false;
        return over;
      case K.break_statement:
      case K.continue_statement: {
        const label = tree.firstChild[node] ? tree.text(tree.firstChild[node]) : '';
        return { falls: false, jumps: [{ node, label }] };
      }
      case K.return_statement:
        if (!this.holds(node)) this.exits.returns.push(node);
        return over;
      default:
        return { falls: !this.holds(node) && !this.endsAll(node), jumps: [] };
    }
  }

  private conditional(node: NodeId): Flow {
    const { tree } = this.file;
    if (this.holds(tree.child(node, F.initializer)) || this.holds(tree.child(node, F.condition)))
      return { falls: false, jumps: [] };
    const other = tree.child(node, F.alternative);
    const otherwise: Flow = other ? this.statement(other) : { falls: true, jumps: [] };
    if (node === this.start.skipped || tree.text(tree.child(node, F.condition)) === 'false') return otherwise;
    const then = this.block(tree.child(node, F.consequence));
    return { falls: then.falls || otherwise.falls, jumps: [...then.jumps, ...otherwise.jumps] };
  }

  private loop(node: NodeId): Flow {
    const { tree } = this.file;
    const body = tree.child(node, F.body);
    for (let n = tree.firstChild[node]; n && n !== body; n = tree.nextSibling[n]) {
      if (this.holds(n)) return { falls: false, jumps: [] };
    }
    const inside = this.block(body);
    // Who gives back in a loop is taken to know that it runs.
    const skips = this.isBounded(node) && !this.holds(body);
    return this.consume(node, { falls: skips, jumps: inside.jumps }, () => {});
  }

  /** Whether a loop ends by itself. */
  private isBounded(loop: NodeId): boolean {
    const { tree } = this.file;
    const head = tree.firstChild[loop];
    if (tree.field[head] === F.body) return false;
    return tree.kind[head] !== K.for_clause || tree.child(head, F.condition) !== 0;
  }

  private cases(node: NodeId): Flow {
    const { tree } = this.file;
    const result: Flow = { falls: false, jumps: [] };
    let isComplete = tree.kind[node] === K.select_statement;
    for (const part of tree.children(node)) {
      if (!isCase(tree.kind[part])) {
        if (this.holds(part)) return { falls: false, jumps: [] };
        continue;
      }
      if (tree.kind[part] === K.default_case) isComplete = true;
      const list = tree.children(part).find((n) => tree.kind[n] === K.statement_list);
      if (tree.children(part).some((n) => n !== list && this.holds(n))) continue;
      const flow: Flow = list ? this.list(tree.firstChild[list]) : { falls: true, jumps: [] };
      result.falls ||= flow.falls;
      result.jumps.push(...flow.jumps);
    }
    result.falls ||= !isComplete;
    return this.consume(node, result, () => {});
  }

  /** `panic(x)`, `log.Fatal(x)`, `t.FailNow()`, or a function of the package that ends so. */
  private endsAll(statement: NodeId): boolean {
    const { tree } = this.file;
    const call =
      tree.kind[statement] === K.expression_statement ? unparen(this.file, tree.firstChild[statement]) : 0;
    if (tree.kind[call] !== K.call_expression) return false;
    const target = tree.child(call, F.function);
    if (tree.kind[target] === K.identifier && tree.text(target) === 'panic')
      return !this.file.definition(target);
    if (tree.kind[target] === K.selector_expression && ends.test(tree.text(tree.child(target, F.field))))
      return true;
    const callee = this.types.callee(this.file, call);
    return callee !== undefined && neverReturns(this.types, callee.file, callee.node);
  }
}

const isBreakable = (kind: number): boolean =>
  kind === K.select_statement || kind === K.expression_switch_statement || kind === K.type_switch_statement;

const isCase = (kind: number): boolean =>
  kind === K.communication_case ||
  kind === K.expression_case ||
  kind === K.type_case ||
  kind === K.default_case;
