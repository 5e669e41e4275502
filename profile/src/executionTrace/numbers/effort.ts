/* What any trace may cost, and what each of its bytes may, in steps beyond one an event: a real one needs a hundredth. */

export const allowance = 50_000_000;
export const perByte = 50;
