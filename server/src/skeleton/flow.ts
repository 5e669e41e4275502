import type { FlatTree, NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee } from '../types/type.ts';
import { functionOf } from './functions.ts';

/** What may have happened when control gets somewhere: a set of small numbers, one bit each. 0: it never gets there. */
export type States = number;

/** One way out of a function. */
export interface Exit {
  /** The return_statement or the call that ends the goroutine; 0 at the end of the body. */
  node: NodeId;
  how: 'return' | 'end' | 'goexit' | 'panic';
  states: States;
}

/** What a statement without statements inside, or a condition, does to the states. */
export type Step = (node: NodeId, states: States) => States;

/**
 * Follows control through a function's body, every condition a free choice.
 *
 * @returns The ways out that control may take; `null` for bodies with a `goto` or a syntax error.
 */
export function exitsOf(
  types: Types,
  file: SourceFile,
  fn: NodeId,
  start: States,
  step: Step,
): Exit[] | null {
  const body = file.tree.child(fn, F.body);
  if (!body || file.tree.isBroken(fn) || file.tree.isOpaque(body)) return null;
  const walk = new Walk(types, file, step);
  const states = walk.statement(body, start);
  if (walk.failed) return null;
  const exits = [...walk.exits.values()].filter((exit) => exit.states);
  return states ? [...exits, { node: 0, how: 'end', states }] : exits;
}

/** A statement that `break` or `continue` may mean. */
interface Target {
  label: string;
  isLoop: boolean;
  breaks: States;
  continues: States;
}

class Walk {
  readonly exits = new Map<NodeId, Exit>();
  failed = false;
  private readonly types: Types;
  private readonly file: SourceFile;
  private readonly tree: FlatTree;
  private readonly step: Step;
  private readonly targets: Target[] = [];
  private label = '';
  private fallsInto: States = 0;

  constructor(types: Types, file: SourceFile, step: Step) {
    this.types = types;
    this.file = file;
    this.tree = file.tree;
    this.step = step;
  }

  /** The states behind a statement, given those before it. */
  statement(node: NodeId, states: States): States {
    if (!node || !states) return 0;
    const { tree } = this;
    const label = this.label;
    this.label = '';
    switch (tree.kind[node]) {
      case K.block:
      case K.statement_list:
        return tree.children(node).reduce((s, child) => (s ? this.statement(child, s) : 0), states);
      case K.labeled_statement:
        this.label = tree.text(tree.child(node, F.label));
        return tree
          .children(node)
          .reduce((s, c) => (tree.field[c] === F.label ? s : this.statement(c, s)), states);
      case K.if_statement: {
        const tested = this.parts(node, states, F.initializer, F.condition);
        const otherwise = tree.child(node, F.alternative);
        return (
          this.statement(tree.child(node, F.consequence), tested) |
          (otherwise ? this.statement(otherwise, tested) : tested)
        );
      }
      case K.for_statement:
        return this.loop(node, states, label);
      case K.expression_switch_statement:
      case K.type_switch_statement:
        return this.cases(node, this.parts(node, states, F.initializer, F.value), label, true);
      case K.select_statement:
        return this.cases(node, states, label, false);
      case K.return_statement:
        this.leave(node, 'return', this.step(node, states));
        return 0;
      case K.break_statement:
      case K.continue_statement:
        return this.jump(node, states);
      case K.fallthrough_statement:
        this.fallsInto |= states;
        return 0;
      case K.goto_statement:
        this.failed = true;
        return 0;
      case K.expression_statement:
        return this.call(node, this.step(node, states));
      default:
        return this.step(node, states);
    }
  }

  private parts(node: NodeId, states: States, ...fields: number[]): States {
    return fields.reduce((s, field) => {
      const part = this.tree.child(node, field);
      return part ? this.step(part, s) : s;
    }, states);
  }

