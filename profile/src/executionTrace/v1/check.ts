import type { FormatError } from '../../errors.ts';
import type { V1Events } from './events.ts';
import { broken, noProc } from './scan.ts';
import { namesStops, V1 } from './spec.ts';

const dead = 0;
const runnable = 1;
const running = 2;
const waiting = 3;

/** A goroutine: what it does, and whether it waits for the network. */
interface Life {
  state: number;
  network: boolean;
  assists: boolean;
}

interface Proc {
  runs: boolean;
  goroutine: number;
  sweeps: boolean;
  stopped: boolean;
}

/**
 * Checks that the events could have happened in this order, and sets the processor to none where an event happened on
 * the runtime's behalf: timers, the network poller, the collector.
 *
 * Source: internal/trace/internal/tracev1/parser.go, postProcessTrace.
 *
 * @throws FormatError for the first that could not.
 */
export function check(events: V1Events, timers: ReadonlySet<number>, version: number): void {
  const checker = new Checker(events, timers, version);
  for (let i = 0; i < events.length; i++) {
    const wrong = checker.next(i);
    if (wrong) throw wrong;
  }
}

class Checker {
  private readonly events: V1Events;
  private readonly timers: ReadonlySet<number>;
  private readonly goroutines = new Map<number, Life>([
    [0, { state: running, network: false, assists: false }],
  ]);
  private readonly procs = new Map<number, Proc>();
  private readonly tasks = new Set<number>();
  private readonly regions = new Map<number, [task: number, name: number][]>();
  private collects = false;
  private readonly all: Proc = { runs: false, goroutine: 0, sweeps: false, stopped: false };
  private readonly stopsAll: boolean;

  constructor(events: V1Events, timers: ReadonlySet<number>, version: number) {
    this.stopsAll = version >= namesStops;
    this.events = events;
    this.timers = timers;
  }

