import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type ErrGroup, mayFail, runBy } from '../skeleton/errGroups.ts';
import type { MethodCall } from '../skeleton/trail.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { declaration, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import {
  type Draft,
  type FileRule,
  type RuleContext,
  type RuleMeta,
  related,
  replace,
  span,
} from './rule.ts';
import { telling } from './telling.ts';

const meta: RuleMeta = {
  id: 'errgroup-context-unused',
  title: 'The functions of an errgroup don’t use the context that it cancels',
  severity: 'information',
};

/**
 * The context of errgroup.WithContext is dropped, or a function of the group is given the one that it was made from:
 * the first error stops nobody. A function that looks at both contexts is taken to know why.
 */
export const errGroupContextUnused: FileRule = {
  meta,
  *checkFile(context: RuleContext, here: SourceFile) {
    const { types } = context;
    for (const group of context.errGroupsIn(here)) {
      const made = group.withContext && mayAnyFail(types, group) ? contextsOf(group) : undefined;
      if (made && !isReplaced(group, made)) yield* drafts(group, made);
    }
  },
};

/** Whether one of the functions may have an error: without any, nobody has to be stopped. */
const mayAnyFail = (types: Types, { starts }: ErrGroup): boolean =>
  starts.some((start) => {
    const run = runBy(types, start);
    return !run || mayFail(run);
  });

/** The two contexts of a group. */
interface Contexts {
  /** The statement that makes the group. */
  statement: NodeId;
  /** The name that the group's context is given. */
  own: NodeId;
  /** What that defines; 0 for `_`. */
  ownDefinition: NodeId;
  /** The definition of the local variable that it is made from; 0 for anything else. */
  parent: NodeId;
}

function contextsOf({ file, withContext, definition, trail }: ErrGroup): Contexts | undefined {
  const { tree } = file;
  const statement = tree.parent[tree.parent[withContext]];
  const isVar = tree.kind[statement] === K.var_spec;
  const names = isVar
    ? tree.children(statement).filter((n) => tree.field[n] === F.name)
    : tree.children(tree.child(statement, F.left));
  const own = names[1];
  const isOwn = names[0] === definition || trail.assigned.includes(names[0]);
  if (!own || !isOwn || tree.kind[own] !== K.identifier) return undefined;
  const ownDefinition = tree.text(own) === '_' ? 0 : file.definition(own);
  if (tree.text(own) !== '_' && !ownDefinition) return undefined; // a package variable
  const from = unparen(file, tree.firstChild[tree.child(withContext, F.arguments)]);
  const parent = tree.kind[from] === K.identifier ? file.definition(from) : 0;
  return { statement, own, ownDefinition, parent };
}

/** Whether another value is given to one of the contexts later on. */
function isReplaced({ file }: ErrGroup, { statement, ownDefinition, parent }: Contexts): boolean {
  const { tree } = file;
  return [ownDefinition, parent].some(
    (definition) =>
      definition &&
      file
        .uses(definition)
        .some(
          (use) =>
            use > tree.last(statement) &&
            tree.kind[tree.parent[use]] === K.expression_list &&
            tree.field[tree.parent[use]] === F.left,
        ),
  );
}

function* drafts(group: ErrGroup, contexts: Contexts): Iterable<Draft> {
  const { file, starts } = group;
  const { tree } = file;
  const { own, ownDefinition, parent, statement } = contexts;
  const isUsed =
    ownDefinition !== 0 && file.uses(ownDefinition).some((use) => use > tree.last(statement) && use !== own);
  const name = tree.text(group.definition);
  if (!isUsed) {
    if (starts.length < 2 && !starts.some(isInLoop)) return; // nobody is there to be stopped
    yield {
      file,
      ...span(file, own),
      message: l10n.t(
        'The context that the first error of {0} cancels is dropped: the other functions go on as if nothing had happened.',
        name,
      ),
      fixes: ownDefinition ? [] : fixesOfBlank(group, contexts),
    };
    return;
  }
  if (!parent || parent === ownDefinition) return;
  const derived = derivedFrom(file, ownDefinition);
  // Who waits for the end of one of them ends the others in a way of its own.
  if (derived.some((d) => file.uses(d).some((use) => isWaitedFor(file, use)))) return;
  for (const start of starts) {
    if (start.file !== file || derived.some((d) => usesIn(start, d).length)) continue;
    const [first, ...others] = usesIn(start, parent).filter((use) => isHeeded(file, use));
    if (!first) continue;
    yield {
      file,
      ...span(file, first),
      message: l10n.t(
        'The first error of {0} does not cancel {1}, only {2}: this function goes on when another one has failed.',
        name,
        tree.text(first),
        tree.text(own),
      ),
      related: [related(file, own, l10n.t('this is the context that the first error cancels'))],
      fixes: fixes(group, contexts, [first, ...others]),
    };
  }
}

