import { originOf } from './heap.ts';
import type { Goroutine } from './machine.ts';
import { type Operation, objectOf, type Site } from './program.ts';
import { indexOf, isObject, NIL } from './values.ts';
import { operationOf, type Setting, topOf, type Way } from './way.ts';

/** Notes a step that others may have to do with, where anybody asks: the operation that the goroutine stands at. */
export function tell(
  setting: Setting,
  way: Way,
  goroutine: Goroutine,
  choice: number | null,
  other: Goroutine | null,
): void {
  if (!way.steps) return;
  const operation = operationOf(setting, goroutine)!;
  const site = siteOf(setting, goroutine, choice);
  if (site < 0) return;
  const { registers } = topOf(goroutine);
  const isCase = operation.do === 'select' && choice !== null && choice >= 0;
  const register = isCase ? operation.cases[choice].channel : objectOf(operation);
  const object = register === undefined ? NIL : registers[register];
  way.steps.push({
    goroutine: goroutine.id,
    site,
    what: operation.do,
    other: other?.id ?? null,
    otherSite: other ? siteOf(setting, other, null) : -1,
    madeAt: originOf(way.machine, object),
    left: isObject(object) ? way.machine.things[indexOf(object)].values.length : 0,
    choice,
    isFree: false,
  });
}

/** Notes a local step. */
export function tellLocal(
  way: Way,
  goroutine: Goroutine,
  operation: Operation,
  choice: number,
  isFree: boolean,
): void {
  if (!way.steps || operation.site < 0 || !(isFree || isTold.has(operation.do))) return;
  const lock = operation.do === 'unlock' ? topOf(goroutine).registers[operation.lock] : NIL;
  way.steps.push({
    goroutine: goroutine.id,
    site: operation.site,
    what: operation.do,
    other: null,
    otherSite: -1,
    madeAt: originOf(way.machine, lock),
    left: 0,
    choice,
    isFree,
  });
}

/** Local steps that are worth telling: those that a reader would not see from what follows. */
const isTold = new Set<Operation['do']>([
  'spawn',
  'unlock',
  'compare',
  'choose',
  'return',
  'goexit',
  'panic',
]);

/** Where a goroutine stands. What closes a channel of the model's own, as that of a context, stands at the call. */
function siteOf(setting: Setting, goroutine: Goroutine, choice: number | null): Site {
  const operation = operationOf(setting, goroutine)!;
  if (operation.do === 'select' && choice !== null && choice >= 0) return operation.cases[choice].site;
  if (operation.do !== 'close' || operation.site >= 0) return operation.site;
  const caller = goroutine.frames.at(-2);
  return caller && !caller.leaving ? setting.procedures[caller.procedure].operations[caller.pc].site : -1;
}
