/** What a key does in the timeline. */
export type Action =
  | { do: 'zoom'; factor: number }
  | { do: 'pan'; share: number }
  | { do: 'line'; step: number }
  | { do: 'page'; step: number }
  | { do: 'end'; isLast: boolean }
  | { do: 'side'; isRight: boolean }
  | {
      do: 'whole' | 'fit' | 'activate' | 'clear' | 'rangeOfSight' | 'rangeOfSelected' | 'zoomToRange';
    }
  | { do: 'follow'; isBack: boolean }
  | { do: 'bookmark' }
  | { do: 'nextBookmark'; isBack: boolean }
  | { do: 'search' };

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

const actions: Readonly<Record<string, Action>> = {
  w: { do: 'zoom', factor: 0.7 },
  '+': { do: 'zoom', factor: 0.7 },
  '=': { do: 'zoom', factor: 0.7 },
  s: { do: 'zoom', factor: 1 / 0.7 },
  '-': { do: 'zoom', factor: 1 / 0.7 },
  a: { do: 'pan', share: -0.15 },
  d: { do: 'pan', share: 0.15 },
  0: { do: 'whole' },
  f: { do: 'fit' },
  r: { do: 'rangeOfSight' },
  m: { do: 'rangeOfSelected' },
  z: { do: 'zoomToRange' },
  b: { do: 'bookmark' },
  ',': { do: 'nextBookmark', isBack: true },
  '.': { do: 'nextBookmark', isBack: false },
  '[': { do: 'follow', isBack: true },
  ']': { do: 'follow', isBack: false },
  '/': { do: 'search' },
  arrowup: { do: 'line', step: -1 },
  arrowdown: { do: 'line', step: 1 },
  pageup: { do: 'page', step: -1 },
  pagedown: { do: 'page', step: 1 },
  home: { do: 'end', isLast: false },
  end: { do: 'end', isLast: true },
  arrowleft: { do: 'side', isRight: false },
  arrowright: { do: 'side', isRight: true },
  enter: { do: 'activate' },
  ' ': { do: 'activate' },
  escape: { do: 'clear' },
};

/** `null` for a key that means nothing here. */
export function actionOf({ key, altKey, ctrlKey, metaKey }: Key): Action | null {
  if (altKey || ctrlKey || metaKey) return null;
  return actions[key.toLowerCase()] ?? null;
}
