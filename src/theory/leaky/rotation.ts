import { dot } from "../../numerics/norm.js";

// The geometry of the rotating gates (8.6, steps 2-5): all samples seen in one plane, a half turn cut into groups.

export type Direction = readonly [number, number];

/** Samples in the order in which a turning gate meets them. */
export interface HalfTurn {
  /** Sample at each place. */
  readonly order: readonly number[];
  /** Unit vector at angle θ of each place; angles rise by less than π from first to last. */
  readonly directions: readonly Direction[];
  /** +1 where the sample lies at angle θ itself, −1 where at θ + π. */
  readonly signs: readonly number[];
}

const turned = ([x, y]: Direction): Direction => [-x, -y];
const unit = ([x, y]: Direction): Direction => {
  const length = Math.sqrt(x * x + y * y);
  return [x / length, y / length];
};

/** The direction half way from angle α to β, α < β ≤ α + π, from whichever of sum and difference does not cancel. */
export function between(a: Direction, b: Direction): Direction {
  const sum: Direction = [a[0] + b[0], a[1] + b[1]];
  const difference: Direction = [b[0] - a[0], b[1] - a[1]];
  const open = sum[0] * sum[0] + sum[1] * sum[1] >= difference[0] * difference[0] + difference[1] * difference[1];
  return unit(open ? sum : [difference[1], -difference[0]]);
}

/** All samples by angle modulo π in the plane of a and b; null where one has no part in the plane. */
export function halfTurn(rows: readonly Float64Array[], a: Float64Array, b: Float64Array): HalfTurn | null {
  const seen = rows.map((row): Direction => [dot(a, row, row.length), dot(b, row, row.length)]);
  if (seen.some(([x, y]) => x === 0 && y === 0)) return null;
  const signs = seen.map(([x, y]) => (y > 0 || (y === 0 && x > 0) ? 1 : -1));
  const upper = seen.map((one, i) => unit(signs[i] > 0 ? one : turned(one)));
  // By cross product: no angle is needed. Ties in order of the samples.
  const order = rows.map((_, i) => i).sort((i, j) => upper[j][0] * upper[i][1] - upper[j][1] * upper[i][0] || i - j);
  return { order, directions: order.map((i) => upper[i]), signs: order.map((i) => signs[i]) };
}

/** The turn that begins at place `start`: what came before it follows half a turn later, with the other sign. */
export function startingAt({ order, directions, signs }: HalfTurn, start: number): HalfTurn {
  return {
    order: [...order.slice(start), ...order.slice(0, start)],
    directions: [...directions.slice(start), ...directions.slice(0, start).map(turned)],
    signs: [...signs.slice(start), ...signs.slice(0, start).map((sign) => -sign)],
  };
}

/** The start for which the first `count` places have the most even split of signs; the first of several. */
export function evenStart({ signs }: HalfTurn, count: number): number {
  const n = signs.length;
  const sign = (place: number): number => (place < n ? signs[place] : -signs[place - n]);
  let sum = 0;
  for (let place = 0; place < count; place++) sum += sign(place);
  let best = { start: 0, excess: Math.abs(sum) };
  for (let start = 1; start < n; start++) {
    sum += sign(start + count - 1) - sign(start - 1);
    if (Math.abs(sum) < best.excess) best = { start, excess: Math.abs(sum) };
  }
  return best.start;
}

/** Places first…end−1 of each of k − 1 groups: `first` places, then the rest as equal as possible; the last ones may be empty. */
export function groupsOf(places: number, first: number, pairs: number): readonly (readonly [number, number])[] {
  const groups: [number, number][] = [[0, first]];
  const others = pairs - 2;
  for (let h = 0, at = first; h < others; h++) {
    const size = Math.ceil((places - at) / (others - h));
    groups.push([at, at + size]);
    at += size;
  }
  return groups;
}

/** Directions ψ_0 … ψ_{k−1} between the groups, ψ_{k−1} = ψ_0 + π. */
export function boundaries({ directions }: HalfTurn, groups: readonly (readonly [number, number])[]): Direction[] {
  const last = directions[directions.length - 1];
  const before = between(turned(last), directions[0]);
  const after = turned(before);
  const inner = groups.slice(1).map(([at, end]) => (at < end ? between(directions[at - 1], directions[at]) : between(last, after)));
  return [before, ...inner, after];
}
