/** Rows that are asked for at once. */
const block = 200;

/** Rows that the worker has, asked for in blocks as they come into sight. */
export class Pages<Row> {
  /** `null` before the first answer. */
  total: number | null = null;
  private readonly known = new Map<number, Row>();
  private readonly asked = new Set<number>();
  private readonly ask: (
    from: number,
    to: number,
  ) => Promise<{ total: number; from: number; rows: readonly Row[] }>;

  constructor(
    ask: (from: number, to: number) => Promise<{ total: number; from: number; rows: readonly Row[] }>,
  ) {
    this.ask = ask;
  }

  at(index: number): Row | undefined {
    return this.known.get(index);
  }

  /** Asks for what is missing of some rows, if anything. @param got is called with each answer */
  async need(from: number, to: number, got: () => void): Promise<void> {
    for (let at = Math.floor(from / block); at * block < to; at++) {
      if (this.asked.has(at)) continue;
      this.asked.add(at);
      const answer = await this.ask(at * block, (at + 1) * block);
      for (const [index, row] of answer.rows.entries()) this.known.set(answer.from + index, row);
      this.total = answer.total;
      got();
    }
  }
}
