// Everything one run of Algorithm 1 or plain SGD knows, in one block of 8-byte slots that the host plans and fills.
// src/train/state.ts names the same slots in the same order (a test compares them).

/** Why a chunk ended before its steps were used up. */
export const RUNNING: f64 = 0;
/** A whole pass met no violated margin. */
export const CLEAN_PASS: f64 = 1;
/** A whole pass of a deterministic method met violated margins and changed nothing: a fixed point. */
export const FIXED_POINT: f64 = 2;
/** `idleLimit` steps without a non-zero update. */
export const IDLE: f64 = 3;
/** An output is no longer finite. */
export const DIVERGED: f64 = 4;
/** n uniform draws without a non-zero update: only the host can tell whether all samples are satisfied. */
export const QUIET_DRAWS: f64 = 5;

export const CYCLE: f64 = 0;
export const SHUFFLE: f64 = 1;
export const UNIFORM: f64 = 2;

export const PLAIN: f64 = 0;
export const NOISY: f64 = 1;

@unmanaged
export class TwoLayerState {
  // Sizes: n samples, k hidden units, K = k rounded up to whole vectors.
  n: f64 = 0;
  k: f64 = 0;
  K: f64 = 0;
  // Data: X in compressed rows (starts u32, index u32, value real), y and limit real (padded to 16 samples).
  starts: f64 = 0;
  index: f64 = 0;
  value: f64 = 0;
  y: f64 = 0;
  limit: f64 = 0;
  // Network: v (K), ηv (K), W (d,K) feature-major. Lanes k…K−1 stay 0.
  v: f64 = 0;
  etaV: f64 = 0;
  W: f64 = 0;
  // Scratch of one step: z, mask, c (K reals each), words (4 u32).
  z: f64 = 0;
  mask: f64 = 0;
  c: f64 = 0;
  words: f64 = 0;
  // Options.
  method: f64 = 0;
  sampling: f64 = 0;
  gamma: f64 = 0;
  derivAtZero: f64 = 0;
  keyLow: f64 = 0;
  keyHigh: f64 = 0;
  trial: f64 = 0;
  idleLimit: f64 = 0;
  // Order of the current pass (n u32) and non-zero updates by sample (n u32).
  order: f64 = 0;
  updatesOf: f64 = 0;
  // Progress.
  step: f64 = 0;
  stepEnd: f64 = 0;
  work: f64 = 0;
  position: f64 = 0;
  epoch: f64 = 0;
  passUpdates: f64 = 0;
  passViolations: f64 = 0;
  idle: f64 = 0;
  updates: f64 = 0;
  forced: f64 = 0;
  status: f64 = 0;
  drawnBlock: f64 = 0;
  // Gram engine: G (n, gramStride), Z (k, zStride) = W Xᵀ, count (n,K) = mask sums of each sample's updates.
  gram: f64 = 0;
  gramStride: f64 = 0;
  Z: f64 = 0;
  zStride: f64 = 0;
  count: f64 = 0;
  // Gram engine, waiting list: the violated samples of a pass that changed nothing, and their noise thresholds (listLimit, K) f64.
  list: f64 = 0;
  listLimit: f64 = 0;
  listLength: f64 = 0;
  listReady: f64 = 0;
  listNext: f64 = 0;
  threshold: f64 = 0;
}
