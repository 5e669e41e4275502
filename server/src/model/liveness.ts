import type { Operation, Procedure, Register } from './program.ts';

const known = new WeakMap<Procedure, Liveness>();

export function livenessOf(procedure: Procedure): Liveness {
  const result = known.get(procedure) ?? new Liveness(procedure);
  known.set(procedure, result);
  return result;
}

/** The registers of a procedure that are read before they are written again, operation by operation. */
export class Liveness {
  readonly registers: number;
  private readonly operations: readonly Operation[];
  /** Words of 32 registers. */
  private readonly width: number;
  /** By operation: bits of what lives before it. Found when somebody asks. */
  private bits: Int32Array | undefined;
  private readonly before: (Uint16Array | undefined)[] = [];
  private readonly during: (Uint16Array | undefined)[] = [];

  constructor({ operations, registers }: Procedure) {
    this.operations = operations;
    this.registers = registers;
    this.width = (registers + 31) >> 5;
  }

  /** Before an operation; with `isBefore` false, while it is under way: behind it, what it writes not counted. */
  at(pc: number, isBefore: boolean): Uint16Array {
    const lists = isBefore ? this.before : this.during;
    lists[pc] ??= this.listOf(pc, isBefore);
    return lists[pc];
  }

  private listOf(pc: number, isBefore: boolean): Uint16Array {
    this.bits ??= this.find();
    const row = new Int32Array(this.width);
    const operation = this.operations[pc];
    const facts = { next: successors(operation), written: written(operation), read: read(operation) };
    fill(this.bits, facts, row, isBefore);
    const list: number[] = [];
    for (let r = 0; r < this.registers; r++) if ((row[r >> 5] >>> (r & 31)) & 1) list.push(r);
    return Uint16Array.from(list);
  }

  private find(): Int32Array {
    const { operations, width } = this;
    const bits = new Int32Array(operations.length * width);
    const row = new Int32Array(width);
    const facts = operations.map((o) => ({ next: successors(o), written: written(o), read: read(o) }));
    for (let changed = true; changed; ) {
      changed = false;
      for (let pc = operations.length - 1; pc >= 0; pc--) {
        fill(bits, facts[pc], row, true);
        const at = pc * width;
        for (let w = 0; w < width; w++) {
          if (bits[at + w] === row[w]) continue;
          bits[at + w] = row[w];
          changed = true;
        }
      }
    }
    return bits;
  }
}

/** What an operation does to registers, and where it leads. */
interface Facts {
  next: readonly number[];
  written: readonly Register[];
  read: readonly Register[];
}

function fill(bits: Int32Array, { next, written, read }: Facts, row: Int32Array, isBefore: boolean): void {
  const width = row.length;
  row.fill(0);
  for (const pc of next)
    if (pc >= 0 && pc * width < bits.length) for (let w = 0; w < width; w++) row[w] |= bits[pc * width + w];
  for (const r of written) row[r >> 5] &= ~(1 << (r & 31));
  if (isBefore) for (const r of read) row[r >> 5] |= 1 << (r & 31);
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
      return [operation.list, operation.value, ...(operation.key === undefined ? [] : [operation.key])];
    case 'drop':
    case 'escapeElements':
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
