import { FormatError } from '../errors.ts';
import { generationVersions, traceVersion } from './container.ts';
import { GenerationReader } from './reader.ts';
import type { EventSource } from './source.ts';
import { flatVersions, readFlat } from './v1/reader.ts';

/**
 * The events of an execution trace.
 *
 * @throws FormatError for bytes that are no trace, or one of a version that is unknown.
 */
export function openEvents(bytes: Uint8Array): EventSource {
  const version = traceVersion(bytes);
  if (version === null) throw new FormatError('It is no execution trace: its header is not that of one.');
  if (generationVersions.includes(version)) return new GenerationReader(bytes, version);
  if (flatVersions.includes(version)) return readFlat(bytes, version);
  throw new FormatError(`It is an execution trace of version 1.${version}, which is unknown.`, 5);
}