  private loop(node: NodeId, states: States, label: string): States {
    const { tree } = this;
    const body = tree.child(node, F.body);
    const [head] = tree.children(node).filter((n) => n !== body);
    const isClause = tree.kind[head] === K.for_clause;
    let before = isClause ? this.parts(head, states, F.initializer) : states;
    const condition = isClause ? tree.child(head, F.condition) : (head ?? 0);
    const target: Target = { label, isLoop: true, breaks: 0, continues: 0 };
    this.targets.push(target);
    for (let seen = -1; seen !== before; ) {
      seen = before;
      const turn = this.statement(body, condition ? this.step(condition, before) : before);
      const behind = turn | target.continues;
      before |= isClause && behind ? this.parts(head, behind, F.update) : behind;
    }
    this.targets.pop();
    return target.breaks | (condition ? this.step(condition, before) : 0);
  }

  /** A switch, which may match nothing, or a select, which takes one of its cases. */
  private cases(node: NodeId, states: States, label: string, mayMatchNone: boolean): States {
    const { tree } = this;
    const target: Target = { label, isLoop: false, breaks: 0, continues: 0 };
    this.targets.push(target);
    let after: States = 0;
    let hasDefault = false;
    for (const clause of tree.children(node)) {
      const kind = tree.kind[clause];
      if (kind === K.default_case) hasDefault = true;
      else if (kind !== K.expression_case && kind !== K.type_case && kind !== K.communication_case) continue;
      const communication = tree.child(clause, F.communication);
      let inside = communication ? this.step(communication, states) : states;
      inside |= this.fallsInto;
      this.fallsInto = 0;
      const list = tree.children(clause).find((n) => tree.kind[n] === K.statement_list);
      after |= list ? this.statement(list, inside) : inside;
    }
    this.targets.pop();
    return after | target.breaks | (mayMatchNone && !hasDefault ? states : 0);
  }

  private jump(node: NodeId, states: States): States {
    const { tree } = this;
    const isBreak = tree.kind[node] === K.break_statement;
    const name = tree.firstChild[node] ? tree.text(tree.firstChild[node]) : '';
    const target = this.targets.findLast((t) => (name ? t.label === name : isBreak || t.isLoop));
    if (!target) this.failed = true;
    else if (isBreak) target.breaks |= states;
    else target.continues |= states;
    return 0;
  }

  /** A call that is a statement may be one that never returns. */
  private call(statement: NodeId, states: States): States {
    const call = unparen(this.file, this.tree.firstChild[statement]);
    const how = this.tree.kind[call] === K.call_expression ? endOf(this.types, this.file, call) : undefined;
    if (!how) return states;
    if (how !== 'exit') this.leave(call, how, states);
    return 0;
  }

  private leave(node: NodeId, how: Exit['how'], states: States): void {
    const known = this.exits.get(node);
    this.exits.set(node, { node, how, states: states | (known?.states ?? 0) });
  }
}

/** The first return_statement of a function itself; 0 where it has none. */
export function firstReturn(file: SourceFile, fn: NodeId): NodeId {
  const { tree } = file;
  return file.nodesOf(K.return_statement).find((n) => tree.within(n, fn) && functionOf(file, n) === fn) ?? 0;
}

/** What a call ends: its goroutine by `runtime.Goexit` or a panic, or the program. */
export function endOf(types: Types, file: SourceFile, call: NodeId): 'goexit' | 'panic' | 'exit' | undefined {
  const { tree } = file;
  const target = unparen(file, tree.child(call, F.function));
  if (tree.kind[target] === K.identifier) {
    const isPanic = tree.text(target) === 'panic' && !file.definition(target) && !types.pkg.has('panic');
    return isPanic ? 'panic' : undefined;
  }
  if (tree.kind[target] !== K.selector_expression) return undefined;
  const name = tree.text(tree.child(target, F.field));
  const operand = tree.child(target, F.operand);
  const path = types.importPath(file, operand);
  if (path === 'os') return name === 'Exit' ? 'exit' : undefined;
  if (path === 'runtime') return name === 'Goexit' ? 'goexit' : undefined;
  if (path === 'log') return /^Fatal/.test(name) ? 'exit' : /^Panic/.test(name) ? 'panic' : undefined;
  if (path) return undefined;
  if (!/^(?:Fatal|FailNow|Skip)/.test(name)) return undefined;
  const type = pointee(types.of(file, operand));
  return type.kind === 'external' &&
    type.path === 'testing' &&
    /^(?:Fatalf?|FailNow|Skipf?|SkipNow)$/.test(name)
    ? 'goexit'
    : undefined;
}
