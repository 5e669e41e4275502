import { capacity } from './numbers/block.ts';

const columns = [
  ...(['type', 'time', 'goroutine', 'proc', 'thread', 'subject'] as const),
  ...(['stack', 'text', 'extra', 'a', 'b', 'c'] as const),
];

/**
 * A block of events in their order, a column a field. The reader fills it, whoever wants to know looks through it, and
 * it is filled anew: there never is an object an event, nor a list of all events.
 *
 * Rows are those of `Directory`; -1 is none. Strings and stacks are rows of `Tables`; 0 is none. All are signed, as
 * engines take those for small numbers without looking.
 */
export class EventBlock {
  static readonly capacity: number = capacity;

  length = 0;
  /** A number of `Ev`, or `evSync`. */
  type: Uint8Array;
  /** Nanoseconds since the trace's begin; strictly rising. */
  time: Float64Array;
  /** The goroutine, processor and thread that it happened on. */
  goroutine: Int32Array;
  proc: Int32Array;
  thread: Int32Array;
  /** The goroutine or processor that it is about: which is created, started, blocked, stolen. */
  subject: Int32Array;
  /** Where it happened. */
  stack: Int32Array;
  /** Reason, kind, label, name or category. */
  text: Int32Array;
  /** GoCreate, GoStatus of old traces: the stack that the goroutine begins with. UserLog: the message. */
  extra: Int32Array;
  /**
   * What else the event tells: a metric's value; a task's id; bytes swept; the new status of GoStatus and ProcStatus;
   * the goroutine's id of a CPUSample; the number of a mark phase's event; the count of Sync events.
   */
  a: Float64Array;
  /**
   * A task's parent; bytes reclaimed; the status before of GoStatus, ProcStatus and ProcSteal; the processor's id of
   * a CPUSample.
   */
  b: Float64Array;
  /** GoStatus of a system call: 1 if it has its processor still. The third argument of experimental events. */
  c: Float64Array;

  /** @param capacity 0 where the columns are set by whoever owns them */
  constructor(capacity: number = EventBlock.capacity) {
    this.type = new Uint8Array(capacity);
    this.time = new Float64Array(capacity);
    this.goroutine = new Int32Array(capacity);
    this.proc = new Int32Array(capacity);
    this.thread = new Int32Array(capacity);
    this.subject = new Int32Array(capacity);
    this.stack = new Int32Array(capacity);
    this.text = new Int32Array(capacity);
    this.extra = new Int32Array(capacity);
    this.a = new Float64Array(capacity);
    this.b = new Float64Array(capacity);
    this.c = new Float64Array(capacity);
  }

  /** Begins anew. */
  clear(): void {
    this.length = 0;
  }

  /** Takes over another's events. */
  set(other: EventBlock): void {
    this.length = other.length;
    for (const name of columns) this[name].set(other[name].subarray(0, other.length));
  }

  /** Adds an event. */
  push(
    type: number,
    time: number,
    goroutine: number,
    proc: number,
    thread: number,
    subject: number,
    stack: number,
    text: number,
    extra: number,
    a: number,
    b: number,
  ): void {
    const i = this.length++;
    this.type[i] = type;
    this.time[i] = time;
    this.goroutine[i] = goroutine;
    this.proc[i] = proc;
    this.thread[i] = thread;
    this.subject[i] = subject;
    this.stack[i] = stack;
    this.text[i] = text;
    this.extra[i] = extra;
    this.a[i] = a;
    this.b[i] = b;
  }
}
