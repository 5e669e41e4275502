import { FormatError } from './errors.ts';

/** More than any artefact unpacks to; what goes beyond is taken for a zip bomb. */
export const maxUnpacked = 512 * 1024 * 1024;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Unpacks gzip, or the bare deflate of a zip archive, with the platform's DecompressionStream.
 *
 * @param limit bytes that it may unpack to at most.
 * @throws FormatError for a truncated or corrupt stream, or one that unpacks to more.
 */
export async function inflate(
  bytes: Uint8Array,
  format: 'gzip' | 'deflate-raw',
  { signal, limit = maxUnpacked }: { signal?: AbortSignal | undefined; limit?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      signal?.throwIfAborted();
      length += value.length;
      if (length > limit) {
        const most = limit === maxUnpacked ? '512 MB' : `${limit} bytes`;
        throw new FormatError(`It unpacks to more than ${most}.`, bytes.length);
      }
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    if (error instanceof FormatError || signal?.aborted) throw error;
    throw new FormatError(
      `The ${format === 'gzip' ? 'gzip' : 'packed'} data is truncated or corrupt.`,
      bytes.length,
    );
  }
  const result = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  return result;
}
