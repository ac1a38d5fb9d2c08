// Everything the kernels of one run of S3 know, in one block that the host plans and fills: first all u32 (counts, codes and pointers), then
// all f64. src/train/softmaxState.ts names the same slots in the same order (a test compares them).

@unmanaged
export class SoftmaxState {
  // k outputs, m hidden units, d features: W (m,d) of the learner at work, A (k,m), both row-major.
  k: usize = 0;
  m: usize = 0;
  d: usize = 0;
  W: usize = 0;
  A: usize = 0;
  // The window: X (count,d), their numbers in the data and labels (u32), and the same in panels, as right operand of W·Xᵀ. At most `room`.
  room: usize = 0;
  count: usize = 0;
  X: usize = 0;
  index: usize = 0;
  labels: usize = 0;
  panels: usize = 0;
  // The window whose gradient is still to be added to W: its numbers, and X in panels as right operand of D·X.
  past: usize = 0;
  pastIndex: usize = 0;
  pastPanels: usize = 0;
  // Batches of several windows: the next weights grow in `target` (m,d) from the first window to the last; 0: in W itself.
  target: usize = 0;
  first: u32 = 0;
  last: u32 = 0;
  // Z (m, room), one block of units after the other; F and P (k, room): outputs, and −η/B times the gradient by them; H (BLOCK, room).
  Z: usize = 0;
  F: usize = 0;
  P: usize = 0;
  H: usize = 0;
  scratch: usize = 0;
  // Derivative at 0. Masks of w⁰ (m, words) u32 by sample number, used in the outputs or in the gradient.
  atZero: u32 = 0;
  masks: usize = 0;
  words: usize = 0;
  frozenOut: u32 = 0;
  frozenBack: u32 = 0;
  // Activation patterns of the window, (m, words) u32 from word `word` on: kept at `keep`, compared with those at `against` and `other`;
  // 0: none. signs: scratch for one block. touched (m u8): 1 where a unit ever differed from `against`.
  keep: usize = 0;
  against: usize = 0;
  other: usize = 0;
  word: usize = 0;
  signs: usize = 0;
  touched: usize = 0;
  // before (BLOCK,d): scratch to measure how far a step moves a unit; 0: not measured.
  before: usize = 0;
  // The next unit of the sweep. What sweeps found: patterns that differ, pre-activations that are not finite.
  unit: usize = 0;
  changed: u32 = 0;
  apart: u32 = 0;
  overflow: u32 = 0;
  // Judgement: which outputs of the window do not decide within their rounding (u32), and how many. Four of them: exactX (4,d), exactF (4,k) f64,
  // their numbers (4 u32).
  undecided: usize = 0;
  undecidedCount: usize = 0;
  exactX: usize = 0;
  exactF: usize = 0;
  exactIndex: usize = 0;
  // W⁰ (m,d); Σ_r |a_{i,r}|·‖w_r‖ (k f64).
  start: usize = 0;
  spread: usize = 0;
  // Rounding bound of the outputs of each sample of the window (f64).
  limits: usize = 0;
  // The only slots that are f64: multiply-adds left in this call; largest squared move of a unit in one step; sums of losses and of right
  // predictions; squared norms of w − w⁰ and w⁰.
  work: f64 = 0;
  moved: f64 = 0;
  loss: f64 = 0;
  right: f64 = 0;
  distance: f64 = 0;
  norm: f64 = 0;
}
