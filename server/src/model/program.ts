/**
 * What the model checker runs: Go, cut down to control flow, concurrency, and as much data as leads from one to the
 * other. A scope of the source (a function with all that it reaches) becomes one `Program`.
 *
 * A value is unknown, unknown but not nil, nil, a number (booleans are 0 and 1), or an object. Whatever is done to an unknown value, or to
 * an object that unseen code got hold of, goes well: a send on it never blocks, a comparison goes either way, what is
 * received or loaded from it is unknown, what is stored in it escapes. A `select` may take the case of an unknown channel
 * at any time; what follows from the case of a channel that unseen code got hold of is not told.
 */

/** Index of a register of a frame: it holds a value. A fresh frame's registers behind its arguments hold nil. */
export type Register = number;

/** Index of an operation of a procedure. */
export type Pc = number;

/** Where an operation stands in the source; what the number means is up to who made the program. -1: nowhere. */
export type Site = number;

/** What a call runs. */
export type Callee =
  | { kind: 'procedure'; procedure: number }
  /** A closure; of any other value the call is one of unseen code: its arguments escape, its results are unknown. */
  | { kind: 'closure'; register: Register }
  /** By the type of the record that the first argument is; any other is unseen code. */
  | { kind: 'method'; procedures: ReadonlyMap<number, number> };

/** One way of a `select`. */
export interface SelectCase {
  site: Site;
  channel: Register;
  /** What is sent; `null` where the case receives. */
  send: Register | null;
  /** Gets what was received. */
  to: Register | null;
  /** Gets 1 where a value was received, 0 where the channel was closed. */
  ok: Register | null;
  next: Pc;
}

/** A slot of a record. */
export interface Source {
  record: Register;
  slot: number;
}

export type Primitive = 'lock' | 'group' | 'once';

