import type { FileReport } from '../engine.ts';
import type { Io } from './io.ts';
import type { Places } from './places.ts';
import { displayPath } from './targets.ts';

/** A finding a line, as compilers print it, and below it, indented, the steps by which it comes about. */
export function* toText({ findings }: FileReport, places: Places, io: Io): Iterable<string> {
  const at = (uri: string, start: number) => {
    const { line, column } = places.at(uri, start);
    return `${displayPath(uri, io)}:${line}:${column}`;
  };
  for (const { uri, start, severity, message, rule, schedule } of findings) {
    yield `${at(uri, start)}: ${severity}: ${message} [${rule}]\n`;
    for (const [i, step] of (schedule?.steps ?? []).entries())
      yield `    ${i + 1}. ${at(step.uri, step.start)}: ${step.text}\n`;
  }
}
