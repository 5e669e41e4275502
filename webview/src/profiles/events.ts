import type { Weighed } from './messages.ts';
import type { SavedProfile } from './state.ts';

/** Tells the page that somebody looks at a frame; `null` at the whole. */
export const frameSelected = (from: HTMLElement, detail: Weighed | null): void => {
  from.dispatchEvent(new CustomEvent<Weighed | null>('frame-selected', { detail, bubbles: true }));
};

/** Tells the page how a view of the profile is looked at now, to be kept. */
export const lookChanged = (
  from: HTMLElement,
  detail: Partial<Pick<SavedProfile, 'zoom' | 'open' | 'sorting'>>,
): void => {
  from.dispatchEvent(new CustomEvent('look-changed', { detail, bubbles: true }));
};

export interface FrameToOpen {
  frame: number;
  /** In the group beside, or in the page's own. */
  beside: boolean;
}

/** Asks the page to open a frame's source. */
export const frameOpened = (from: HTMLElement, frame: number, beside: boolean): void => {
  from.dispatchEvent(
    new CustomEvent<FrameToOpen>('frame-opened', { detail: { frame, beside }, bubbles: true }),
  );
};

/** A click that is to open the source, as in an editor. */
export const wantsSource = ({ ctrlKey, metaKey }: MouseEvent): boolean => ctrlKey || metaKey;
