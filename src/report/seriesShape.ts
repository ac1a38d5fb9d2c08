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

function cross(a: readonly CurvePoint[], b: readonly CurvePoint[]): boolean {
  let before = 0;
  for (const { x, y } of a) {
    const side = Math.sign(y - valueAt(b, x));
    if (side === 0 || !Number.isFinite(side)) continue;
    if (side === -before) return true;
    before = side;
  }
  return false;
}

/** Value of a line at x between its points; NaN outside them. */
export function valueAt(points: readonly CurvePoint[], x: number): number {
  const after = points.findIndex((point) => point.x >= x);
  if (after < 0) return NaN;
  const [low, high] = [points[Math.max(0, after - 1)], points[after]];
  if (high.x === x) return high.y;
  return after === 0 ? NaN : low.y + ((x - low.x) / (high.x - low.x)) * (high.y - low.y);
}
