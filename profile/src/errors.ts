/** Input that can't be read: what was expected, and at which byte it failed. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** Byte offset into the file as given (into the unpacked bytes where `unpacked`). */
  readonly offset: number;
  readonly unpacked: boolean;

  constructor(message: string, offset = 0, unpacked = false) {
    super(message);
    this.offset = offset;
    this.unpacked = unpacked;
  }
}
