/**
 * A value in 32 bits. The two lowest tell its kind: 0 nil and what is not known, 1 a number, 2 an object by its index.
 */
export type Value = number;

export const NIL = 0;
export const UNKNOWN = 4;
/** Unknown, but not nil. */
export const OPAQUE = 8;

/** Numbers beyond it are not followed. */
export const largest = 1 << 24;

export const ofNumber = (n: number): Value => (n << 2) | 1;
export const isNumber = (v: Value): boolean => (v & 3) === 1;
export const numberOf = (v: Value): number => v >> 2;

export const ofObject = (index: number): Value => (index << 2) | 2;
export const isObject = (v: Value): boolean => (v & 3) === 2;
export const indexOf = (v: Value): number => v >> 2;

export const isUnknown = (v: Value): boolean => v === UNKNOWN || v === OPAQUE;
