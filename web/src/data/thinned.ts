import type { EpochPoint } from "../../../src/train/epochTrace.js";

/** More than the pixels of a panel can show apart. */
const POINTS_OF_A_PICTURE = 300;

/** At most 300 points with the first and the last. */
export function thinned(points: readonly EpochPoint[]): readonly EpochPoint[] {
  if (points.length <= POINTS_OF_A_PICTURE) return points;
  const step = (points.length - 1) / (POINTS_OF_A_PICTURE - 1);
  return Array.from({ length: POINTS_OF_A_PICTURE }, (_, i) => points[Math.round(i * step)]);
}