  next(i: number): FormatError | null {
    const { events } = this;
    const type = events.type.data[i];
    const id = events.goroutine.data[i];
    const timer = type === V1.GoUnblock && this.timers.has(id);
    if (timer) events.proc.data[i] = noProc;
    const g = this.life(id);
    const p = this.proc(events.proc.data[i]);
    switch (type) {
      case V1.ProcStart: {
        const wrong = this.must(i, !p.runs, 'a processor starts that runs already');
        p.runs = true;
        return wrong;
      }
      case V1.ProcStop: {
        const wrong = this.must(
          i,
          p.runs && p.goroutine === 0,
          'a processor stops that does not run, or runs a goroutine',
        );
        p.runs = false;
        return wrong;
      }
      case V1.GCStart:
      case V1.GCDone: {
        const begins = type === V1.GCStart;
        const wrong = this.must(i, this.collects !== begins, 'collections are nested');
        this.collects = begins;
        if (begins) events.proc.data[i] = noProc;
        return wrong;
      }
      case V1.STWStart:
      case V1.STWDone: {
        const begins = type === V1.STWStart;
        const stopped = this.stopsAll ? this.all : p;
        const wrong = this.must(i, stopped.stopped !== begins, 'pauses are nested');
        stopped.stopped = begins;
        return wrong;
      }
      case V1.GCSweepStart:
      case V1.GCSweepDone: {
        const begins = type === V1.GCSweepStart;
        const wrong = this.must(i, p.sweeps !== begins, 'sweeps are nested');
        p.sweeps = begins;
        return wrong;
      }
      case V1.GCMarkAssistStart: {
        const wrong = this.must(i, !g.assists, 'mark assists are nested');
        g.assists = true;
        return wrong;
      }
      case V1.GCMarkAssistDone:
        g.assists = false;
        return null;
      case V1.GoWaiting:
      case V1.GoInSyscall: {
        const wrong = this.must(i, g.state === runnable, 'a goroutine waits that is not runnable');
        g.state = waiting;
        g.network = false;
        return wrong;
      }
      case V1.GoCreate: {
        const created = events.a.data[i];
        const known = this.goroutines.has(created);
        this.goroutines.set(created, { state: runnable, network: false, assists: false });
        return this.must(
          i,
          g.state === running && p.goroutine === id && !known,
          'a goroutine is created out of place',
        );
      }
      case V1.GoStart:
      case V1.GoStartLabel: {
        const wrong = this.must(
          i,
          g.state === runnable && p.goroutine === 0,
          'a goroutine starts out of place',
        );
        g.state = running;
        p.goroutine = id;
        return wrong;
      }
      case V1.GoEnd:
      case V1.GoStop: {
        const wrong = this.runs(i, g, p, id);
        g.state = dead;
        p.goroutine = 0;
        if (type === V1.GoEnd) this.regions.delete(id);
        return wrong;
      }
      case V1.GoSched:
      case V1.GoPreempt: {
        const wrong = this.runs(i, g, p, id);
        g.state = runnable;
        p.goroutine = 0;
        return wrong;
      }
      case V1.GoUnblock: {
        const woken = this.life(events.a.data[i]);
        const wrong = this.must(
          i,
          g.state === running && (timer || p.goroutine === id) && woken.state === waiting,
          'a goroutine is woken out of place',
        );
        if (woken.network) events.proc.data[i] = noProc;
        woken.state = runnable;
        woken.network = false;
        return wrong;
      }
      case V1.GoSysCall:
        return this.runs(i, g, p, id);
      case V1.GoSysBlock: {
        const wrong = this.runs(i, g, p, id);
        g.state = waiting;
        g.network = false;
        p.goroutine = 0;
        return wrong;
      }
      case V1.GoSysExit: {
        const wrong = this.must(i, g.state === waiting, 'a goroutine leaves a system call that it is not in');
        g.state = runnable;
        return wrong;
      }
      case V1.GoSleep:
      case V1.GoBlock:
      case V1.GoBlockSend:
      case V1.GoBlockRecv:
      case V1.GoBlockSelect:
      case V1.GoBlockSync:
      case V1.GoBlockCond:
      case V1.GoBlockNet:
      case V1.GoBlockGC: {
        const wrong = this.runs(i, g, p, id);
        g.state = waiting;
        g.network = type === V1.GoBlockNet;
        p.goroutine = 0;
        return wrong;
      }
      case V1.UserTaskCreate: {
        const task = events.a.data[i];
        const wrong = this.must(i, !this.tasks.has(task), 'a task begins twice');
        this.tasks.add(task);
        return wrong;
      }
      case V1.UserTaskEnd:
        this.tasks.delete(events.a.data[i]);
        return null;
      case V1.UserRegion:
        return this.region(i);
    }
    return null;
  }

  private runs(i: number, g: Life, p: Proc, id: number): FormatError | null {
    const holds = g.state === running && p.goroutine === id && id !== 0;
    return this.must(i, holds, 'an event of a goroutine that does not run');
  }

  private must(i: number, holds: boolean, otherwise: string): FormatError | null {
    return holds ? null : broken(otherwise, this.events.at.data[i]);
  }

  private region(i: number): FormatError | null {
    const { events } = this;
    const id = events.goroutine.data[i];
    const [task, mode, name] = [events.a.data[i], events.b.data[i], events.c.data[i]];
    const regions = this.regions.get(id) ?? [];
    if (mode === 0) {
      regions.push([task, name]);
      this.regions.set(id, regions);
      return null;
    }
    if (mode !== 1) return broken(`a region of mode ${mode}`, events.at.data[i]);
    // Of regions that began before the trace nothing is known.
    const inner = regions.pop();
    if (!inner || (inner[0] === task && inner[1] === name)) return null;
    return broken('an outer region ends before an inner', events.at.data[i]);
  }

  private life(id: number): Life {
    let life = this.goroutines.get(id);
    if (!life) {
      life = { state: dead, network: false, assists: false };
      // One that is not there yet may still be created.
      if (id === 0) this.goroutines.set(id, life);
    }
    return life;
  }

  private proc(id: number): Proc {
    let proc = this.procs.get(id);
    if (!proc) {
      proc = { runs: false, goroutine: 0, sweeps: false, stopped: false };
      this.procs.set(id, proc);
    }
    return proc;
  }
}
