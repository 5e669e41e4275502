import { type Operation, objectOf, type Procedure, type Register } from './program.ts';

/** What an operation may do that others may notice, or that may come out in several ways: bits. */
export const Trait = {
  /** Others may have to do with it. */
  visible: 1,
  /** It may tell what others have done. */
  looksAround: 2,
  /** Others may have to go first. */
  pauses: 4,
  /** It may panic. */
  panics: 8,
  /** There may be several ways behind it. */
  parts: 16,
} as const;

const known = new WeakMap<Procedure, Uint8Array>();

/** The traits of a procedure's operations. */
export function traitsOf(procedure: Procedure): Uint8Array {
  const result = known.get(procedure) ?? Uint8Array.from(procedure.operations, traitOf);
  known.set(procedure, result);
  return result;
}

const does: { [Do in Operation['do']]?: number } = {
  send: Trait.visible,
  receive: Trait.visible,
  close: Trait.visible,
  select: Trait.visible,
  lock: Trait.visible,
  tryLock: Trait.visible,
  count: Trait.visible,
  wait: Trait.visible,
  condWait: Trait.visible,
  signal: Trait.visible,
  broadcast: Trait.visible,
  once: Trait.visible | Trait.parts,
  load: Trait.looksAround,
  store: Trait.looksAround,
  push: Trait.looksAround,
  element: Trait.looksAround | Trait.panics | Trait.parts,
  setElement: Trait.looksAround | Trait.panics | Trait.parts,
  drop: Trait.looksAround | Trait.parts,
  length: Trait.looksAround | Trait.pauses,
  unlock: Trait.pauses,
  exit: Trait.pauses,
  choose: Trait.parts,
  settle: Trait.parts,
  compare: Trait.parts,
  typeIs: Trait.parts,
};

function traitOf(operation: Operation): number {
  const isCall = operation.do === 'call' || operation.do === 'spawn' || operation.do === 'once';
  const mayPanic = pointerOf(operation) !== undefined || (isCall && operation.callee.kind !== 'procedure');
  return (does[operation.do] ?? 0) | (mayPanic ? Trait.panics : 0);
}

/** What an operation looks behind. */
export function pointerOf(operation: Operation): Register | undefined {
  switch (operation.do) {
    case 'load':
    case 'store':
    case 'pointTo':
      return operation.record;
    case 'element':
    case 'setElement':
    case 'push':
      return operation.list;
    case 'tryLock':
    case 'unlock':
      return operation.lock;
    // A nil channel blocks.
    case 'send':
    case 'receive':
    case 'close':
    case 'select':
      return undefined;
    default:
      return objectOf(operation);
  }
}
