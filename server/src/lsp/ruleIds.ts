import { ruleMetas } from '../rules/index.ts';

/** Ids that settings may name. */
export const ruleIds: ReadonlySet<string> = new Set(ruleMetas.map(({ id }) => id));
