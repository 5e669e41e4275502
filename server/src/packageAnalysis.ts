import type { Finding } from './findings.ts';
import {
  type Draft,
  type FileRule,
  finding,
  type PackageRule,
  type PartRule,
  type Rule,
  RuleContext,
} from './rules/rule.ts';
import type { NodeId } from './syntax/flatTree.ts';
import { Package } from './types/package.ts';
import { type Read, trackReads } from './types/reads.ts';
import type { BodyEdit, SourceFile } from './types/sourceFile.ts';
import type { World } from './types/world.ts';

/** What a rule is asked: of a file, or (`null`) of the whole package. */
interface Question {
  rule: Rule;
  file: SourceFile | null;
  /** It can be asked of each declaration of the file by itself. */
  isOfParts: boolean;
  /** Rule by rule, and file by file. */
  index: number;
}

/** What a rule said, and what it looked at for that. */
interface Answer {
  question: Question;
  /** Of which declaration it was asked; 0: of all. */
  part: NodeId;
  drafts: readonly Draft[];
  reads: ReadonlySet<Read>;
}

/**
 * What the rules say of one package. After an edit only those are asked again whose answer may be another one; from
 * the second time on, of single declarations.
 */
export class PackageAnalysis {
  private readonly context: RuleContext;
  private readonly questions: readonly Question[];
  /** Those of whole packages: whatever changes may matter to them. */
  private readonly always = new Set<Answer>();
  /** Those that have not been asked yet. */
  private pending: readonly Question[] = [];
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
    this.questions = rules.flatMap((rule) => questionsOf(rule, files)).map((q, index) => ({ ...q, index }));
    this.ask(this.questions.filter(({ rule }) => !asksModel(rule)));
    const byModel = this.questions.filter(({ rule }) => asksModel(rule));
    if (!byModel.length || !this.context.waits()) this.ask(byModel);
    else this.pending = byModel;
  }

  /** The findings in a file, in the order of the rules. */
  findings(file: SourceFile): Finding[] {
    const answers = [...(this.byPlace.get(file) ?? [])].sort(inOrder);
    const tellers = new Map<string, Question>();
    const found: Finding[] = [];
    for (const { question, drafts } of answers) {
      const { meta } = question.rule;
      for (const draft of drafts) {
        if (draft.file !== file) continue;
        // A rule may be led to one place from several files or declarations.
        const place = `${meta.id} ${draft.start}-${draft.end}`;
        const teller = tellers.get(place);
        if (teller && (teller !== question || question.isOfParts)) continue;
        tellers.set(place, question);
        found.push(finding(meta, draft));
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
    for (const read of changed) {
      for (const answer of this.byRead.get(read) ?? []) stale.add(answer);
      this.byRead.delete(read);
    }
    const touched = new Set<SourceFile>();
    const asked: Asked[] = this.pending.map((question) => ({ question, part: 0 }));
    this.pending = [];
    for (const answer of stale) {
      this.forget(answer, touched);
      asked.push(...split(answer, changed));
    }
    asked.sort(inOrder);
    for (const byModel of [false, true])
      for (const { question, part } of asked)
        if (asksModel(question.rule) === byModel) this.answer(question, part, touched);
    return touched;
  }

  private ask(questions: readonly Question[]): void {
    const touched = new Set<SourceFile>();
    for (const question of questions) this.answer(question, 0, touched);
  }

  /** Asks, and adds the files of which something was said. */
  private answer(question: Question, part: NodeId, touched: Set<SourceFile>): void {
    const { file } = question;
    const ask = () => [...this.draftsOf(question, part)];
    const { result: drafts, reads } = trackReads(() => (part ? file!.lookAt(part, ask) : ask()));
    const answer = { question, part, drafts, reads };
    if (!file) this.always.add(answer);
    else {
      for (const read of reads) addTo(this.byRead, read, answer);
      // Whatever is said moves with the text.
      if (part && drafts.length && !reads.has(file)) addTo(this.byRead, file, answer);
    }
    for (const draft of drafts) {
      addTo(this.byPlace, draft.file, answer);
      touched.add(draft.file);
    }
  }

  private draftsOf({ rule, file, isOfParts }: Question, part: NodeId): Iterable<Draft> {
    if (!file) return (rule as PackageRule).check(this.context);
    return isOfParts
      ? (rule as PartRule).checkPart(this.context, file, part)
      : (rule as FileRule).checkFile(this.context, file);
  }

  /** Takes an answer back, and adds the files of which something was said. */
  private forget(answer: Answer, touched: Set<SourceFile>): void {
    this.always.delete(answer);
    for (const read of answer.reads) this.byRead.get(read)?.delete(answer);
    if (answer.question.file) this.byRead.get(answer.question.file)?.delete(answer);
    for (const { file } of answer.drafts) {
      touched.add(file);
      this.byPlace.get(file)?.delete(answer);
    }
  }
}

type Asked = Pick<Answer, 'question' | 'part'>;

const inOrder = (a: Asked, b: Asked): number => a.question.index - b.question.index || a.part - b.part;

/** Of a file that is edited, what was asked of all of it is asked of its declarations from now on. */
function split({ question, part }: Answer, changed: ReadonlySet<Read>): Asked[] {
  const { file, isOfParts } = question;
  if (part || !isOfParts || !changed.has(file!)) return [{ question, part }];
  return file!.declarations.map((declaration) => ({ question, part: declaration }));
}

function questionsOf(rule: Rule, files: readonly SourceFile[]): Omit<Question, 'index'>[] {
  const of = (isOfParts: boolean) => files.map((file) => ({ rule, file, isOfParts }));
  if ('check' in rule) return [{ rule, file: null, isOfParts: false }];
  return [...('checkFile' in rule ? of(false) : []), ...('checkPart' in rule ? of(true) : [])];
}

function addTo<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const known = sets.get(key);
  if (known) known.add(value);
  else sets.set(key, new Set([value]));
}

const asksModel = (rule: Rule): boolean => 'asksModel' in rule && rule.asksModel === true;
