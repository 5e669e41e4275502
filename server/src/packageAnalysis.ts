import type { Finding } from './findings.ts';
import { type Draft, type FileRule, finding, type Rule, RuleContext } from './rules/rule.ts';
import { Package } from './types/package.ts';
import { type Read, trackReads } from './types/reads.ts';
import type { BodyEdit, SourceFile } from './types/sourceFile.ts';
import type { World } from './types/world.ts';

/** What a rule is asked: of a file, or (`null`) of the whole package. */
interface Question {
  rule: Rule;
  file: SourceFile | null;
  /** Rule by rule, and file by file. */
  index: number;
}

/** What a rule said, and what it looked at for that. */
interface Answer {
  question: Question;
  drafts: readonly Draft[];
  reads: ReadonlySet<Read>;
}

/** What the rules say of one package. After an edit only those are asked again whose answer may be another one. */
export class PackageAnalysis {
  private readonly context: RuleContext;
  private readonly questions: readonly Question[];
  /** Those of whole packages: whatever changes may matter to them. */
  private readonly always: readonly Question[];
  private readonly answers = new Map<Question, Answer>();
  /** By what was looked at: the answers that it may change. */
  private readonly byRead = new Map<Read, Set<Answer>>();
  /** By file: the answers with something to say there. */
  private readonly byPlace = new Map<SourceFile, Set<Answer>>();

  /** @param open where somebody waits: the files that are looked at first, the rest is left for `deepening` */
  constructor(
    files: readonly SourceFile[],
    rules: readonly Rule[],
    world: World,
    open: ReadonlySet<string> | null,
  ) {
    this.context = new RuleContext(new Package(files), world, open);
    this.questions = rules
      .flatMap((rule) => (isFileRule(rule) ? files : [null]).map((file) => ({ rule, file })))
      .map((question, index) => ({ ...question, index }));
    this.always = this.questions.filter(({ file }) => file === null);
    this.ask(this.questions.filter(({ rule }) => !asksModel(rule)));
    const byModel = this.questions.filter(({ rule }) => asksModel(rule));
    if (!byModel.length || !this.context.waits()) this.ask(byModel);
  }

  /** The findings in a file, in the order of the rules. */
  findings(file: SourceFile): Finding[] {
    const answers = [...(this.byPlace.get(file) ?? [])].sort((a, b) => a.question.index - b.question.index);
    const tellers = new Map<string, Question>();
    const found: Finding[] = [];
    for (const { question, drafts } of answers) {
      for (const draft of drafts) {
        if (draft.file !== file) continue;
        // A rule may be led to one place from several files.
        const place = `${question.rule.meta.id} ${draft.start}-${draft.end}`;
        const teller = tellers.get(place) ?? question;
        tellers.set(place, teller);
        if (teller === question) found.push(finding(question.rule.meta, draft));
      }
    }
    return found;
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
    const stale = new Set(this.always);
    for (const read of changed) for (const { question } of this.byRead.get(read) ?? []) stale.add(question);
    if (this.answers.size < this.questions.length)
      for (const question of this.questions) if (!this.answers.has(question)) stale.add(question);
    const touched = new Set<SourceFile>();
    for (const question of stale) for (const file of this.forget(question)) touched.add(file);
    const order = [...stale].sort((a, b) => a.index - b.index);
    for (const byModel of [false, true])
      for (const file of this.ask(order.filter(({ rule }) => asksModel(rule) === byModel))) touched.add(file);
    return touched;
  }

  /** Asks, and returns the files of which something was said. */
  private ask(questions: readonly Question[]): Set<SourceFile> {
    const told = new Set<SourceFile>();
    for (const question of questions) {
      const { rule, file } = question;
      const { result: drafts, reads } = trackReads(() => [
        ...(isFileRule(rule) ? rule.checkFile(this.context, file!) : rule.check(this.context)),
      ]);
      const answer = { question, drafts, reads };
      this.answers.set(question, answer);
      if (isFileRule(rule)) for (const read of reads) addTo(this.byRead, read, answer);
      for (const draft of drafts) {
        addTo(this.byPlace, draft.file, answer);
        told.add(draft.file);
      }
    }
    return told;
  }

  /** Takes an answer back; returns the files of which something was said. */
  private forget(question: Question): Set<SourceFile> {
    const answer = this.answers.get(question);
    if (!answer) return new Set();
    this.answers.delete(question);
    for (const read of answer.reads) this.byRead.get(read)?.delete(answer);
    const told = new Set(answer.drafts.map(({ file }) => file));
    for (const file of told) this.byPlace.get(file)?.delete(answer);
    return told;
  }
}

function addTo<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const known = sets.get(key);
  if (known) known.add(value);
  else sets.set(key, new Set([value]));
}

const asksModel = (rule: Rule): boolean => isFileRule(rule) && rule.asksModel === true;

const isFileRule = (rule: Rule): rule is FileRule => 'checkFile' in rule;
