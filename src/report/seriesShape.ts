import type { CurvePoint, Series } from "../experiments/types.js";

// What a series looks like as a shape: a line, some dots, a cloud.

/** Lines carry markers, and dots have their full size, up to this many points. */
export const FEW_POINTS = 25;
/** From here on dots are small and translucent, so that their density shows. */
const MANY_POINTS = 200;

/** Dots without an order along x: a scatter plot, whose last point says nothing. */
export const isCloud = ({ line, points }: Series): boolean =>
  line === "none" && (points.length > MANY_POINTS || !points.every(({ x }, i) => i === 0 || x > points[i - 1].x));

/** Size in px and class of the dots of a series. */
export function dotLook({ points }: Series): { readonly size: number; readonly translucent: boolean } {
  if (points.length <= FEW_POINTS) return { size: 7, translucent: false };
  return points.length <= MANY_POINTS ? { size: 5, translucent: false } : { size: points.length <= 1000 ? 4.5 : 3.5, translucent: true };
}

/** How many of the lines cross another one (touching does not count). */
export const crossingLines = (lines: readonly Series[]): number =>
  lines.filter((line) => lines.some((other) => other !== line && cross(line.points, other.points))).length;

/** Whether a passes from one side of b to the other, seen at the points of a; b is linear between its own. Both run in the order of x. */
function cross(a: readonly CurvePoint[], b: readonly CurvePoint[]): boolean {
  let before = 0;
  let after = 0;
  for (const { x, y } of a) {
    while (after < b.length && b[after].x < x) after++;
    if (after === b.length) return false;
    const [low, high] = [b[Math.max(0, after - 1)], b[after]];
    if (after === 0 && high.x !== x) continue;
    const there = high.x === x ? high.y : low.y + ((x - low.x) / (high.x - low.x)) * (high.y - low.y);
    const side = Math.sign(y - there);
    if (side === 0 || Number.isNaN(side)) continue;
    if (side === -before) return true;
    before = side;
  }
  return false;
}
