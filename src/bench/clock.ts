/** What is looked for: steps of the clock seen one after the other. */
const STEPS = 25;
/** Looks at most; a clock that never moves gives 0. */
const MOST_READS = 5_000_000;

/** The smallest step of the clock in milliseconds: pages get one of 0.1 or 1 ms, Node one far below a microsecond. */
export function clockResolution(): number {
  let least = Infinity;
  let steps = 0;
  let last = performance.now();
  for (let reads = 0; reads < MOST_READS && steps < STEPS; reads++) {
    const now = performance.now();
    if (now === last) continue;
    least = Math.min(least, now - last);
    last = now;
    steps++;
  }
  return least === Infinity ? 0 : least;
}
