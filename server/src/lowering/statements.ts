import type { Register, SelectCase } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import { isExternal } from '../types/type.ts';
import { assign, assignTo, declare, declareReceived, declareZero } from './assignments.ts';
import type { Body, Target } from './body.ts';
import type { Label } from './builder.ts';
import { start } from './calls.ts';
import { branch, branchOnEqual } from './conditions.ts';
import { copyOf, discard, value, values } from './expressions.ts';
import { forLoop } from './loops.ts';

/** The statements of a block, or of a case. */
export function block(body: Body, node: NodeId): void {
  const { tree } = body.file;
  for (let n = tree.firstChild[node]; n; n = tree.nextSibling[n]) {
    if (tree.kind[n] === K.statement_list) block(body, n);
    else statement(body, n);
  }
}

export function statement(body: Body, node: NodeId): void {
  const { b, file } = body;
  const { tree } = file;
  const label = body.pendingLabel;
  body.pendingLabel = '';
  switch (tree.kind[node]) {
    case K.block:
      return block(body, node);
    case K.expression_statement:
      return discard(body, tree.firstChild[node]);
    case K.send_statement: {
      const channel = value(body, tree.child(node, F.channel));
      const sent = copyOf(body, tree.child(node, F.value));
      body.at(node);
      return b.emit({ do: 'send', channel, value: sent });
    }
    case K.go_statement:
    case K.defer_statement: {
      const target = unparen(file, tree.firstChild[node]);
      if (tree.kind[target] !== K.call_expression) return discard(body, target);
      return start(body, node, target, tree.kind[node] === K.go_statement ? 'spawn' : 'defer');
    }
    case K.return_statement: {
      const list = tree.firstChild[node];
      const given = list ? values(body, tree.children(list), body.resultCount) : undefined;
      body.at(node);
      return body.leave(given);
    }
    case K.if_statement: {
      const initializer = tree.child(node, F.initializer);
      if (initializer) statement(body, initializer);
      const then = b.label();
      const otherwise = b.label();
      const end = b.label();
      branch(body, tree.child(node, F.condition), then, otherwise);
      b.place(then);
      block(body, tree.child(node, F.consequence));
      b.jump(end);
      b.place(otherwise);
      const alternative = tree.child(node, F.alternative);
      if (alternative) statement(body, alternative);
      b.place(end);
      return;
    }
    case K.for_statement:
      return forLoop(body, node, label);
    case K.expression_switch_statement:
      return expressionSwitch(body, node, label);
    case K.type_switch_statement:
      return typeSwitch(body, node, label);
    case K.select_statement:
      return select(body, node, label);
    case K.labeled_statement: {
      const name = tree.text(tree.child(node, F.label));
      b.place(labelOf(body, name));
      const inner = tree.nextSibling[tree.child(node, F.label)];
      body.pendingLabel = name;
      if (inner) statement(body, inner);
      body.pendingLabel = '';
      return;
    }
    case K.goto_statement:
      return b.jump(labelOf(body, tree.text(tree.firstChild[node])));
    case K.break_statement:
    case K.continue_statement:
      return jump(body, node);
    case K.short_var_declaration:
      return declare(body, tree.child(node, F.left), tree.child(node, F.right));
    case K.assignment_statement:
      return assign(body, node);
    case K.inc_statement:
    case K.dec_statement: {
      const operand = tree.firstChild[node];
      const to = b.register();
      const by = tree.kind[node] === K.inc_statement ? '+' : '-';
      b.emit({ do: 'arithmetic', by, left: value(body, operand), right: b.number(1), to });
      return assignTo(body, operand, to);
    }
    case K.var_declaration:
      return declareZero(body, node);
    case K.receive_statement:
      return declare(body, tree.child(node, F.left), tree.child(node, F.right));
  }
}

/** Runs statements with somewhere for `break` to go. */
export function within(body: Body, target: Target, run: () => void): void {
  body.targets.push(target);
  run();
  body.targets.pop();
}

function labelOf(body: Body, name: string): Label {
  const known = body.labels.get(name) ?? body.b.label();
  body.labels.set(name, known);
  return known;
}

function jump(body: Body, node: NodeId): void {
  const { tree } = body.file;
  const label = tree.firstChild[node] ? tree.text(tree.firstChild[node]) : '';
  const isBreak = tree.kind[node] === K.break_statement;
  const target = body.targets.findLast(
    (t) => (!label || t.label === label) && (isBreak || t.onContinue !== null),
  );
  const to = isBreak ? target?.onBreak : target?.onContinue;
  if (to === undefined || to === null) body.b.emit({ do: 'panic' });
  else body.b.jump(to);
}

