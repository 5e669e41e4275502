import type { Finding } from './findings.ts';
import { type Draft, type FileRule, finding, type Rule, RuleContext } from './rules/rule.ts';
import { Package } from './types/package.ts';
import { isAny, type Read, trackReads } from './types/reads.ts';
import type { BodyEdit, SourceFile } from './types/sourceFile.ts';
import type { World } from './types/world.ts';

/** What a rule said of a file (or of all), and what it looked at for that. */
interface Answer {
  drafts: readonly Draft[];
  reads: ReadonlySet<Read>;
}

/** What the rules say of one package. After an edit only those are asked again whose answer may be another one. */
export class PackageAnalysis {
  private readonly files: readonly SourceFile[];
  private readonly context: RuleContext;
  /** By rule, then by file; those of a rule for whole packages stand under `null`. */
  private readonly answers = new Map<Rule, Map<SourceFile | null, Answer>>();
  private byFile: Map<SourceFile, Finding[]> | undefined;

  /** @param open where somebody waits: the files that are looked at first, the rest is left for `deepening` */
  constructor(
    files: readonly SourceFile[],
    rules: readonly Rule[],
    world: World,
    open: ReadonlySet<string> | null,
  ) {
    this.files = files;
    this.context = new RuleContext(new Package(files), world, open);
    for (const rule of rules) this.answers.set(rule, new Map());
    this.ask(false);
    if (!rules.some(asksModel) || !this.context.waits()) this.ask(true);
  }

  /** The findings in a file, in the order of the rules. */
  findings(file: SourceFile): readonly Finding[] {
    this.byFile ??= this.collect();
    return this.byFile.get(file) ?? [];
  }

  /**
   * Brings the answers up to date with another body.
   *
   * @returns The files with findings that may be others now.
   */
  update(edit: BodyEdit): Set<SourceFile> {
    return this.askAgain(this.context.update(edit));
  }

  /**
   * Finds out, bit by bit, what has been left. It need not come to an end.
   *
   * @returns The files with findings that may be others now.
   */
  *deepening(): Generator<void, Set<SourceFile>, void> {
    yield* this.context.deepening();
    const changed = this.context.takeDeepened();
    return changed.size ? this.askAgain(changed) : new Set();
  }

  /** Asks again where something has changed; returns the files with findings that may be others now. */
  private askAgain(changed: ReadonlySet<Read>): Set<SourceFile> {
    this.byFile = undefined;
    const touched = new Set<SourceFile>();
    for (const [rule, answers] of this.answers) {
      for (const [file, { drafts, reads }] of answers) {
        if (isFileRule(rule) && !isAny(reads, changed)) continue;
        answers.delete(file);
        for (const draft of drafts) touched.add(draft.file);
      }
    }
    for (const draft of [...this.ask(false), ...this.ask(true)]) touched.add(draft.file);
    return touched;
  }

  /** Asks for the answers that are missing, by the model or without; returns what they say. */
  private ask(byModel: boolean): Draft[] {
    const fresh: Draft[] = [];
    for (const [rule, answers] of this.answers) {
      if (asksModel(rule) !== byModel) continue;
      for (const file of isFileRule(rule) ? this.files : [null]) {
        if (answers.has(file)) continue;
        const { result, reads } = trackReads(() => [
          ...(isFileRule(rule) ? rule.checkFile(this.context, file!) : rule.check(this.context)),
        ]);
        answers.set(file, { drafts: result, reads });
        fresh.push(...result);
      }
    }
    return fresh;
  }

  private collect(): Map<SourceFile, Finding[]> {
    const byFile = new Map<SourceFile, Finding[]>();
    for (const [rule, answers] of this.answers) {
      const places = new Map<string, SourceFile | null>();
      for (const file of isFileRule(rule) ? this.files : [null]) {
        for (const draft of answers.get(file)?.drafts ?? []) {
          const place = `${draft.file.uri}#${draft.start}-${draft.end}`;
          // Several files may lead to one place.
          if ((places.get(place) ?? file) !== file) continue;
          places.set(place, file);
          const found = byFile.get(draft.file) ?? [];
          byFile.set(draft.file, found);
          found.push(finding(rule.meta, draft));
        }
      }
    }
    return byFile;
  }
}

const asksModel = (rule: Rule): boolean => isFileRule(rule) && rule.asksModel === true;

const isFileRule = (rule: Rule): rule is FileRule => 'checkFile' in rule;
