import type { Opened } from './model.ts';

export interface OpenOptions {
  signal?: AbortSignal;
  /** Bytes done of bytes in all. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Reads a profile of any format; what it is, is told by its content alone.
 *
 * @throws FormatError for bytes that are no profile, or a broken one; `signal.reason` when aborted.
 */
export declare function open(bytes: Uint8Array, options?: OpenOptions): Promise<Opened>;
