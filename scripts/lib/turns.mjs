// Two or more ways to do the same work, timed in turns: a round of the first, a round of the second, and so on; best and median over all
// rounds. Only ratios inside one such run mean something on a machine that is shared.
const ROUNDS = 7;
export const MILLISECONDS = 250;

/** Seconds a call, of as many calls as fit into a round. */
export function timeRound(work) {
  const times = [];
  for (const end = performance.now() + MILLISECONDS; times.length < 3 || performance.now() < end;) {
    const start = performance.now();
    work();
    times.push((performance.now() - start) / 1000);
  }
  return times;
}

/** `arms`: functions that take a round and return, or promise, seconds a call. Best and median GFLOP/s of each, and median seconds. */
export async function inTurns(flops, arms) {
  const all = arms.map(() => []);
  for (let round = 0; round < ROUNDS; round++) for (const [i, arm] of arms.entries()) all[i].push(...(await arm()));
  return all.map((times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return { best: flops / sorted[0] / 1e9, median: flops / sorted[sorted.length >> 1] / 1e9, seconds: sorted[sorted.length >> 1] };
  });
}

/** Throws where `found` and `expected` differ by more than `tolerance` of the largest number expected. */
export function checkEqual(name, found, expected, tolerance) {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = expected.reduce((most, value, e) => Math.max(most, Math.abs(value - found[e])), 0) / largest;
  if (!(error <= tolerance)) throw new Error(`${name}: results differ by ${error} of the largest number`);
}

/** One line: our speed against another's. */
export function report(name, ours, theirs) {
  const show = (x) => x.toFixed(1).padStart(6);
  console.log(
    `${name.padEnd(36)} best ${show(ours.best)} against ${show(theirs.best)} GFLOP/s = ${(ours.best / theirs.best).toFixed(2)}   median ${show(ours.median)} against ${show(theirs.median)} = ${(ours.median / theirs.median).toFixed(2)}   (${(ours.seconds * 1000).toFixed(1)} and ${(theirs.seconds * 1000).toFixed(1)} ms)`,
  );
}
