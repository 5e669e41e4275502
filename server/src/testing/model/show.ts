import type { Body, Sketch, Statement } from './randomProgram.ts';

/** A sketch for people to read. */
export function shown({ a, b, x, body }: Sketch): string {
  return `a ${a}, b ${b}, x ${x}\n${lines(body, '  ')}`;
}

function lines(body: Body, indent: string): string {
  return body.map((s) => indent + line(s, indent)).join('');
}

function line(s: Statement, indent: string): string {
  const { do: what, site, ...rest } = s as unknown as Record<string, unknown>;
  let head = `${site ?? ''} ${what}`;
  let inner = '';
  for (const [name, value] of Object.entries(rest)) {
    if (name === 'cases')
      for (const c of value as { site?: number; channel: string; send: boolean; body: Body }[])
        inner += `${indent}  ${c.site ?? ''} case ${c.send ? 'send' : 'receive'} ${c.channel}\n${lines(c.body, `${indent}    `)}`;
    else if (Array.isArray(value))
      inner +=
        name === 'body' || !value.length
          ? lines(value, `${indent}  `)
          : `${indent} ${name}\n${lines(value, `${indent}  `)}`;
    else if (value === null) head += ` ${name} none`;
    else head += ` ${name} ${value}`;
  }
  return `${head}\n${inner}`;
}
