import type { ToHost, ToPage } from '#protocol';
import type { Likeness } from './leaks/bundles.ts';
import { type Filters, noFilters } from './leaks/filters.ts';
import { freshProfile, type SavedProfile } from './profiles/state.ts';
import { freshPages, type SavedPages } from './saved.ts';
import { freshTrace, type SavedTrace } from './trace/saved.ts';

/** How the leaks are looked at. */
export interface SavedView {
  filters: Filters;
  likeness: Likeness;
  /** Keys of the lines that are open; `null` before anybody opened or closed one. */
  open: string[] | null;
}

/** What outlives the page: VS Code throws it away when it is hidden, and makes it anew. */
export interface SavedState {
  view: SavedView;
  /** Pixels that the tree is scrolled down. */
  scroll: number;
  /** Ids of the snapshots beside the editor's file. */
  added: string[];
  profile: SavedProfile;
  /** Of a profile of goroutines: it is shown as a profile. */
  asProfile: boolean;
  /** Key of the tab that is shown. */
  tab: string;
  trace: SavedTrace;
  pages: SavedPages;
}

interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): SavedState | undefined;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export const post = (message: ToHost): void => api.postMessage(message);

const fresh: SavedState = {
  view: { filters: noFilters, likeness: 'stack', open: null },
  scroll: 0,
  added: [],
  profile: freshProfile,
  asProfile: false,
  tab: '',
  trace: freshTrace,
  pages: freshPages,
};

/** What an older version has saved may lack what came since. */
export function savedState(): SavedState {
  const state = { ...fresh, ...api.getState() };
  return {
    ...state,
    profile: { ...freshProfile, ...state.profile },
    pages: { ...freshPages, ...state.pages },
  };
}

export const saveState = (state: SavedState): void => api.setState(state);

/** Calls back with each message of the extension host, until the function that it returns is called. */
export function onMessage(listener: (message: ToPage) => void): () => void {
  const listen = ({ data }: MessageEvent<ToPage>) => listener(data);
  window.addEventListener('message', listen);
  return () => window.removeEventListener('message', listen);
}
