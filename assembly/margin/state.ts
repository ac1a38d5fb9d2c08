// Everything a search for the hard-margin separator knows, in one block that the host plans and fills: first all u32, then all f64.
// src/theory/marginState.ts names the same slots in the same order (a test compares them).

export const SEARCHING: u32 = 0;
/** No sample lies below the supporting plane: x is the point of least norm. */
export const OPTIMAL: u32 = 1;
/** The point of least norm is 0 up to rounding. */
export const ZERO: u32 = 2;
/** Rounding stops all progress: the point is as good as f64 lets it be. */
export const STALLED: u32 = 3;

@unmanaged
export class MarginState {
  // Data: n rows a_i = y_i·x_i, X in compressed rows (starts u32, index u32, value real), y real, d features.
  n: usize = 0;
  d: usize = 0;
  starts: usize = 0;
  index: usize = 0;
  value: usize = 0;
  y: usize = 0;
  // The current point x and one row spread out, d f64 each; squared norms of all rows, n f64.
  x: usize = 0;
  row: usize = 0;
  square: usize = 0;
  // Corral: member (capacity u32) numbers of its rows, weight and next weight (capacity f64), scratch (capacity f64).
  capacity: usize = 0;
  size: usize = 0;
  member: usize = 0;
  weight: usize = 0;
  next: usize = 0;
  scratch: usize = 0;
  // Upper factor R of A Aᵀ + shift·11ᵀ over the corral, by columns: column c starts at R + c·capacity f64.
  R: usize = 0;
  cycles: u32 = 0;
  status: u32 = 0;
  // Multiply-adds left in this call, the power of two that brings the largest row to length 1 … 2, largest squared norm of a row, shift,
  // squared norm of x, least a_iᵀx of the last scan.
  work: f64 = 0;
  scale: f64 = 0;
  largest: f64 = 0;
  shift: f64 = 0;
  normSquare: f64 = 0;
  least: f64 = 0;
}
