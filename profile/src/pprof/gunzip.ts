import { FormatError } from '../errors.ts';

/** More than any goroutine profile unpacks to; what goes beyond is taken for a zip bomb. */
const maxUnpacked = 512 * 1024 * 1024;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Unpacks gzip with the platform's DecompressionStream.
 *
 * @throws FormatError for a truncated or corrupt stream, or one that unpacks to more than 512 MB.
 */
export async function gunzip(bytes: Uint8Array, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      signal?.throwIfAborted();
      length += value.length;
      if (length > maxUnpacked) throw new FormatError('It unpacks to more than 512 MB.', bytes.length);
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    if (error instanceof FormatError || signal?.aborted) throw error;
    throw new FormatError('The gzip data is truncated or corrupt.', bytes.length);
  }
  const result = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  return result;
}