/** What one operation does. It goes on at the operation's `next`, unless said otherwise. */
export type Action =
  // Data.
  | { do: 'unknown'; to: Register }
  /** `ofChannel`: a variable for a channel, which nobody has made yet. */
  | { do: 'nil'; to: Register; ofChannel?: boolean }
  | { do: 'set'; to: Register; value: number }
  | { do: 'copy'; from: Register; to: Register }
  /**
   * An unknown value becomes one of these, so that all that looks at it later agrees; any other stays as it is. `nil`:
   * nil, or unknown but not nil. `list`: a list of as many unknown values. `from`: the slot of a record that it was
   * loaded from, which becomes the same.
   */
  | { do: 'settle'; register: Register; as: 'nil'; from: Source | null }
  | { do: 'settle'; register: Register; as: 'number'; among: readonly number[]; from: Source | null }
  | {
      do: 'settle';
      register: Register;
      as: 'list';
      among: readonly number[];
      from: Source | null;
      isMap: boolean;
    }
  | { do: 'arithmetic'; by: '+' | '-' | '*'; left: Register; right: Register; to: Register }
  /**
   * `type`: a number that `method` callees and `typeIs` ask for; -1 where nobody does. Slots hold nil at first; those of
   * a `foreign` one, which belongs to unseen code, are unknown, and what is stored in it escapes (and stays there).
   */
  | { do: 'makeRecord'; to: Register; type: number; slots: number; foreign: boolean }
  /** The record of what all goroutines see, once it is kept; unknown before. `slot`: which of its slots is asked for. */
  | { do: 'globals'; to: Register; slot: number }
  | { do: 'keepGlobals'; record: Register }
  | { do: 'load'; record: Register; slot: number; to: Register }
  /**
   * With `inline`, what is stored is part of the record, as a struct within a struct: `clone` copies it too. `isOwn`: a
   * foreign record is made with it, so that it does not escape.
   */
  | { do: 'store'; record: Register; slot: number; from: Register; inline: boolean; isOwn?: boolean }
  /** A pointer to a slot, of whose slot 0 `load` and `store` are those of the slot itself. */
  | { do: 'pointTo'; record: Register; slot: number; to: Register }
  /** A copy of a struct: records and primitives that are `inline` in it are copied with it. */
  | { do: 'clone'; from: Register; to: Register }
  /** What is captured becomes the first registers of the procedure, before its arguments. */
  | { do: 'makeClosure'; to: Register; procedure: number; captured: readonly Register[] }
  /**
   * A list is an array, a slice, or the values of a map: unseen code that gets hold of it may change its values, and of
   * a map how many there are.
   */
  | { do: 'makeList'; to: Register; values: readonly Register[]; isMap: boolean }
  /** A new list; nil is an empty one, unknown stays unknown. */
  | { do: 'append'; list: Register; values: readonly Register[]; to: Register }
  /** Beyond the end it panics; with an unknown index, any element, or unknown where there is none. */
  | { do: 'element'; list: Register; index: Register; to: Register }
  | { do: 'setElement'; list: Register; index: Register; from: Register }
  /** Adds to the list itself, as to a map, which keeps a key that is an object; or takes one out, nobody knows which. */
  | { do: 'push'; list: Register; value: Register; key?: Register }
  | { do: 'drop'; list: Register }
  /** 0 for nil. Of a channel: the values in its buffer. */
  | { do: 'length'; of: Register; to: Register }
  /** Goes to `then` where it holds, else to `next`; either way where it is not known. Objects compare by identity. */
  | { do: 'compare'; left: Register; by: '==' | '<'; right: Register; then: Pc }
  /** Goes to `then` where the register holds a record of one of the types, else to `next`. */
  | { do: 'typeIs'; register: Register; types: readonly number[]; then: Pc }
  /** Goes to `then` where the register holds a number or an object of which something is known, else to `next`. */
  | { do: 'isKnown'; register: Register; then: Pc }
  /** What the source decides by what the model does not know. */
  | { do: 'choose'; among: readonly Pc[] }
  /** Unseen code gets hold of these, and of all that is reached from them. */
  | { do: 'escape'; registers: readonly Register[] }
  /** The same of what a list holds, with the keys of a map: it stays as long. */
  | { do: 'escapeElements'; list: Register }
  /** The same for the closures among them. */
  | { do: 'escapeClosures'; registers: readonly Register[] }
  | { do: 'nothing' }
  // Channels. A nil channel blocks for ever.
  | { do: 'makeChannel'; to: Register; capacity: Register }
  | { do: 'send'; channel: Register; value: Register }
  /** `to` gets nil, and `ok` 0, where the channel is closed and empty. */
  | { do: 'receive'; channel: Register; to: Register | null; ok: Register | null }
  | { do: 'close'; channel: Register }
  | { do: 'select'; cases: readonly SelectCase[]; otherwise: Pc | null }
  // sync
  | { do: 'make'; what: Primitive; to: Register }
  | { do: 'makeCond'; to: Register; lock: Register }
  /** The readers' side of a lock (RWMutex.RLocker): whatever is done to it is done to the lock by a reader. */
  | { do: 'makeReaders'; to: Register; lock: Register }
  /** `read`: RLock and RUnlock; a writer that waits keeps new readers out. */
  | { do: 'lock' | 'unlock'; lock: Register; read: boolean }
  /** `to` gets 1 where the lock was taken, 0 where not. */
  | { do: 'tryLock'; lock: Register; read: boolean; to: Register }
  /** WaitGroup.Add of what `by` holds. */
  | { do: 'count'; group: Register; by: Register }
  | { do: 'wait'; group: Register }
  | { do: 'condWait' | 'signal' | 'broadcast'; cond: Register }
  /** Where the Once has not run it runs the callee, during which other callers wait. */
  | { do: 'once'; once: Register; callee: Callee; arguments: readonly Register[] }
  // Control.
  /** `results` are filled from what `return` gives. */
  | { do: 'call'; callee: Callee; arguments: readonly Register[]; results: readonly Register[] }
  /** A `daemon` stands for the environment (a timer, a parent context): that it blocks is no finding. */
  | { do: 'spawn'; callee: Callee; arguments: readonly Register[]; daemon: boolean }
  /** Runs the callee when the frame ends, by return, panic or Goexit; the last one first. */
  | { do: 'defer'; callee: Callee; arguments: readonly Register[] }
  | { do: 'return'; values: readonly Register[] }
  | { do: 'panic' }
  /**
   * In a deferred procedure: ends the panic of the frame that it was deferred by, which returns then (unknown values).
   * `to` gets nil where there is none, else something that is not nil.
   */
  | { do: 'recover'; to?: Register }
  | { do: 'goexit' }
  /** The process ends, and all goroutines with it. */
  | { do: 'exit' };

export type Operation = Action & { site: Site; next: Pc };

