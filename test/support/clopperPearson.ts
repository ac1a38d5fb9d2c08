import { binomialLowerTail, binomialUpperTail } from "../../src/numerics/binomialTest.js";

/** Where a falling function of a probability goes below `level`, by bisection. */
function crossing(falling: (p: number) => number, level: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (falling(middle) >= level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Exact two-sided interval of a rate (Clopper and Pearson 1934): every rate that the count does not speak against at `level`/2 on a side. */
export function clopperPearson(successes: number, trials: number, level: number): readonly [number, number] {
  const low = successes === 0 ? 0 : 1 - crossing((q) => binomialUpperTail(successes, trials, 1 - q), level / 2);
  const high = successes === trials ? 1 : crossing((p) => binomialLowerTail(successes, trials, p), level / 2);
  return [low, high];
}
