import type { RuleSetting, ServerSettings } from '#protocol';

/** What the server reads of `unpark.*`. */
export interface LspSettings extends ServerSettings {
  /** Look through the whole workspace in the background, not only at open files. */
  workspaceDiagnostics: boolean;
}

export const defaultSettings: LspSettings = { rules: {}, workspaceDiagnostics: true };

const ruleSettings: readonly string[] = [
  'off',
  'hint',
  'information',
  'warning',
  'error',
] satisfies RuleSetting[];

/**
 * Reads what the client sent for `unpark`. Whatever does not fit is reported to `warn` and its default kept.
 * @param known ids of the rules there are
 */
export function readSettings(
  raw: unknown,
  known: ReadonlySet<string>,
  warn: (message: string) => void,
): LspSettings {
  const settings: LspSettings = { ...defaultSettings, rules: {} };
  if (!isObject(raw)) {
    if (raw !== undefined && raw !== null) warn(`unpark: expected an object, got ${show(raw)}`);
    return settings;
  }
  const { rules, workspaceDiagnostics } = raw;
  if (typeof workspaceDiagnostics === 'boolean') settings.workspaceDiagnostics = workspaceDiagnostics;
  else if (workspaceDiagnostics !== undefined && workspaceDiagnostics !== null)
    warn(`unpark.workspaceDiagnostics: expected true or false, got ${show(workspaceDiagnostics)}`);
  if (isObject(rules)) {
    for (const [id, value] of Object.entries(rules)) {
      if (!known.has(id)) warn(`unpark.rules: there is no rule ${show(id)}`);
      else if (!isRuleSetting(value))
        warn(`unpark.rules: ${id} can be ${ruleSettings.join(', ')}; got ${show(value)}`);
      else settings.rules[id] = value;
    }
  } else if (rules !== undefined && rules !== null)
    warn(`unpark.rules: expected an object, got ${show(rules)}`);
  return settings;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isRuleSetting = (value: unknown): value is RuleSetting =>
  typeof value === 'string' && ruleSettings.includes(value);
const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? String(value);
