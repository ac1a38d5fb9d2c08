// Everything one run of projected gradient descent knows (S1-A1, S1-A2), in one block that the host plans and fills: first all u32
// (counts, codes and pointers), then all f64. src/train/reluState.ts names the same slots in the same order (a test compares them).

@unmanaged
export class ReluState {
  // n samples of d features: X (n,d) row-major, y (n).
  n: usize = 0;
  d: usize = 0;
  X: usize = 0;
  y: usize = 0;
  // The iterate w (d), the next one v (d), the gradient's sum g (d).
  w: usize = 0;
  v: usize = 0;
  g: usize = 0;
  // Non-zeros of w: m of them, support (d u32) ascending, value (d f64).
  m: usize = 0;
  support: usize = 0;
  value: usize = 0;
  // One block of rows: pre-activations a (BLOCK f64), the active rows' numbers (BLOCK u32) and coefficients (BLOCK).
  a: usize = 0;
  active: usize = 0;
  coefficient: usize = 0;
  // 1: the linear model y = Xw (S1-M2).
  linear: u32 = 0;
  // 0: only the loss is wanted.
  backward: u32 = 0;
  // The next row of the current pass.
  row: usize = 0;
  // Screening (reluScreen.ts), 0 where it is not planned: entries that the projection keeps (s); column norms (d f64) of X; all coefficients of this iterate c (n) and of the last
  // full gradient, reference (n); columns (s, stride; n rounded up to 8) = Xᵀ on the support that packed (s u32) names, packedCount of them; extra (d u32).
  kept: usize = 0;
  norms: usize = 0;
  c: usize = 0;
  reference: usize = 0;
  columns: usize = 0;
  stride: usize = 0;
  packed: usize = 0;
  packedCount: usize = 0;
  extra: usize = 0;
  // 1: c holds the coefficients of w, so that a pass need not make them again; 1: reference and g belong together.
  known: u32 = 0;
  hasReference: u32 = 0;
  // Entries that became or ceased to be zero in the last step.
  changes: usize = 0;
  // The only slots that are f64: multiply-adds left in this call, μ, the derivative at 0, Σ (f(x_i) − y_i)² of the pass so far, and of the
  // last step ‖v‖², ‖v − w‖² and the smallest |v_c| that is not 0.
  work: f64 = 0;
  mu: f64 = 0;
  derivAtZero: f64 = 0;
  squares: f64 = 0;
  norm: f64 = 0;
  moved: f64 = 0;
  least: f64 = 0;
}
