import type { Severity } from '#protocol';
import type { Finding, Fix, Related, Span, TextEdit } from '../findings.ts';
import { type ErrGroup, errGroups } from '../skeleton/errGroups.ts';
import { Groups } from '../skeleton/groups.ts';
import { Semaphores } from '../skeleton/semaphores.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { Types } from '../types/infer.ts';
import type { Package } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { World } from '../types/world.ts';

export interface RuleMeta {
  /** Kebab-case; names its file, its fixture folder and its page in docs/rules. */
  id: string;
  /** One line for lists and settings. */
  title: string;
  /** The default. */
  severity: Severity;
}

export interface Rule {
  meta: RuleMeta;
  /** Looks at a whole package and yields what it finds. */
  check(context: RuleContext): Iterable<Draft>;
}

/** A finding before its rule's id, severity and file are filled in. */
export interface Draft extends Span {
  file: SourceFile;
  message: string;
  related?: Related[];
  fixes?: Fix[];
}

/** What rules share about one package. Everything is worked out once, on demand. */
export class RuleContext {
  readonly pkg: Package;
  readonly types: Types;
  private readonly world: World;
  private groupFacts: Groups | undefined;
  private errGroupFacts: ErrGroup[] | undefined;
  private semaphoreFacts: Semaphores | undefined;

  constructor(pkg: Package, world: World) {
    this.pkg = pkg;
    this.types = new Types(pkg, world);
    this.world = world;
  }

  /** Whether the module's go.mod allows what came with a version of the language; not where there is no go.mod. */
  allows(major: number, minor: number): boolean {
    const { go } = this.world;
    return go !== null && (go[0] > major || (go[0] === major && go[1] >= minor));
  }

  get groups(): Groups {
    this.groupFacts ??= new Groups(this.types);
    return this.groupFacts;
  }

  get errGroups(): readonly ErrGroup[] {
    this.errGroupFacts ??= errGroups(this.types);
    return this.errGroupFacts;
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
    severity: meta.severity,
    uri: file.uri,
    start,
    end,
    message,
    related: notes,
    fixes,
  };
}
