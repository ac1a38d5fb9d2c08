import type { Choice, TableFacts } from "./messages.js";

/** So many samples are looked at unless the reader says otherwise: a verdict on them takes well under a second. */
const FIRST_SAMPLES = 2000;

/** Samples of the two classes. */
export function samplesOf({ classes, samples }: TableFacts, { positive, negative }: Pick<Choice, "positive" | "negative">): number {
  if (negative === "") return samples;
  return classes.reduce((sum, one) => sum + (one.name === positive || one.name === negative ? one.samples : 0), 0);
}

/** Two other classes, with the first of their samples. */
export const withClasses = (table: TableFacts, choice: Choice, pair: Pick<Choice, "positive" | "negative">): Choice => ({
  ...choice,
  ...pair,
  samples: Math.min(FIRST_SAMPLES, samplesOf(table, pair)),
});

/**
 * What is looked at first: −1 and +1 where there are two classes, else the first two; one class alone has no other. Of an earlier choice,
 * what still has a meaning stays.
 */
export function firstChoice(table: TableFacts, earlier: Choice | null): Choice {
  const [first, second] = table.classes.map(({ name }) => name);
  const has = (name: string): boolean => table.classes.some((one) => one.name === name);
  const kept = earlier !== null && has(earlier.positive) && has(earlier.negative);
  const pair = kept ? earlier : { positive: second ?? first, negative: second === undefined ? "" : first };
  const { scaling, bias } = earlier ?? { scaling: "max-norm", bias: false };
  return withClasses(
    table,
    { scaling, bias, positive: "", negative: "", samples: 0 },
    { positive: pair.positive, negative: pair.negative },
  );
}
