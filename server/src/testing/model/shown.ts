import type { Body, Case, Sketch, Statement } from './randomProgram.ts';

/** A sketch for people to read: a line for each statement, with its site in front. */
export function shown({ a, b, x, body }: Sketch): string {
  return [`capacities: a ${a}, b ${b}, x ${x}`, ...lines(body)].join('\n');
}

const lines = (body: Body): string[] => body.flatMap(linesOf);

const indented = (body: Body): string[] => lines(body).map((line) => `  ${line}`);

function linesOf(statement: Statement): string[] {
  const { site, do: what, ...parts } = statement;
  const words = [site ?? '', what];
  const inner: string[] = [];
  for (const [name, part] of Object.entries(parts) as [string, unknown][]) {
    if (name === 'cases') inner.push(...(part as Case[]).flatMap(linesOfCase));
    else if (name === 'body') inner.push(...indented(part as Body));
    else if (Array.isArray(part)) inner.push(`${name}:`, ...indented(part as Body));
    else if (part !== null) words.push(`${name} ${part}`);
  }
  return [words.join(' '), ...inner.map((line) => `  ${line}`)];
}

const linesOfCase = ({ site, send, channel, body }: Case): string[] => [
  `${site ?? ''} case ${send ? 'send' : 'receive'} ${channel}`,
  ...indented(body),
];
