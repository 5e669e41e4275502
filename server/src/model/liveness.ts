import type { Operation, Procedure, Register } from './program.ts';

/** The registers of a procedure that are read before they are written again, operation by operation. */
export interface Liveness {
  /** Before the operation. */
  before: readonly Uint8Array[];
  /** Behind it, what it writes not counted: while it is under way. */
  during: readonly Uint8Array[];
}

const known = new WeakMap<Procedure, Liveness>();

export function livenessOf(procedure: Procedure): Liveness {
  const result = known.get(procedure) ?? find(procedure);
  known.set(procedure, result);
  return result;
}

function find({ operations, registers }: Procedure): Liveness {
  const before = operations.map(() => new Uint8Array(registers));
  const during = operations.map(() => new Uint8Array(registers));
  for (let changed = true; changed; ) {
    changed = false;
    for (let pc = operations.length - 1; pc >= 0; pc--) {
      const operation = operations[pc];
      const behind = during[pc];
      for (const next of successors(operation)) {
        const live = before[next];
        for (let r = 0; live && r < registers; r++) behind[r] |= live[r];
      }
      for (const r of written(operation)) behind[r] = 0;
      const own = before[pc];
      const reads = read(operation);
      for (let r = 0; r < registers; r++) {
        const isLive = behind[r] || (reads.includes(r) ? 1 : 0);
        if (isLive && !own[r]) {
          own[r] = 1;
          changed = true;
        }
      }
    }
  }
  return { before, during };
}

export function successors(operation: Operation): readonly number[] {
  switch (operation.do) {
    case 'compare':
    case 'isKnown':
    case 'typeIs':
      return [operation.then, operation.next];
    case 'choose':
      return operation.among;
    case 'select': {
      const ways = operation.cases.map((c) => c.next);
      return operation.otherwise === null ? ways : [...ways, operation.otherwise];
    }
    case 'return':
    case 'panic':
    case 'goexit':
    case 'exit':
      return [];
    default:
      return [operation.next];
  }
}

function written(operation: Operation): readonly Register[] {
  switch (operation.do) {
    case 'receive':
      return [operation.to, operation.ok].filter((r) => r !== null);
    case 'call':
      return operation.results;
    case 'settle':
    case 'select':
      return [];
    default:
      return 'to' in operation && operation.to !== null ? [operation.to] : [];
  }
}

function read(operation: Operation): readonly Register[] {
  switch (operation.do) {
    case 'copy':
    case 'clone':
      return [operation.from];
    case 'isKnown':
    case 'typeIs':
      return [operation.register];
    case 'settle':
      return operation.from ? [operation.register, operation.from.record] : [operation.register];
    case 'push':
      return [operation.list, operation.value];
    case 'drop':
      return [operation.list];
    case 'arithmetic':
    case 'compare':
      return [operation.left, operation.right];
    case 'load':
    case 'pointTo':
    case 'keepGlobals':
      return [operation.record];
    case 'store':
      return [operation.record, operation.from];
    case 'makeClosure':
      return operation.captured;
    case 'makeList':
    case 'return':
      return operation.values;
    case 'append':
      return [operation.list, ...operation.values];
    case 'element':
      return [operation.list, operation.index];
    case 'setElement':
      return [operation.list, operation.index, operation.from];
    case 'length':
      return [operation.of];
    case 'escape':
    case 'escapeClosures':
      return operation.registers;
    case 'makeChannel':
      return [operation.capacity];
    case 'send':
      return [operation.channel, operation.value];
    case 'receive':
    case 'close':
      return [operation.channel];
    case 'select':
      return operation.cases.flatMap((c) => (c.send === null ? [c.channel] : [c.channel, c.send]));
    case 'makeCond':
    case 'makeReaders':
    case 'lock':
    case 'unlock':
    case 'tryLock':
      return [operation.lock];
    case 'count':
      return [operation.group, operation.by];
    case 'wait':
      return [operation.group];
    case 'condWait':
    case 'signal':
    case 'broadcast':
      return [operation.cond];
    case 'once':
      return [operation.once, ...calleeRead(operation.callee), ...operation.arguments];
    case 'call':
    case 'spawn':
    case 'defer':
      return [...calleeRead(operation.callee), ...operation.arguments];
    default:
      return [];
  }
}

const calleeRead = (callee: { kind: string; register?: Register }): readonly Register[] =>
  callee.kind === 'closure' ? [callee.register!] : [];
