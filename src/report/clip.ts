import { coordinate } from "./svg.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Points nearer than this to the one before add bytes and nothing to see. */
const NEAR = 0.5;

const drawable = ({ x, y }: Point): boolean => Number.isFinite(x) && Number.isFinite(y);

/** Path through the points, cut exactly at the box and broken where a point is not finite; a point alone becomes a stroke of 2 px. */
export function linePath(points: readonly Point[], box: Box): string {
  return runs(points, drawable)
    .map((run) => (run.length === 1 ? dot(run[0], box) : runPath(thin(run), box)))
    .join("");
}

/** Maximal stretches of neighbours that are all good. */
export function runs<T>(items: readonly T[], good: (item: T) => boolean): T[][] {
  const found: T[][] = [];
  let open = false;
  for (const item of items) {
    if (good(item)) {
      if (!open) found.push([]);
      found[found.length - 1].push(item);
    }
    open = good(item);
  }
  return found;
}

function thin(run: readonly Point[]): Point[] {
  const kept = [run[0]];
  run.forEach((point, i) => {
    const last = kept[kept.length - 1];
    if (i === run.length - 1 || Math.max(Math.abs(point.x - last.x), Math.abs(point.y - last.y)) >= NEAR) kept.push(point);
  });
  return kept;
}

const within = ({ x, y }: Point, box: Box): boolean => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
const dot = (point: Point, box: Box): string => (within(point, box) ? `M${coordinate(point.x - 1)} ${coordinate(point.y)}h2` : "");

function runPath(run: readonly Point[], box: Box): string {
  let path = "";
  let pen: Point | null = null;
  for (let i = 1; i < run.length; i++) {
    const piece = clipSegment(run[i - 1], run[i], box);
    if (piece === null) continue;
    if (pen !== piece[0]) path += `M${coordinate(piece[0].x)} ${coordinate(piece[0].y)}`;
    path += `L${coordinate(piece[1].x)} ${coordinate(piece[1].y)}`;
    pen = piece[1];
  }
  return path;
}

/** Liang and Barsky 1984: the part of a segment in a box; ends inside are returned as they are. */
export function clipSegment(a: Point, b: Point, box: Box): readonly [Point, Point] | null {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  let [from, to] = [0, 1];
  for (const [slope, room] of [
    [-dx, a.x - box.left],
    [dx, box.right - a.x],
    [-dy, a.y - box.top],
    [dy, box.bottom - a.y],
  ]) {
    if (slope === 0 && room < 0) return null;
    if (slope < 0) from = Math.max(from, room / slope);
    if (slope > 0) to = Math.min(to, room / slope);
  }
  if (from > to) return null;
  const at = (t: number): Point => ({ x: a.x + t * dx, y: a.y + t * dy });
  return [from === 0 ? a : at(from), to === 1 ? b : at(to)];
}

/** Whether a segment and a box have a point in common, for those who ask it of many: no line along an axis or along the segment parts them. */
export function meetsSegment(a: Point, b: Point, { left, right, top, bottom }: Box): boolean {
  if ((a.x < left && b.x < left) || (a.x > right && b.x > right) || (a.y < top && b.y < top) || (a.y > bottom && b.y > bottom))
    return false;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const middle = dx * ((top + bottom) / 2 - a.y) - dy * ((left + right) / 2 - a.x);
  return 2 * Math.abs(middle) <= Math.abs(dx) * (bottom - top) + Math.abs(dy) * (right - left);
}
