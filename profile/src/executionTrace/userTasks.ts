import { exactOf, Float64Column, Int32Column, Uint8Column, Uint32Column } from './columns.ts';
import type { EventBlock } from './events.ts';
import type { Logs, Regions, Tasks } from './model.ts';
import { Ev } from './spec.ts';

const deepest = 255;

/** Tasks, regions and logs that a program makes with runtime/trace. */
export class UserTaskBuilder {
  private readonly tasks = {
    id: new Float64Column(),
    parent: new Int32Column(),
    name: new Uint32Column(),
    goroutine: new Int32Column(),
    stack: new Uint32Column(),
    start: new Float64Column(),
    end: new Float64Column(),
  };
  private readonly regions = {
    goroutine: new Int32Column(),
    task: new Float64Column(),
    name: new Uint32Column(),
    stack: new Uint32Column(),
    depth: new Uint8Column(),
    start: new Float64Column(),
    end: new Float64Column(),
  };
  private readonly logs = {
    time: new Float64Column(),
    goroutine: new Int32Column(),
    task: new Float64Column(),
    category: new Uint32Column(),
    message: new Uint32Column(),
    stack: new Uint32Column(),
  };
  /** Task's id → row of the last with that id. */
  private readonly taskRows = new Map<number, number>();
  /** Goroutine → rows of its regions that are under way, the innermost last. */
  private readonly open = new Map<number, number[]>();

  consume(block: EventBlock): void {
    for (let i = 0; i < block.length; i++) {
      switch (block.type[i]) {
        case Ev.UserTaskBegin:
          this.addTask(block, i, block.time[i], Number.NaN);
          break;
        case Ev.UserTaskEnd: {
          const row = this.taskRows.get(block.a[i]);
          if (row !== undefined && Number.isNaN(this.tasks.end.data[row]))
            this.tasks.end.data[row] = block.time[i];
          else if (row === undefined) this.addTask(block, i, Number.NaN, block.time[i]);
          break;
        }
        case Ev.UserRegionBegin:
          this.addRegion(block, i, block.time[i], Number.NaN);
          break;
        case Ev.UserRegionEnd: {
          const row = this.open.get(block.goroutine[i])?.pop();
          if (row === undefined) this.addRegion(block, i, Number.NaN, block.time[i]);
          else this.regions.end.data[row] = block.time[i];
          break;
        }
        case Ev.UserLog:
          this.logs.time.push(block.time[i]);
          this.logs.goroutine.push(block.goroutine[i]);
          this.logs.task.push(block.a[i]);
          this.logs.category.push(block.text[i]);
          this.logs.message.push(block.extra[i]);
          this.logs.stack.push(block.stack[i]);
          break;
      }
    }
  }

  /** @param ends when goroutines ended, who take their regions with them */
  finish(ends: Float64Array): { tasks: Tasks; regions: Regions; logs: Logs } {
    const regions = exactOf(this.regions);
    for (const [goroutine, rows] of this.open)
      if (goroutine >= 0) for (const row of rows) regions.end[row] = ends[goroutine];
    return { tasks: exactOf(this.tasks), regions, logs: exactOf(this.logs) };
  }

  private addTask(block: EventBlock, i: number, start: number, end: number): void {
    const row = this.tasks.id.push(block.a[i]);
    this.taskRows.set(block.a[i], row);
    this.tasks.parent.push(this.taskRows.get(block.b[i]) ?? -1);
    this.tasks.name.push(block.text[i]);
    this.tasks.goroutine.push(block.goroutine[i]);
    this.tasks.stack.push(block.stack[i]);
    this.tasks.start.push(start);
    this.tasks.end.push(end);
  }

  private addRegion(block: EventBlock, i: number, start: number, end: number): void {
    const goroutine = block.goroutine[i];
    const row = this.regions.goroutine.push(goroutine);
    const open = this.open.get(goroutine) ?? [];
    this.regions.task.push(block.a[i]);
    this.regions.name.push(block.text[i]);
    this.regions.stack.push(block.stack[i]);
    this.regions.depth.push(Math.min(open.length, deepest));
    this.regions.start.push(start);
    this.regions.end.push(end);
    if (!Number.isNaN(end)) return;
    open.push(row);
    this.open.set(goroutine, open);
  }
}
