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
  readonly type: Uint8Array = new Uint8Array(EventBlock.capacity);
  /** Nanoseconds since the trace's begin; strictly rising. */
  readonly time: Float64Array = new Float64Array(EventBlock.capacity);
  /** The goroutine, processor and thread that it happened on. */
  readonly goroutine: Int32Array = new Int32Array(EventBlock.capacity);
  readonly proc: Int32Array = new Int32Array(EventBlock.capacity);
  readonly thread: Int32Array = new Int32Array(EventBlock.capacity);
  /** The goroutine or processor that it is about: which is created, started, blocked, stolen. */
  readonly subject: Int32Array = new Int32Array(EventBlock.capacity);
  /** Where it happened. */
  readonly stack: Int32Array = new Int32Array(EventBlock.capacity);
  /** Reason, kind, label, name or category. */
  readonly text: Int32Array = new Int32Array(EventBlock.capacity);
  /** GoCreate, GoStatus of old traces: the stack that the goroutine begins with. UserLog: the message. */
  readonly extra: Int32Array = new Int32Array(EventBlock.capacity);
  /**
   * What else the event tells: a metric's value; a task's id; bytes swept; the new status of GoStatus and ProcStatus;
   * the goroutine's id of a CPUSample; the number of a mark phase's event; the count of Sync events.
   */
  readonly a: Float64Array = new Float64Array(EventBlock.capacity);
  /**
   * A task's parent; bytes reclaimed; the status before of GoStatus, ProcStatus and ProcSteal; the processor's id of
   * a CPUSample.
   */
  readonly b: Float64Array = new Float64Array(EventBlock.capacity);
  /** GoStatus of a system call: 1 if it has its processor still. The third argument of experimental events. */
  readonly c: Float64Array = new Float64Array(EventBlock.capacity);

  /** Begins anew. */
  clear(): void {
    this.extra.fill(0, 0, this.length);
    this.a.fill(0, 0, this.length);
    this.b.fill(0, 0, this.length);
    this.length = 0;
  }

  /** Sets the next event's time: apart from `push`, which engines would have to make an object of it for. */
  at(time: number): void {
    this.time[this.length] = time;
  }

  /** Adds an event, whose time is set already. */
  push(
    type: number,
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
    this.goroutine[i] = goroutine;
    this.proc[i] = proc;
    this.thread[i] = thread;
    this.subject[i] = subject;
    this.stack[i] = stack;
    this.text[i] = text;
    if (extra !== 0) this.extra[i] = extra;
    if (a !== 0) this.a[i] = a;
    if (b !== 0) this.b[i] = b;
  }
}