function expressionSwitch(body: Body, node: NodeId, label: string): void {
  const { b, file } = body;
  const { tree } = file;
  const initializer = tree.child(node, F.initializer);
  if (initializer) statement(body, initializer);
  const subject = tree.child(node, F.value);
  const on = subject ? value(body, subject) : undefined;
  const clauses = tree
    .children(node)
    .filter((n) => tree.kind[n] === K.expression_case || tree.kind[n] === K.default_case);
  const end = b.label();
  const starts = clauses.map(() => b.label());
  clauses.forEach((clause, i) => {
    if (tree.kind[clause] !== K.expression_case) return;
    for (const expression of tree.children(tree.child(clause, F.value))) {
      const next = b.label();
      if (on === undefined) branch(body, expression, starts[i], next);
      else branchOnEqual(body, on, expression, starts[i], next);
      b.place(next);
    }
  });
  const fallback = clauses.findIndex((clause) => tree.kind[clause] === K.default_case);
  // Only signals come that the program has asked for, and those it names.
  const last = subject && isExternal(body.typeOf(subject), 'os', 'Signal') ? starts.at(-1) : undefined;
  b.jump(fallback < 0 ? (last ?? end) : starts[fallback]);
  clauses.forEach((clause, i) => {
    b.place(starts[i]);
    within(body, { label, onBreak: end, onContinue: null }, () => caseBody(body, clause));
    b.jump(fallsThrough(body, clause) ? (starts[i + 1] ?? end) : end);
  });
  b.place(end);
}

function typeSwitch(body: Body, node: NodeId, label: string): void {
  const { b, file, unit } = body;
  const { tree } = file;
  const initializer = tree.child(node, F.initializer);
  if (initializer) statement(body, initializer);
  const on = value(body, tree.child(node, F.value));
  const alias = tree.child(node, F.alias);
  const name = alias ? (tree.kind[alias] === K.identifier ? alias : tree.firstChild[alias]) : 0;
  if (name && tree.text(name) !== '_') body.define(name, on);
  const clauses = tree
    .children(node)
    .filter((n) => tree.kind[n] === K.type_case || tree.kind[n] === K.default_case);
  const end = b.label();
  const starts = clauses.map(() => b.label());
  clauses.forEach((clause, i) => {
    const types = tree.children(clause).filter((n) => tree.field[n] === F.type);
    for (const type of types) {
      if (tree.text(type) === 'nil') {
        b.emit({ do: 'settle', register: on, as: 'nil', from: null });
        b.compare(on, '==', b.nil(), starts[i]);
        continue;
      }
      const denoted = unit.types.denoted(file, type);
      const id = unit.layouts.id(denoted.kind === 'pointer' ? denoted.element : denoted);
      if (id >= 0) b.emit({ do: 'typeIs', register: on, types: [id], then: starts[i] });
      else maybe(body, starts[i]);
    }
  });
  const fallback = clauses.findIndex((clause) => tree.kind[clause] === K.default_case);
  b.jump(fallback < 0 ? end : starts[fallback]);
  clauses.forEach((clause, i) => {
    b.place(starts[i]);
    within(body, { label, onBreak: end, onContinue: null }, () => caseBody(body, clause));
    b.jump(end);
  });
  b.place(end);
}

/** Goes to a label, or on: nobody knows. */
export function maybe(body: Body, to: Label): void {
  const { b } = body;
  const on = b.label();
  b.emit({ do: 'choose', among: [to, on] });
  b.place(on);
}

function caseBody(body: Body, clause: NodeId): void {
  const { tree } = body.file;
  for (const n of tree.children(clause)) if (tree.kind[n] === K.statement_list) block(body, n);
}

function fallsThrough(body: Body, clause: NodeId): boolean {
  const { tree } = body.file;
  const list = tree.children(clause).find((n) => tree.kind[n] === K.statement_list);
  const last = list ? tree.children(list).at(-1) : undefined;
  return last !== undefined && tree.kind[last] === K.fallthrough_statement;
}

function select(body: Body, node: NodeId, label: string): void {
  const { b, file } = body;
  const { tree } = file;
  const clauses = tree.children(node).filter((n) => tree.kind[n] === K.communication_case);
  const fallback = tree.children(node).find((n) => tree.kind[n] === K.default_case);
  const end = b.label();
  const cases: SelectCase[] = [];
  const bodies: { clause: NodeId; start: Label; received: Register; ok: Register; left: NodeId }[] = [];
  for (const clause of clauses) {
    const communication = tree.child(clause, F.communication);
    const site = body.unit.sites.site(file, communication);
    const next = b.label();
    if (tree.kind[communication] === K.send_statement) {
      const channel = value(body, tree.child(communication, F.channel));
      const send = copyOf(body, tree.child(communication, F.value));
      cases.push({ site, channel, send, to: null, ok: null, next });
      bodies.push({ clause, start: next, received: 0, ok: 0, left: 0 });
      continue;
    }
    const from = unparen(file, tree.child(communication, F.right));
    const channel = value(body, tree.child(from, F.operand));
    const received = b.register();
    const ok = b.register();
    cases.push({ site, channel, send: null, to: received, ok, next });
    bodies.push({ clause, start: next, received, ok, left: tree.child(communication, F.left) });
  }
  const otherwise = fallback === undefined ? null : b.label();
  body.at(node);
  b.emit({ do: 'select', cases, otherwise });
  for (const { clause, start, received, ok, left } of bodies) {
    b.place(start);
    within(body, { label, onBreak: end, onContinue: null }, () => {
      if (left) declareReceived(body, left, received, ok);
      caseBody(body, clause);
    });
    b.jump(end);
  }
  if (fallback !== undefined && otherwise !== null) {
    b.place(otherwise);
    within(body, { label, onBreak: end, onContinue: null }, () => caseBody(body, fallback));
  }
  b.place(end);
}
