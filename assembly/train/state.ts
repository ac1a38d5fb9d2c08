// Everything one run of Algorithm 1 or plain SGD knows, in one block that the host plans and fills: first all u32 (counts, codes and
// pointers), then all f64. src/train/state.ts names the same slots in the same order (a test compares them).

/** Why a chunk ended before its steps were used up. */
export const RUNNING: u32 = 0;
/** A whole pass met no violated margin. */
export const CLEAN_PASS: u32 = 1;
/** A whole pass of a deterministic method met violated margins and changed nothing: a fixed point. */
export const FIXED_POINT: u32 = 2;
/** `idleLimit` steps without a non-zero update. */
export const IDLE: u32 = 3;
/** An output is no longer finite. */
export const DIVERGED: u32 = 4;
/** n uniform draws without a non-zero update: only the host can tell whether all samples are satisfied. */
export const QUIET_DRAWS: u32 = 5;

export const CYCLE: u32 = 0;
export const SHUFFLE: u32 = 1;
export const UNIFORM: u32 = 2;

export const PLAIN: u32 = 0;
export const NOISY: u32 = 1;

@unmanaged
export class TwoLayerState {
  // Sizes: n samples, k hidden units, K = k rounded up to whole vectors.
  n: usize = 0;
  k: usize = 0;
  K: usize = 0;
  // Data: X in compressed rows (starts u32, index u32, value real), y and limit real (padded to 16 samples).
  starts: usize = 0;
  index: usize = 0;
  value: usize = 0;
  y: usize = 0;
  limit: usize = 0;
  // Network: v (K), ηv (K), W (d,K) feature-major. Lanes k…K−1 stay 0.
  v: usize = 0;
  etaV: usize = 0;
  W: usize = 0;
  // Scratch of one step: z, mask, c (K reals each), words (4 u32).
  z: usize = 0;
  mask: usize = 0;
  c: usize = 0;
  words: usize = 0;
  // Options.
  method: u32 = 0;
  sampling: u32 = 0;
  keyLow: u32 = 0;
  keyHigh: u32 = 0;
  trial: u32 = 0;
  // Order of the current pass (n u32) and non-zero updates by sample (n u32).
  order: usize = 0;
  updatesOf: usize = 0;
  // Both layers: 1 to train v too; v at the start (K), for the ratio monitor.
  both: u32 = 0;
  v0: usize = 0;
  // Progress.
  step: u32 = 0;
  stepEnd: u32 = 0;
  position: usize = 0;
  epoch: u32 = 0;
  passUpdates: u32 = 0;
  passViolations: u32 = 0;
  updates: u32 = 0;
  forced: u32 = 0;
  status: u32 = 0;
  drawnBlock: u32 = 0;
  // Proof check: gates that moved a unit by half (derivAtZero = ½ at a pre-activation of 0); 1 to return after every update.
  halfGates: u32 = 0;
  pauseOnUpdate: u32 = 0;
  // Gram engine: G (n, gramStride), Z (k, zStride) = W Xᵀ, count (n,K) = mask sums of each sample's updates.
  gram: usize = 0;
  gramStride: usize = 0;
  Z: usize = 0;
  zStride: usize = 0;
  count: usize = 0;
  // Gram engine, waiting list: the violated samples of a pass that changed nothing, and their noise thresholds (listLimit, K) f64.
  list: usize = 0;
  listLimit: usize = 0;
  listLength: usize = 0;
  listReady: u32 = 0;
  listNext: usize = 0;
  threshold: usize = 0;
  // Gram engine of slopes and both layers: Z is (rows, K), held-out rows behind the samples. The updates that are not in Z yet: their c
  // (logLimit, K), samples and number; 0…logLimit−1 as u32; 64 times as many reals of scratch. Rows that have them already while a full log is
  // being put in; 1 where Z is to be made from W instead, and the value of `updates` when it last was.
  rows: usize = 0;
  logLimit: usize = 0;
  log: usize = 0;
  logSample: usize = 0;
  logged: usize = 0;
  slots: usize = 0;
  weights: usize = 0;
  flushRow: usize = 0;
  fresh: u32 = 0;
  born: u32 = 0;
  // The only slots that are f64: multiply-adds left in this call, γ, the gate at 0, steps without an update and their limit; the slope
  // α, η, and the least and greatest v_j/v⁰_j so far.
  work: f64 = 0;
  gamma: f64 = 0;
  derivAtZero: f64 = 0;
  idleLimit: f64 = 0;
  idle: f64 = 0;
  slope: f64 = 0;
  eta: f64 = 0;
  ratioMin: f64 = 0;
  ratioMax: f64 = 0;
  // Rounding bound of an epoch's outputs: S and P of screen.ts.
  spread: f64 = 0;
  reach: f64 = 0;
}
