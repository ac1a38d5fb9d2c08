import type { PlaneNeuron } from "../experiments/types.js";

// f(x) = Σ v_j max(z_j, leak·z_j), z_j = w_jᵀx, is linear on each cone between neighbouring lines z_j = 0 through the origin. So the regions
// f > 0, f < 0, f = 0 of a square round the origin are polygons, and their corners are found, not sampled.

export type Vector = readonly [number, number];

export interface PlaneRegion {
  readonly sign: -1 | 0 | 1;
  /** Corners in units of the half side: the whole square, or the origin and then a stretch of its edge, counterclockwise. */
  readonly corners: readonly Vector[];
}

const SQUARE: readonly Vector[] = [
  [1, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
];
/** A sum of this share of its terms is what rounding leaves where they cancel. */
const CANCELLED = 1e-12;
/** Rays nearer than this on the edge are one: between lines that only rounding parts there is nothing to see. */
const SAME_RAY = 1e-12;

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1];

/** Where the ray in this direction leaves the square. */
export function toEdge([x, y]: Vector): Vector {
  const largest = Math.max(Math.abs(x), Math.abs(y));
  return [x / largest, y / largest];
}

/** Neurons that have a line: finite and not 0. */
export const drawnNeurons = (neurons: readonly PlaneNeuron[]): PlaneNeuron[] =>
  neurons.filter(({ v, w }) => Number.isFinite(v) && hasLine(w));

export const hasLine = ([x, y]: Vector): boolean => Number.isFinite(x) && Number.isFinite(y) && (x !== 0 || y !== 0);

/** f at a point; `gate` decides which units are on (another point of the same cone). */
export function planeValue(neurons: readonly PlaneNeuron[], leak: number, x: Vector, gate: Vector = x): number {
  let sum = 0;
  let size = 0;
  for (const { v, w } of neurons) {
    const slope = v * (dot(w, gate) > 0 ? 1 : leak);
    sum += slope * dot(w, x);
    size += Math.abs(slope) * (Math.abs(w[0] * x[0]) + Math.abs(w[1] * x[1]));
  }
  return Math.abs(sum) <= CANCELLED * size ? 0 : sum;
}

/** Place along the edge of the square, counterclockwise from the lower right corner, 0 … 8: sorts rays by angle without an angle. */
function along([x, y]: Vector): number {
  if (x === 1 && y < 1) return y + 1;
  if (y === 1 && x > -1) return 3 - x;
  if (x === -1 && y > -1) return 5 - y;
  return 7 + x;
}

/** The regions of the square in counterclockwise order, neighbours of one sign joined. */
export function planeRegions(neurons: readonly PlaneNeuron[], leak = 0): PlaneRegion[] {
  const units = drawnNeurons(neurons);
  const rays = [...SQUARE, ...units.flatMap(({ w: [x, y] }) => [toEdge([-y, x]), toEdge([y, -x])])];
  const edge = rays.sort((a, b) => along(a) - along(b)).filter((ray, i) => i === 0 || along(ray) - along(rays[i - 1]) > SAME_RAY);
  const pieces = edge.flatMap((from, i) => cone(units, leak, from, edge[(i + 1) % edge.length]));
  const first = pieces.findIndex(({ sign }, i) => sign !== pieces.at(i - 1)?.sign);
  if (first < 0) return [{ sign: pieces[0].sign, corners: SQUARE }];
  const regions: { sign: -1 | 0 | 1; corners: Vector[] }[] = [];
  for (const { sign, from, to } of [...pieces.slice(first), ...pieces.slice(0, first)]) {
    if (regions.at(-1)?.sign !== sign) regions.push({ sign, corners: [[0, 0], from] });
    regions[regions.length - 1].corners.push(to);
  }
  return regions;
}

interface Piece {
  readonly sign: -1 | 0 | 1;
  readonly from: Vector;
  readonly to: Vector;
}

/** One cone on one side of the square, cut where its linear f changes sign. */
function cone(neurons: readonly PlaneNeuron[], leak: number, from: Vector, to: Vector): Piece[] {
  const between = (share: number): Vector => [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  const gate = between(0.5);
  // Weights so large that f overflows have no sign to show.
  const [before, after] = [from, to].map((end) => planeValue(neurons, leak, end, gate)).map((f) => (Number.isFinite(f) ? f : 0));
  const piece = (a: Vector, b: Vector, value: number): Piece => ({ sign: Math.sign(value) as -1 | 0 | 1, from: a, to: b });
  // Both ends decide: they are on the boundary of the cone, where f of the cone is 0 at one end or at both at most.
  if (Math.sign(before) * Math.sign(after) >= 0) return [piece(from, to, before === 0 ? after : before)];
  const cut = between(before / (before - after));
  return [piece(from, cut, before), piece(cut, to, after)];
}
