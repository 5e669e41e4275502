import { FormatError } from '../errors.ts';
import { generationVersions, traceVersion } from './container.ts';
import { GenerationReader } from './reader.ts';
import type { EventSource } from './source.ts';
import { flatVersions, readFlat } from './v1/reader.ts';

/** Before Go 1.7 a trace had addresses in place of functions. */
const namelessVersions: readonly number[] = [5, 6];

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
  if (namelessVersions.includes(version))
    throw new FormatError(
      'It is an execution trace of Go 1.5 or 1.6. It holds no names of functions: they are in the program’s binary alone.',
      5,
    );
  throw new FormatError(`It is an execution trace of version 1.${version}, which is unknown.`, 5);
}
