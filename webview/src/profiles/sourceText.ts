import type { LineRange, ToPage } from '#protocol';
import { onMessage, post } from '../host.ts';

export type SourceText = Omit<Extract<ToPage, { type: 'sourceText' }>, 'type' | 'request'>;

const waiting = new Map<number, (text: SourceText) => void>();
let requests = 0;
let isListening = false;

/** Asks the extension host for lines of a file, as a profile names it. */
export function sourceText(file: string, ranges: readonly LineRange[]): Promise<SourceText> {
  if (!isListening) {
    isListening = true;
    onMessage((message) => {
      if (message.type !== 'sourceText') return;
      waiting.get(message.request)?.(message);
      waiting.delete(message.request);
    });
  }
  const request = ++requests;
  return new Promise((resolve) => {
    waiting.set(request, resolve);
    post({ type: 'sourceText', request, file, ranges });
  });
}
