import { post } from '../host.ts';
import type { ShownProfile } from './files.ts';
import type { ViewChoice } from './messages.ts';

/** Has the editors show what a profile says of lines. */
export async function sendHeat(
  name: string,
  { client, facts }: ShownProfile,
  view: ViewChoice,
): Promise<void> {
  const { files, total } = await client.ask<'heat'>({ kind: 'heat', view });
  const { type, unit } = facts.types[view.type];
  post({ type: 'heat', heat: { name, type, unit, total, files } });
}
