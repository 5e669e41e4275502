import type { Frame } from '#profile';

/** Facts as they are copied. */
export interface Sheet {
  title: string;
  facts: readonly (readonly [name: string, value: string])[];
  stacks: readonly { title: string; frames: readonly Frame[] }[];
}

const placeOf = ({ file, line }: Frame): string => (file ? `${file}:${line}` : '');

export function toText({ title, facts, stacks }: Sheet): string {
  const lines = [title, ...facts.map(([name, value]) => `${name}: ${value}`)];
  for (const { title: name, frames } of stacks) {
    lines.push('', `${name}:`);
    for (const frame of frames) lines.push(`  ${frame.function}`, `    ${placeOf(frame)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A pipe would end a cell, and a backquote the code. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function toMarkdown({ title, facts, stacks }: Sheet): string {
  const lines = [`### ${title}`, ''];
  if (facts.length > 0) {
    lines.push('| | |', '|---|---|');
    for (const [name, value] of facts) lines.push(`| ${cell(name)} | ${cell(value)} |`);
  }
  for (const { title: name, frames } of stacks) {
    lines.push('', `${name}:`, '', '```');
    for (const frame of frames) lines.push(frame.function, `    ${placeOf(frame)}`);
    lines.push('```');
  }
  return `${lines.join('\n')}\n`;
}
