import type { RuleSetting } from '#protocol';
import type { Finding } from './findings.ts';
import { ruleMetas, rules } from './rules/index.ts';
import { finding, RuleContext } from './rules/rule.ts';
import { applySuppressions } from './suppress.ts';
import { isInteresting } from './syntax/interest.ts';
import { Package } from './types/package.ts';
import type { SourceFile } from './types/sourceFile.ts';
import type { World } from './types/world.ts';

/**
 * Findings of the files of one folder, by URI, in order of their place. A folder may hold several packages (`p` and
 * `p_test`): files are taken together by their package clause. Generated files are read, and not reported.
 */
export function analyse(
  files: readonly SourceFile[],
  settings: Record<string, RuleSetting>,
  world: World,
): Map<string, Finding[]> {
  const result = new Map<string, Finding[]>(files.map((file) => [file.uri, []]));
  const isOn = (rule: string) =>
    (settings[rule] ?? ruleMetas.find((m) => m.id === rule)?.severity ?? 'off') !== 'off';
  for (const members of byPackage(files).values()) {
    if (!members.some((file) => isInteresting(file.text))) continue;
    const context = new RuleContext(new Package(members), world);
    for (const rule of rules) {
      if (!isOn(rule.meta.id)) continue;
      for (const draft of rule.check(context)) result.get(draft.file.uri)!.push(finding(rule.meta, draft));
    }
  }
  for (const file of files) {
    if (file.generated) {
      result.set(file.uri, []);
      continue;
    }
    const found = result.get(file.uri)!.sort((a, b) => a.start - b.start || a.end - b.end);
    const kept = applySuppressions(file, found, isOn);
    result.set(
      file.uri,
      kept.filter((f) => isOn(f.rule)).map((f) => ({ ...f, severity: severityOf(f, settings) })),
    );
  }
  return result;
}

function severityOf(f: Finding, settings: Record<string, RuleSetting>): Finding['severity'] {
  const set = settings[f.rule];
  return set && set !== 'off' ? set : f.severity;
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
