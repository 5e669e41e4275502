import type { RuleSetting, Severity } from '#protocol';
import { Explored } from '../explored/explored.ts';
import { type Story, storiesOf } from '../explored/stories.ts';
import type { Finding, Fix, Related, Schedule, Span, TextEdit } from '../findings.ts';
import { type ErrGroup, errGroupsIn } from '../skeleton/errGroups.ts';
import { Groups } from '../skeleton/groups.ts';
import { Semaphores } from '../skeleton/semaphores.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { Types } from '../types/infer.ts';
import { isPerIteration } from '../types/loops.ts';
import type { Package } from '../types/package.ts';
import { Memo, noteRead, noteWhole, type Read } from '../types/reads.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import type { World } from '../types/world.ts';

export interface RuleMeta {
  /** Kebab-case; names its file, its fixture folder and its page in docs/rules. */
  id: string;
  /** One line for lists and settings. */
  title: string;
  /** The default; of a rule that is off, findings are information once a setting turns it on. */
  severity: RuleSetting;
}

/**
 * A rule that looks at one file of a package at a time. It may follow what it sees into others, by way of what the
 * context offers: that is noted, and after an edit it is asked again of the files only that have to do with it. Of
 * several findings at one place the first is told.
 */
export interface FileRule {
  meta: RuleMeta;
  /** It asks the model checker, which takes long: it comes last. */
  asksModel?: true;
  checkFile(context: RuleContext, file: SourceFile): Iterable<Draft>;
}

/**
 * A rule that begins with what is in one declaration at top level. Of what it looks at in others of the same file it
 * asks for by way of what the context offers (`Types.callee`, `Groups`): after an edit it is asked again of the
 * declarations only that have to do with it. Of several findings at one place the first is told.
 */
export interface PartRule {
  meta: RuleMeta;
  asksModel?: true;
  /** @param part the declaration; 0: all of the file */
  checkPart(context: RuleContext, file: SourceFile, part: NodeId): Iterable<Draft>;
}

/** A rule that looks at a whole package, and does so again after each edit. */
export interface PackageRule {
  meta: RuleMeta;
  check(context: RuleContext): Iterable<Draft>;
}

export type Rule = FileRule | PartRule | PackageRule | (FileRule & PartRule);

/** A finding before its rule's id, severity and file are filled in. */
export interface Draft extends Span {
  file: SourceFile;
  message: string;
  /** Where it is not the rule's own. */
  severity?: Severity;
  related?: Related[];
  schedule?: Schedule;
  fixes?: Fix[];
}

/** What rules share about one package. Everything is worked out once, on demand. */
export class RuleContext {
  readonly pkg: Package;
  readonly types: Types;
  private readonly world: World;
  private groupFacts: Groups | undefined;
  private readonly found = new Map<unknown, Map<SourceFile, unknown>>();
  private readonly foundBelow = new Map<unknown, Map<SourceFile, Map<NodeId, readonly unknown[]>>>();
  private readonly errGroups = new Memo<readonly ErrGroup[]>();
  private readonly stories = new Memo<readonly Story[]>();
  private semaphoreFacts: Semaphores | undefined;
  private exploredFacts: Explored | undefined;

  private readonly open: ReadonlySet<string> | null;

  /** @param open where somebody waits: the files that are looked at first, the rest is left for `deepening` */
  constructor(pkg: Package, world: World, open: ReadonlySet<string> | null) {
    this.open = open;
    this.pkg = pkg;
    this.types = new Types(pkg, world);
    this.world = world;
  }

  /** Whether the module's go.mod allows what came with a version of the language; not where there is no go.mod. */
  allows(major: number, minor: number): boolean {
    const { go } = this.world;
    return go !== null && (go[0] > major || (go[0] === major && go[1] >= minor));
  }

  /** Whether a variable is one that a `for` statement declares, and each iteration has one of its own. */
  isPerIteration(file: SourceFile, definition: NodeId): boolean {
    return isPerIteration(this.world.go, file, definition);
  }

  /** Whether the module's go.mod says that it is of a version of the language before this one. */
  isBefore(major: number, minor: number): boolean {
    return this.world.go !== null && !this.allows(major, minor);
  }

  /** Whether the module's go.mod requires another module. */
  requires(path: string): boolean {
    return this.world.requires.has(path);
  }

  /** What `find` says of a file, asked once until the file changes: it may look at that file and at declarations only. */
  inFile<T>(find: (context: RuleContext, file: SourceFile) => T, file: SourceFile): T {
    noteWhole(file);
    const known = this.found.get(find) ?? new Map<SourceFile, unknown>();
    this.found.set(find, known);
    if (!known.has(file)) known.set(file, find(this, file));
    return known.get(file) as T;
  }

