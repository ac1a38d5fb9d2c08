// Strokes as polylines and their ink on a grid of pixels. Plain arithmetic and square roots only: the same bits everywhere.

/** A curve through the points of one stroke, as x, y, x, y, … */
export type Polyline = Float64Array;

const PIECES = 6;

/** Catmull-Rom spline through the points; a point given twice is a corner. `PIECES` straight pieces for each pair of points. */
export function smoothCurve(points: ArrayLike<number>): Polyline {
  const last = points.length / 2 - 1;
  const curve = new Float64Array(2 * (last * PIECES + 1));
  for (let axis = 0; axis < 2; axis++) {
    const at = (i: number): number => points[2 * Math.min(Math.max(i, 0), last) + axis];
    for (let i = 0; i < last; i++)
      for (let piece = 0; piece < PIECES; piece++)
        curve[2 * (i * PIECES + piece) + axis] = catmullRom(at(i - 1), at(i), at(i + 1), at(i + 2), piece / PIECES);
    curve[2 * last * PIECES + axis] = at(last);
  }
  return curve;
}

function catmullRom(before: number, a: number, b: number, after: number, t: number): number {
  const slope = b - before;
  const bend = 2 * before - 5 * a + 4 * b - after;
  const twist = 3 * (a - b) + after - before;
  return a + 0.5 * t * (slope + t * (bend + t * twist));
}

/** Lowers `distances[row·side + column]` to the squared distance of the pixel's centre to the curve, where it is within `reach`. */
export function measureDistances(distances: Float64Array, side: number, curve: Polyline, reach: number): void {
  for (let i = 0; i + 3 < curve.length; i += 2) {
    const [ax, ay, bx, by] = [curve[i], curve[i + 1], curve[i + 2], curve[i + 3]];
    const dx = bx - ax;
    const dy = by - ay;
    const inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
    const bottom = Math.min(side - 1, Math.floor(Math.max(ay, by) + reach));
    const right = Math.min(side - 1, Math.floor(Math.max(ax, bx) + reach));
    const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
    for (let row = Math.max(0, Math.floor(Math.min(ay, by) - reach)); row <= bottom; row++)
      for (let column = left; column <= right; column++) {
        const px = column + 0.5 - ax;
        const py = row + 0.5 - ay;
        const along = Math.min(1, Math.max(0, (px * dx + py * dy) * inverse));
        const ex = px - along * dx;
        const ey = py - along * dy;
        const squared = ex * ex + ey * ey;
        if (squared < distances[row * side + column]) distances[row * side + column] = squared;
      }
  }
}

/** Ink 0…255 at a squared distance: full inside `radius`, fading over `softness` pixels around it by a cubic. */
export function ink(squared: number, radius: number, softness: number): number {
  const t = Math.min(1, Math.max(0, (radius - Math.sqrt(squared)) / softness + 0.5));
  return Math.round(255 * t * t * (3 - 2 * t));
}

/** The least and greatest x and y of the curves. */
export function boundingBox(curves: readonly Polyline[]): { left: number; right: number; top: number; bottom: number } {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const curve of curves)
    for (let i = 0; i < curve.length; i += 2) {
      box.left = Math.min(box.left, curve[i]);
      box.right = Math.max(box.right, curve[i]);
      box.top = Math.min(box.top, curve[i + 1]);
      box.bottom = Math.max(box.bottom, curve[i + 1]);
    }
  return box;
}

/** The centre of mass of the curves, each piece weighing its length. */
export function centreOfMass(curves: readonly Polyline[]): readonly [x: number, y: number] {
  let mass = 0;
  let x = 0;
  let y = 0;
  for (const curve of curves)
    for (let i = 0; i + 3 < curve.length; i += 2) {
      const dx = curve[i + 2] - curve[i];
      const dy = curve[i + 3] - curve[i + 1];
      const length = Math.sqrt(dx * dx + dy * dy);
      mass += length;
      x += (length * (curve[i] + curve[i + 2])) / 2;
      y += (length * (curve[i + 1] + curve[i + 3])) / 2;
    }
  return [x / mass, y / mass];
}
