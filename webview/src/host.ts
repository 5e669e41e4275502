import type { ToHost, ToPage } from '#protocol';

/** What outlives the page: VS Code throws it away when it is hidden, and makes it anew. */
export interface SavedState {
  search: string;
  /** Keys of the groups that are open; `null` before anybody opened or closed one. */
  open: string[] | null;
  scroll: number;
}

interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): SavedState | undefined;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export const post = (message: ToHost): void => api.postMessage(message);

export const savedState = (): SavedState => ({ search: '', open: null, scroll: 0, ...api.getState() });
export const saveState = (state: SavedState): void => api.setState(state);

/** Calls back with each message of the extension host. */
export function onMessage(listener: (message: ToPage) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => listener(data));
}
