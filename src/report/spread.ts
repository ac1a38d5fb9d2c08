/**
 * Moves labels apart to at least `gap` with the least sum of squared moves, in the order given, kept between `low` and `high` as long as
 * they fit (from `low` on where they do not). With qᵢ = pᵢ − i·gap this is isotonic regression: pool adjacent violators.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const blocks: { sum: number; count: number }[] = [];
  wanted.forEach((place, rank) => {
    let block = { sum: place - rank * gap, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.sum / last.count >= block.sum / block.count; last = blocks.at(-1)) {
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  const highest = Math.max(low, high - (wanted.length - 1) * gap);
  return blocks
    .flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
    .map((place, rank) => Math.min(highest, Math.max(low, place)) + rank * gap);
}
