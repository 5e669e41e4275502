import type { Action, Operation, Pc, Procedure, Register, SelectCase, Site } from '../model/program.ts';

/** A place in a procedure that is jumped to, maybe before it is known where it lies. Usable wherever a `Pc` is. */
export type Label = Pc;

/** Writes one procedure's operations. */
export class Builder {
  private readonly operations: Operation[] = [];
  private readonly targets: number[] = [];
  private count = 0;
  /** Of what is written next. */
  site: Site = -1;

  register(): Register {
    return this.count++;
  }

  registers(many: number): Register[] {
    return Array.from({ length: many }, () => this.register());
  }

  label(): Label {
    this.targets.push(-1);
    return -1 - this.targets.length;
  }

  /** The label is where the next operation comes to stand. */
  place(label: Label): void {
    this.targets[-2 - label] = this.operations.length;
  }

  /** @param action is the builder's own from now on */
  emit(action: Action, next: Label = this.operations.length + 1): void {
    this.operations.push(Object.assign(action, { site: this.site, next }));
  }

  jump(label: Label): void {
    this.emit({ do: 'nothing' }, label);
  }

  /** A register that holds a number. */
  number(value: number): Register {
    const to = this.register();
    this.emit({ do: 'set', to, value });
    return to;
  }

  unknown(): Register {
    const to = this.register();
    this.emit({ do: 'unknown', to });
    return to;
  }

  nil(): Register {
    const to = this.register();
    this.emit({ do: 'nil', to });
    return to;
  }

  load(record: Register, slot: number): Register {
    const to = this.register();
    this.emit({ do: 'load', record, slot, to });
    return to;
  }

  store(record: Register, slot: number, from: Register, inline = false): void {
    this.emit({ do: 'store', record, slot, from, inline });
  }

  copy(from: Register, to: Register): void {
    if (from !== to) this.emit({ do: 'copy', from, to });
  }

  /** Goes to `then` where two registers compare so. */
  compare(left: Register, by: '==' | '<', right: Register, then: Label): void {
    this.emit({ do: 'compare', left, by, right, then });
  }

  finish(name: string, site: Site, parameters: number): Procedure {
    this.emit({ do: 'return', values: [] });
    const { operations, targets } = this;
    const placed = (pc: Pc): Pc => (pc < -1 ? targets[-2 - pc] : pc);
    // Jumps to jumps lead to where those lead, but for such that go round.
    const to = (first: Pc): Pc => {
      let pc = placed(first);
      for (let left = 20; left > 0 && operations[pc]?.do === 'nothing'; left--)
        pc = placed(operations[pc].next);
      return pc;
    };
    for (const operation of operations) {
      operation.next = to(operation.next);
      if (operation.do === 'compare' || operation.do === 'typeIs' || operation.do === 'isKnown')
        operation.then = to(operation.then);
      else if (operation.do === 'choose') operation.among = operation.among.map(to);
      else if (operation.do === 'select') {
        operation.cases = operation.cases.map((c): SelectCase => ({ ...c, next: to(c.next) }));
        operation.otherwise = operation.otherwise === null ? null : to(operation.otherwise);
      }
    }
    return { name, site, parameters, registers: this.count, operations };
  }
}