  /**
   * What `find` says of each declaration of a file, or of one, asked once until that one changes: it may look at that
   * one and at what others declare only, and speak of nodes, not of offsets.
   *
   * @param part the declaration; 0: all of the file
   */
  inDeclarations<T>(
    find: (context: RuleContext, file: SourceFile, declaration: NodeId) => readonly T[],
    file: SourceFile,
    part: NodeId = 0,
  ): readonly T[] {
    if (part) noteRead(file);
    else noteWhole(file);
    const byFile = this.foundBelow.get(find) ?? new Map<SourceFile, Map<NodeId, readonly unknown[]>>();
    this.foundBelow.set(find, byFile);
    const known = byFile.get(file) ?? new Map<NodeId, readonly unknown[]>();
    byFile.set(file, known);
    const foundIn = (declaration: NodeId): readonly T[] => {
      const found = (known.get(declaration) as readonly T[] | undefined) ?? find(this, file, declaration);
      known.set(declaration, found);
      return found;
    };
    return part ? foundIn(part) : file.declarations.flatMap(foundIn);
  }

  /**
   * Brings all that is known up to date with another body.
   *
   * @returns What has changed, as `noteRead` has it.
   */
  update(edit: BodyEdit): ReadonlySet<Read> {
    this.types.forget(edit.file, edit.from, edit.to);
    for (const known of this.found.values()) known.delete(edit.file);
    for (const known of this.foundBelow.values()) known.get(edit.file)?.delete(edit.from);
    const changed = new Set<Read>([edit.file, edit.part, ...edit.names]);
    this.groupFacts?.update(edit, changed);
    this.semaphoreFacts?.update(edit, changed);
    this.errGroups.forget(changed);
    for (const what of this.exploredFacts?.update(edit) ?? []) changed.add(what);
    this.stories.forget(changed);
    return changed;
  }

  get groups(): Groups {
    this.groupFacts ??= new Groups(this.types);
    return this.groupFacts;
  }

  /** The groups of errors that the functions of a file make. */
  errGroupsIn(file: SourceFile): readonly ErrGroup[] {
    return this.errGroups.get(file.uri, () => errGroupsIn(this.types, file));
  }

  /** What the model checker says of the package's functions. */
  get explored(): Explored {
    const { go } = this.world;
    this.exploredFacts ??= new Explored(this.types, go === null || this.allows(1, 22), this.open);
    return this.exploredFacts;
  }

  /** Finds out, bit by bit, what has been left. */
  *deepening(): Generator<void, void, void> {
    if (this.exploredFacts) yield* this.exploredFacts.deepening();
  }

  /** Takes in what has been found out since. Returns what has changed, as `noteRead` has it. */
  takeDeepened(): ReadonlySet<Read> {
    const changed = new Set<Read>(this.exploredFacts?.takeDeepened() ?? []);
    this.stories.forget(changed);
    return changed;
  }

  /** Whether to put off what takes long: packages are missing, and all is going to be asked again when they are there. */
  waits(): boolean {
    if (this.world.waits()) return true;
    this.explored.prepare();
    return this.world.waits();
  }

  /** What goes wrong in functions of a file and what they reach, each once. */
  storiesIn(file: SourceFile): readonly Story[] {
    return this.stories.get(file.uri, () => storiesOf(this.explored, file));
  }

  get semaphores(): Semaphores {
    this.semaphoreFacts ??= new Semaphores(this.types);
    return this.semaphoreFacts;
  }
}

export const span = (file: SourceFile, node: NodeId): Span => ({
  start: file.tree.start[node],
  end: file.tree.end[node],
});

export const related = (file: SourceFile, node: NodeId, message: string): Related => ({
  uri: file.uri,
  ...span(file, node),
  message,
});

export const replace = (file: SourceFile, start: number, end: number, text: string): TextEdit => ({
  uri: file.uri,
  start,
  end,
  text,
});

/** Completes a draft. */
export function finding(meta: RuleMeta, draft: Draft): Finding {
  const { file, start, end, message, related: notes = [], fixes = [] } = draft;
  return {
    rule: meta.id,
    severity: draft.severity ?? (meta.severity === 'off' ? 'information' : meta.severity),
    uri: file.uri,
    start,
    end,
    message,
    related: notes,
    ...(draft.schedule && { schedule: draft.schedule }),
    fixes,
  };
}