/** A context's variable, and those of the contexts that are made from it. */
function derivedFrom(file: SourceFile, context: NodeId): NodeId[] {
  const { tree } = file;
  const derived = [context];
  for (const definition of derived) {
    for (const use of file.uses(definition)) {
      const statement = tree.ancestor(use, K.short_var_declaration, K.block);
      if (tree.kind[statement] !== K.short_var_declaration) continue;
      if (!tree.within(use, tree.child(statement, F.right))) continue;
      const name = file.definition(tree.firstChild[tree.child(statement, F.left)]);
      if (name && !derived.includes(name)) derived.push(name);
    }
  }
  return derived;
}

/** `ctx.Done()` */
function isWaitedFor({ tree }: SourceFile, use: NodeId): boolean {
  const parent = tree.parent[use];
  return tree.kind[parent] === K.selector_expression && tree.text(tree.child(parent, F.field)) === 'Done';
}

const isInLoop = ({ file: { tree }, call, fn }: MethodCall): boolean =>
  tree.ancestor(call, K.for_statement) > fn;

/** Where what is given to Go mentions a variable. */
const usesIn = ({ file, call }: MethodCall, definition: NodeId): NodeId[] =>
  file.uses(definition).filter((use) => file.tree.within(use, file.tree.child(call, F.arguments)));

/** Whether the use of a context may end what runs: it is waited for, asked, or handed to what may. */
function isHeeded(file: SourceFile, use: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent[use];
  if (tree.kind[parent] === K.selector_expression)
    return /^(?:Done|Err)$/.test(tree.text(tree.child(parent, F.field)));
  if (tree.kind[parent] !== K.argument_list) return false;
  return !telling.test(tree.text(tree.child(tree.parent[parent], F.function)));
}

/** Puts the group's context in the other's place. */
function fixes({ file, definition }: ErrGroup, contexts: Contexts, uses: readonly NodeId[]): Fix[] {
  const { tree } = file;
  const { own, ownDefinition } = contexts;
  const name = tree.text(own);
  // Where one is in scope, the other is; and no third of its name may stand in between.
  if (declaration(file, definition) !== declaration(file, ownDefinition)) return [];
  if (definitionsOf(file, name, definition).some((other) => other !== ownDefinition)) return [];
  return [
    {
      title: l10n.t('Use {0}, which the first error cancels', name),
      preferred: true,
      edits: uses.map((use) => replace(file, tree.start[use], tree.end[use], name)),
    },
  ];
}

/** Names the context and uses it in the group's functions; where these use none, makes a group without. */
function fixesOfBlank({ file, withContext, starts, definition }: ErrGroup, contexts: Contexts): Fix[] {
  const { tree } = file;
  const { own, parent, statement } = contexts;
  if (tree.kind[statement] !== K.short_var_declaration || !parent) return [];
  if (starts.some((start) => start.file !== file)) return [];
  const uses = starts.flatMap((start) => usesIn(start, parent));
  const heeded = uses.filter((use) => isHeeded(file, use));
  if (heeded.length) {
    const name = ['gctx', 'groupCtx'].find((text) => !definitionsOf(file, text, definition).length);
    if (!name) return [];
    const edits = [own, ...heeded].map((node) => replace(file, tree.start[node], tree.end[node], name));
    const title = l10n.t('Name it {0}, and use it in the functions of the group', name);
    return [{ title, preferred: true, edits }];
  }
  const isStillUsed =
    tree.kind[tree.parent[parent]] === K.parameter_declaration ||
    file.uses(parent).some((use) => use !== parent && !tree.within(use, withContext));
  if (!isStillUsed) return [];
  const group = tree.text(tree.child(tree.child(withContext, F.function), F.operand));
  const made = `${tree.text(definition)} := new(${group}.Group)`;
  const edits = [replace(file, tree.start[statement], tree.end[statement], made)];
  return [{ title: l10n.t('Make a group without a context'), preferred: false, edits }];
}

/** What is defined under a name in the function around a node. */
function definitionsOf(file: SourceFile, name: string, node: NodeId): NodeId[] {
  const { tree } = file;
  const outer = tree.ancestor(node, K.function_declaration, K.method_declaration) || 0;
  return file
    .nodesOf(K.identifier)
    .filter((n) => tree.within(n, outer) && file.definition(n) === n && tree.text(n) === name);
}
