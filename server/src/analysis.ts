import type { RuleSetting } from '#protocol';
import type { Finding } from './findings.ts';
import { PackageAnalysis } from './packageAnalysis.ts';
import { ruleMetas, rules } from './rules/index.ts';
import { applySuppressions } from './suppress.ts';
import { isInteresting } from './syntax/interest.ts';
import type { BodyEdit, SourceFile } from './types/sourceFile.ts';
import type { World } from './types/world.ts';

/**
 * The analysis of the files of one folder. A folder may hold several packages (`p` and `p_test`): files are taken
 * together by their package clause. Generated files are read, and not reported.
 */
export class Analysis {
  readonly files: readonly SourceFile[];
  readonly world: World;
  private readonly worldVersion: number;
  private readonly settings: Record<string, RuleSetting>;
  private readonly packages = new Map<SourceFile, PackageAnalysis>();
  private readonly interesting = new Set<SourceFile>();
  private readonly found = new Map<SourceFile, Finding[]>();

  /** @param open where somebody waits: the files that are looked at first, the rest is left for `deepening` */
  constructor(
    files: readonly SourceFile[],
    settings: Record<string, RuleSetting>,
    world: World,
    open: ReadonlySet<string> | null = null,
  ) {
    this.files = files;
    this.world = world;
    this.settings = settings;
    const active = rules.filter(({ meta }) => this.isOn(meta.id));
    for (const members of byPackage(files).values()) {
      const interesting = members.filter((file) => isInteresting(file.text));
      for (const file of interesting) this.interesting.add(file);
      if (!interesting.length) continue;
      const own = new PackageAnalysis(members, active, world, open);
      for (const file of members) this.packages.set(file, own);
    }
    this.worldVersion = world.version;
  }

  /** Whether what was found out by way of other packages still holds. */
  holdsIn(world: World): boolean {
    return world === this.world && world.version === this.worldVersion;
  }

  /** Brings the analysis up to date with another body; false where that takes another analysis. */
  update(edit: BodyEdit): boolean {
    const { file } = edit;
    if (this.interesting.has(file) !== isInteresting(file.text)) return false;
    this.found.delete(file);
    for (const touched of this.packages.get(file)?.update(edit) ?? []) this.found.delete(touched);
    return true;
  }

  /** Finds out, bit by bit, what has been left. It need not come to an end. Returns whether findings may be others now. */
  *deepening(): Generator<void, boolean, void> {
    let isOther = false;
    for (const own of new Set(this.packages.values())) {
      for (const touched of yield* own.deepening()) {
        this.found.delete(touched);
        isOther = true;
      }
    }
    return isOther;
  }

  /** A file's findings in order of their place; the same array as long as they are the same. */
  findings(file: SourceFile): Finding[] {
    const known = this.found.get(file);
    if (known) return known;
    const findings = file.generated ? [] : this.reported(file);
    this.found.set(file, findings);
    return findings;
  }

  private reported(file: SourceFile): Finding[] {
    const isOn = (rule: string) => this.isOn(rule);
    const found = [...(this.packages.get(file)?.findings(file) ?? [])];
    found.sort((a, b) => a.start - b.start || a.end - b.end);
    return applySuppressions(file, found, isOn)
      .filter((f) => isOn(f.rule))
      .map((f) => ({ ...f, severity: this.severityOf(f) }));
  }

  private isOn(rule: string): boolean {
    return (this.settings[rule] ?? ruleMetas.find((m) => m.id === rule)?.severity ?? 'off') !== 'off';
  }

  private severityOf(f: Finding): Finding['severity'] {
    const set = this.settings[f.rule];
    return set && set !== 'off' ? set : f.severity;
  }
}

function byPackage(files: readonly SourceFile[]): Map<string, SourceFile[]> {
  const packages = new Map<string, SourceFile[]>();
  for (const file of files) {
    const members = packages.get(file.packageName);
    if (members) members.push(file);
    else packages.set(file.packageName, [file]);
  }
  return packages;
}
