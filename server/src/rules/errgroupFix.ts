import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import { channelUses } from '../skeleton/drains.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import { everyCall } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { declaration } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, ownsLines } from './edits.ts';
import { errorsReceived } from './errorsReceived.ts';
import { changeImport } from './imports.ts';
import { type OldForm, oldFormOf } from './oldForm.ts';
import { returnErrors } from './returnErrors.ts';
import { type RuleContext, replace } from './rule.ts';

const module = 'golang.org/x/sync';

/**
 * Rewrites a group and the channel that its goroutines send their errors on to an errgroup, where that means the same:
 * each goroutine ends with the error that it sends, and behind `Wait` the first error is all that is asked for.
 *
 * @param channel the name that is defined as the channel
 */
export function errgroupFix(context: RuleContext, wait: GroupCall, owner: NodeId, channel: NodeId): Fix[] {
  const { file, place, operand } = wait;
  const { tree } = file;
  if (!context.requires(module) || !context.allows(1, 22) || tree.text(operand).includes('.')) return [];
  const made = tree.parent[tree.parent[channel]];
  const declared = tree.parent[tree.parent[place!.root]]; // var wg sync.WaitGroup, wg := sync.WaitGroup{}
  if (
    wait.fn !== owner ||
    !isOnlyName(file, made, declared) ||
    !ownsLines(file, declared) ||
    !ownsLines(file, made)
  )
    return [];
  const name = ['g', 'group', 'workers'].find((text) => isFree(file, owner, text));
  const forms = formsOf(context, wait, owner);
  const received = errorsReceived(context.types, file, wait, channel, name ?? '');
  const { edits: imports, name: errgroup } = changeImport(file, `${module}/errgroup`, 'sync', declared) ?? {};
  if (!name || !forms || !received || !imports) return [];
  const edits: TextEdit[] = [
    ...imports,
    replace(file, tree.start[declared], tree.end[declared], `var ${name} ${errgroup}.Group`),
    deleteLines(file, made),
    ...received.edits,
  ];
  const accounted = [made, ...received.nodes];
  let areGuarded = true;
  for (const form of forms) {
    const ended = returnErrors(context.types, file, form.literal, form.done, channel);
    const start = startEdits(file, form, name);
    if (!ended || !start) return [];
    areGuarded &&= ended.areGuarded;
    accounted.push(...ended.sends);
    edits.push(...start, ...ended.edits);
  }
  // A nil that is sent first is what is received first; an errgroup never gives that one.
  if (received.takesFirst && !areGuarded) return [];
  const isAccounted = (n: NodeId) => accounted.some((node) => tree.within(n, node));
  const others = channelUses(file, channel).filter((use) => !isAccounted(use.node));
  if (others.length || hasOverlap(edits)) return [];
  const title = l10n.t('Use an errgroup.Group: its Wait returns the first error');
  return [{ title, preferred: false, edits }];
}

/** Whether each of the two declares one variable, of a value of its own; what the first names is named elsewhere too. */
function isOnlyName(file: SourceFile, made: NodeId, declared: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[declared] === K.var_declaration) {
    const spec = tree.firstChild[declared];
    const names = tree.children(spec).filter((n) => tree.field[n] === F.name);
    if (names.length !== 1 || tree.child(spec, F.value)) return false;
  } else if (tree.kind[declared] !== K.short_var_declaration || !isPlain(file, declared)) return false;
  if (!isPlain(file, made)) return false;
  const isUsed = (n: NodeId) => {
    const definition = tree.kind[n] === K.identifier ? file.definition(n) : 0;
    if (!definition || tree.within(definition, made)) return true;
    if (tree.kind[declaration(file, definition)] === K.parameter_declaration) return true;
    return file.uses(definition).some((use) => use !== definition && !tree.within(use, made));
  };
  for (let n = made; n <= tree.last(made); n++) if (!isUsed(n)) return false;
  return true;
}

/** `x := T{}`, `x := f()`: one name and no pointer. */
function isPlain({ tree }: SourceFile, declared: NodeId): boolean {
  const [value, ...others] = tree.children(tree.child(declared, F.right));
  return (
    !others.length && (tree.kind[value] === K.composite_literal || tree.kind[value] === K.call_expression)
  );
}

/** How each goroutine of the group is started; nothing where one is started, counted or counted down otherwise. */
function formsOf({ groups }: RuleContext, wait: GroupCall, owner: NodeId): OldForm[] | undefined {
  const { file, place } = wait;
  const effects = groups.effects(file, owner, place!);
  const forms = effects.spawned.map(({ go }) => (go.file === file ? oldFormOf(groups, go) : undefined));
  if (!forms.every((form) => form !== undefined)) return undefined;
  const isForms = (c: GroupCall) =>
    c === wait || forms.some(({ add, done }) => c === add || file.tree.parent[c.call] === done);
  return !effects.escapes && everyCall(effects).every(isForms) ? forms : undefined;
}

/** `wg.Add(1)`, `go func() {` to `g.Go(func() error {`; `defer wg.Done()` is the end's, if it is not the last. */
function startEdits(
  file: SourceFile,
  { add, go, literal, done }: OldForm,
  name: string,
): TextEdit[] | undefined {
  const { tree } = file;
  const counted = tree.parent[add.call];
  if (!ownsLines(file, counted) || !ownsLines(file, done)) return undefined;
  const parameters = tree.child(literal, F.parameters);
  return [
    deleteLines(file, counted),
    replace(file, tree.start[go.node], tree.start[literal], `${name}.Go(`),
    replace(file, tree.start[parameters], tree.end[parameters], '() error'),
    deleteLines(file, done),
    replace(file, tree.end[literal], tree.end[tree.child(go.call, F.arguments)], ')'),
  ];
}

/** Whether nothing in a function is called so. */
function isFree(file: SourceFile, owner: NodeId, name: string): boolean {
  const { tree } = file;
  for (let n = owner; n <= tree.last(owner); n++)
    if (tree.kind[n] === K.identifier && tree.text(n) === name) return false;
  return true;
}

const hasOverlap = (edits: readonly TextEdit[]): boolean => {
  const sorted = edits.toSorted((a, b) => a.start - b.start);
  return sorted.some((edit, i) => i > 0 && edit.start < sorted[i - 1].end);
};