export interface Procedure {
  /** For people: the function's name, or that of the function around a literal. */
  name: string;
  site: Site;
  /** The first registers of a frame: what was captured, then the arguments. */
  parameters: number;
  registers: number;
  /** It starts at 0. */
  operations: readonly Operation[];
}

export interface Program {
  procedures: readonly Procedure[];
  /** Run by the first goroutine; its parameters are unknown. What it returns escapes. */
  root: number;
  /** Whether the process ends with the first goroutine. */
  isMain: boolean;
  /** Whether goroutines are told that have more to do when the first one has ended. */
  isTest?: boolean;
  /**
   * Whether the first goroutine does what anybody may do, again and again: where it is stuck itself, somebody else may go
   * on, so that nothing is told.
   */
  isDriven?: boolean;
  /** Capacities to take instead of what the program says, by where a channel is made. */
  capacities?: ReadonlyMap<Site, number>;
}

/** One step of a schedule. */
export interface Step {
  /** 0 is the first goroutine; others in the order in which they were started. */
  goroutine: number;
  site: Site;
  what: Action['do'];
  /** The goroutine that a spawn starts, or that takes from a send, hand in hand, what is sent. */
  other: number | null;
  /** Of a send, hand in hand: where the other one receives; else -1. */
  otherSite: Site;
  /** Where the object was made that this is done to; -1 where nobody knows, or there are several of that place. */
  madeAt: Site;
  /** Of a send or receive: the values in the buffer after it. */
  left: number;
  /** For `select`: the case taken; -1 for `default`. Elsewhere: which of several ways. */
  choice: number | null;
  /** Nobody knows why this way, and not another, and it matters. */
  isFree: boolean;
}

export type ProblemKind =
  /** Goroutines that can never go on, whatever the others do. */
  | 'stuck'
  /** A goroutine that has more to do when the first one has ended: that of a test. */
  | 'outlives'
  | 'negative-counter'
  | 'send-on-closed'
  | 'close-of-closed'
  | 'close-of-nil'
  | 'unlock-of-unlocked';

/** An operation on an object. */
export interface ObjectUse {
  site: Site;
  what: 'send' | 'receive' | 'close';
}

/** Something that goes wrong, with a shortest schedule that leads to it. */
export interface Problem {
  kind: ProblemKind;
  /** The operation that is stuck or fails. */
  site: Site;
  /** Of a failure: whether a deferred function may recover from it. */
  caught: boolean;
  /** Who does it. */
  goroutine: number;
  /** Where the object of the operation was made; -1 for nil. */
  madeAt: Site;
  /** Of a lock: the goroutine that holds it; -1 for one that has ended. `null` where nobody holds it for writing. */
  holder: number | null;
  /** What is done to the object, by anybody at any time. */
  uses: readonly ObjectUse[];
  /** The calls on the goroutine's stack, innermost first: `site` of each call operation. */
  stack: readonly Site[];
  /** The other goroutines that can never go on in the same state, with their operations. */
  others: readonly { goroutine: number; site: Site }[];
  /** Whether nothing at all goes on any more: the first goroutine is stuck as well. */
  deadlock: boolean;
  /** The goroutines that have not ended. */
  alive: readonly number[];
  schedule: readonly Step[];
}

export interface Budget {
  states: number;
  /** Goroutines at once; beyond it a branch is not followed. */
  goroutines: number;
  /** Frames of one goroutine. */
  depth: number;
  /** Elements of a list, and values in a buffer: a channel with more capacity holds as many as are sent. */
  elements: number;
  /** Operations done and objects copied, in all. */
  work: number;
}

export interface Exploration {
  /** False where the budget ran out: then `problems` holds only what does not depend on what was not seen. */
  complete: boolean;
  /** Whether it was states or work that ran out: with more of them there is more to see. */
  isSpent: boolean;
  states: number;
  problems: readonly Problem[];
}

/** The register with what an operation is done to. */
export function objectOf(operation: Operation): number | undefined {
  switch (operation.do) {
    case 'send':
    case 'receive':
    case 'close':
      return operation.channel;
    case 'select':
      return operation.cases[0]?.channel;
    case 'lock':
      return operation.lock;
    case 'wait':
    case 'count':
      return operation.group;
    case 'condWait':
    case 'signal':
    case 'broadcast':
      return operation.cond;
    case 'once':
      return operation.once;
    default:
      return undefined;
  }
}
