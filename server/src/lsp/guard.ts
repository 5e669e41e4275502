import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { describeError, type Log } from './log.ts';

/**
 * Wraps a request handler: an exception is logged and answered with `empty()`, so that one broken request harms
 * no other. A `ResponseError` (cancelled, modified meanwhile) is an answer and passes.
 */
export function guardRequest<P, R, Rest extends unknown[]>(
  log: Log,
  name: string,
  empty: () => R,
  handler: (params: P, token: CancellationToken, ...rest: Rest) => Promise<R>,
): (params: P, token: CancellationToken, ...rest: Rest) => Promise<R> {
  return async (params, token, ...rest) => {
    try {
      return await handler(params, token, ...rest);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      log.error(`${name}: ${describeError(error)}`);
      return empty();
    }
  };
}

/** The same for a notification. */
export function guardNotification<P>(
  log: Log,
  name: string,
  handler: (params: P) => void,
): (params: P) => void {
  return (params) => {
    try {
      handler(params);
    } catch (error) {
      log.error(`${name}: ${describeError(error)}`);
    }
  };
}

/** Throws the answer that the protocol wants once the client no longer waits. */
export function throwIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
}
