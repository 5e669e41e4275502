/**
 * A block of events in their order, a column a field. The reader fills it, whoever wants to know looks through it, and
 * it is filled anew: there never is an object an event, nor a list of all events.
 *
 * Rows are those of `Directory`; -1 is none. Strings and stacks are rows of `Tables`; 0 is none. All are signed, as
 * engines take those for small numbers without looking.
 */
export class EventBlock {
  /** Enough for the columns to stay in a processor's cache. */
  static readonly capacity: number = 1 << 12;

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
    const { length } = other;
    this.length = length;
    this.type.set(other.type.subarray(0, length));
    this.time.set(other.time.subarray(0, length));
    this.goroutine.set(other.goroutine.subarray(0, length));
    this.proc.set(other.proc.subarray(0, length));
    this.thread.set(other.thread.subarray(0, length));
    this.subject.set(other.subject.subarray(0, length));
    this.stack.set(other.stack.subarray(0, length));
    this.text.set(other.text.subarray(0, length));
    this.extra.set(other.extra.subarray(0, length));
    this.a.set(other.a.subarray(0, length));
    this.b.set(other.b.subarray(0, length));
    this.c.set(other.c.subarray(0, length));
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
