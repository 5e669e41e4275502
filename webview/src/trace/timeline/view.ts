/** The window of time that is looked at, in nanoseconds. */
export interface View {
  from: number;
  to: number;
}

/** No window is shorter: the runtime's clock ticks in steps of this size. */
const shortest = 64;

export const whole = (duration: number): View => ({ from: 0, to: Math.max(duration, shortest) });

/** Moved into the trace, with its length where that fits. */
export function clamp({ from, to }: View, duration: number): View {
  const end = Math.max(duration, shortest);
  const length = Math.min(Math.max(to - from, shortest), end);
  const start = Math.min(Math.max(from, 0), end - length);
  return { from: start, to: start + length };
}

/**
 * @param factor below 1 shows less time
 * @param at moment that stays where it is drawn
 */
export function zoom(view: View, factor: number, at: number, duration: number): View {
  const length = view.to - view.from;
  const wanted = Math.min(Math.max(length * factor, shortest), Math.max(duration, shortest));
  const from = at - ((at - view.from) / length) * wanted;
  return clamp({ from, to: from + wanted }, duration);
}

/** @param share of the window; below 0 is back */
export function pan({ from, to }: View, share: number, duration: number): View {
  const by = (to - from) * share;
  return clamp({ from: from + by, to: to + by }, duration);
}

/** Moved as little as shows a span, zoomed out where it is too long; `view` itself where it is in sight. */
export function reveal(view: View, from: number, to: number, duration: number): View {
  if (from < view.to && to > view.from && (from >= view.from || to <= view.to)) return view;
  const length = view.to - view.from;
  const middle = to - from > length ? from + length / 4 : (from + to) / 2;
  return clamp({ from: middle - length / 2, to: middle + length / 2 }, duration);
}

/** A span with some room around it. */
export function around(from: number, to: number, duration: number): View {
  const room = (to - from) / 8;
  return clamp({ from: from - room, to: to + room }, duration);
}

/** Somewhat wider than what is looked at, so that a small move shows nothing blank. */
export function wider({ from, to }: View, duration: number): View {
  const room = (to - from) / 2;
  return { from: Math.max(from - room, 0), to: Math.min(to + room, Math.max(duration, to)) };
}

/** What lies between two moments, in whichever order, within the trace. */
export function spanOf(one: number, other: number, duration: number): View {
  const within = (time: number) => Math.min(Math.max(time, 0), duration);
  return { from: within(Math.min(one, other)), to: within(Math.max(one, other)) };
}
