// Wolfe's method for the point of least norm of conv{y_i·x_i}: x/‖x‖² is the separator of least norm with margins ≥ 1, and x = 0
// proves that there is none. Each cycle adds the row that lies furthest below x's supporting plane; all arithmetic is f64.
import { appendColumn, removeColumn, solve, solveTransposed } from "./factor";
import { rowAdd, rowDot, rowSpread, square } from "./rows";
import { MarginState, OPTIMAL, SEARCHING, STALLED, ZERO } from "./state";

/** A row as close to the plane of x as this, relative to ‖x‖², lies on it. */
const OPTIMALITY: f64 = 1e-13;
const ROUNDING: f64 = 1e-16;
/** ‖x‖ relative to the largest row at which x counts as 0. */
const NOTHING: f64 = 1e-12;
/** Squared distance of a row from the span of the others, relative to its own square, below which it depends on them. */
const DEPENDENT: f64 = 1e-14;

/** Squared norms of all rows; starts with the shortest one alone. Call once. */
export function marginStart(state: usize): void {
  const s = changetype<MarginState>(state);
  let shortest: usize = 0;
  for (let i: usize = 0; i < s.n; i++) {
    rowSpread(s, i, s.row);
    const norm = square(s.row, s.d);
    store<f64>(s.square + (i << 3), norm);
    if (norm > s.largest) s.largest = norm;
    if (norm < load<f64>(s.square + (shortest << 3))) shortest = i;
  }
  s.shift = s.largest;
  s.size = 0;
  if (s.largest == 0) {
    store<u32>(s.member, 0);
    store<f64>(s.weight, 1);
    s.size = 1;
    s.status = ZERO;
    return;
  }
  enter(s, shortest);
  store<f64>(s.weight, 1);
  place(s);
}

/** Cycles until `work` is used up or a status says why not. */
export function marginSearch(state: usize): void {
  const s = changetype<MarginState>(state);
  while (s.status == SEARCHING && s.work > 0) cycle(s);
}

function cycle(s: MarginState): void {
  s.cycles += 1;
  const nearest = scan(s);
  if (s.normSquare <= NOTHING * NOTHING * s.largest) s.status = ZERO;
  else if (s.least >= s.normSquare * (1 - OPTIMALITY) - ROUNDING * s.largest) s.status = OPTIMAL;
  else if (isMember(s, nearest) || s.size == s.capacity || !enter(s, nearest)) s.status = STALLED;
  if (s.status != SEARCHING) return;
  store<f64>(s.weight + ((s.size - 1) << 3), 0);
  const before = s.normSquare;
  descend(s);
  place(s);
  if (!(s.normSquare < before)) s.status = STALLED;
}

/** The row with the least a_iᵀx. */
function scan(s: MarginState): usize {
  let nearest: usize = 0;
  let least = Infinity;
  for (let i: usize = 0; i < s.n; i++) {
    const product = rowDot(s, i, s.x);
    if (product < least) {
      least = product;
      nearest = i;
    }
  }
  s.least = least;
  s.work -= <f64>load<u32>(s.starts + (s.n << 2));
  return nearest;
}

function isMember(s: MarginState, i: usize): bool {
  for (let c: usize = 0; c < s.size; c++) if (<usize>load<u32>(s.member + (c << 2)) == i) return true;
  return false;
}

/** Row i joins the corral, unless it depends on its members. */
function enter(s: MarginState, i: usize): bool {
  rowSpread(s, i, s.row);
  const products = s.scratch;
  for (let c: usize = 0; c < s.size; c++)
    store<f64>(products + (c << 3), rowDot(s, <usize>load<u32>(s.member + (c << 2)), s.row) + s.shift);
  if (!appendColumn(s, products, load<f64>(s.square + (i << 3)) + s.shift, DEPENDENT)) return false;
  store<u32>(s.member + (s.size << 2), <u32>i);
  s.size += 1;
  s.work -= <f64>(s.size * s.d);
  return true;
}

/** From the weights towards the point of least norm of the affine hull, dropping rows whose weight falls to 0 on the way. */
function descend(s: MarginState): void {
  for (;;) {
    affineWeights(s);
    let step: f64 = 1;
    let leaving = s.size;
    for (let c: usize = 0; c < s.size; c++) {
      const weight = load<f64>(s.weight + (c << 3));
      const next = load<f64>(s.next + (c << 3));
      if (next > 0) continue;
      const allowed = weight > 0 ? weight / (weight - next) : 0;
      if (leaving < s.size && !(allowed < step)) continue;
      step = allowed;
      leaving = c;
    }
    if (leaving == s.size) {
      memory.copy(s.weight, s.next, s.size << 3);
      return;
    }
    for (let c: usize = 0; c < s.size; c++) {
      const at = s.weight + (c << 3);
      const weight = load<f64>(at);
      store<f64>(at, max<f64>(0, weight + step * (load<f64>(s.next + (c << 3)) - weight)));
    }
    leave(s, leaving);
  }
}

/** next = weights of the point of least norm of the affine hull: (A Aᵀ + shift·11ᵀ)⁻¹·1, scaled to sum 1. */
function affineWeights(s: MarginState): void {
  const size = s.size;
  for (let c: usize = 0; c < size; c++) store<f64>(s.next + (c << 3), 1);
  solveTransposed(s, s.next, size);
  solve(s, s.next, size);
  let sum: f64 = 0;
  for (let c: usize = 0; c < size; c++) sum += load<f64>(s.next + (c << 3));
  for (let c: usize = 0; c < size; c++) store<f64>(s.next + (c << 3), load<f64>(s.next + (c << 3)) / sum);
  s.work -= <f64>(size * size);
}

function leave(s: MarginState, q: usize): void {
  removeColumn(s, q);
  const after = s.size - 1 - q;
  memory.copy(s.member + (q << 2), s.member + ((q + 1) << 2), after << 2);
  memory.copy(s.weight + (q << 3), s.weight + ((q + 1) << 3), after << 3);
  s.work -= <f64>(after * after * 2);
  s.size -= 1;
}

/** x = Σ weight·row. */
function place(s: MarginState): void {
  memory.fill(s.x, 0, s.d << 3);
  for (let c: usize = 0; c < s.size; c++) rowAdd(s, <usize>load<u32>(s.member + (c << 2)), s.x, load<f64>(s.weight + (c << 3)));
  s.normSquare = square(s.x, s.d);
  s.work -= <f64>(s.size * s.d);
}
