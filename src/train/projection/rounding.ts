/** A sum of d numbers is known to d times this: a vector that is inside up to rounding is inside, so that projections are idempotent. */
export const ROUNDING: number = 2 ** -52;
