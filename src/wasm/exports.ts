/** Byte offset into the memory of an instance. */
export type Pointer = number;

/**
 * The exports of both binaries (assembly/index.ts), in the order outputs, inputs, sizes, scalars.
 * A `real` is 4 bytes in the f32 binary and 8 in the f64 binary; all pointers are 16-byte aligned unless said otherwise.
 */
export interface KernelExports {
  readonly heapBase: { readonly value: number };
  /** out (n) = max(0, z), mask (n) = 1, derivAtZero or 0 where z is positive, 0 or negative. */
  relu(out: Pointer, mask: Pointer, z: Pointer, n: number, derivAtZero: number): void;
  /** out (n) = z or slope·z, mask (n) = 1, derivAtZero or slope where z is positive, 0 or negative. */
  leakyRelu(out: Pointer, mask: Pointer, z: Pointer, n: number, slope: number, derivAtZero: number): void;
  /** loss (n) = max(0, 1 − margin); returns their sum in f64. */
  hinge(loss: Pointer, margin: Pointer, n: number): number;
  /** y[i] += a·x[i] over n reals. */
  axpy(y: Pointer, x: Pointer, n: number, a: number): void;
  /** out (m) = A x for A (m,n) row-major. */
  matvec(out: Pointer, A: Pointer, x: Pointer, m: number, n: number): void;
  /** out (n) = Aᵀ y for A (m,n) row-major. */
  matvecTransposed(out: Pointer, A: Pointer, y: Pointer, m: number, n: number): void;
  /**
   * out (d) = v (d) with its s largest magnitudes kept (of equal ones the lowest indices), the rest 0; out may be v. support (u32) = its
   * non-zeros, whose number is returned. Scratch: keys d + 1 u64, index d + 16 u32; warm: 2 u64, 0 before the first call, kept between
   * calls on similar vectors.
   */
  hardThreshold(out: Pointer, support: Pointer, v: Pointer, keys: Pointer, index: Pointer, warm: Pointer, d: number, s: number): number;
  /** Z (rows,K) += A (rows,B)·L (B,K), K whole vectors: each sum over B in order from 0, then added. */
  addProducts(Z: Pointer, A: Pointer, L: Pointer, rows: number, B: number, K: number): void;
  /** A (m,n) += a·x yᵀ. */
  rankOne(A: Pointer, x: Pointer, y: Pointer, m: number, n: number, a: number): void;
  /** g (d) += Σ_t c[t]·A[rows[t],:] in the order of t; A (·,d) row-major, rows u32, `count` reals c. */
  addRows(g: Pointer, A: Pointer, rows: Pointer, c: Pointer, count: number, d: number): void;
  /** norms (n f64) = ‖A[:,c]‖₂ for A (m,n). */
  columnNorms(norms: Pointer, A: Pointer, m: number, n: number): void;
  /** As dot with f64 sums, whatever the precision. */
  dotExactly(x: Pointer, y: Pointer, n: number): number;
  /** Σ x[i]·y[i] over n reals. */
  dot(x: Pointer, y: Pointer, n: number): number;
  /** out (K) = Σ_t value[t]·B[index[t],:] in the order of t; B is (d,K) row-major, K whole vectors (4 f32 or 2 f64), index u32. */
  rowTimes(out: Pointer, index: Pointer, value: Pointer, nonZeros: number, B: Pointer, K: number): void;
  /** As rowTimes with f64 sums: out has K f64 whatever the precision of B. */
  rowTimesExactly(out: Pointer, index: Pointer, value: Pointer, nonZeros: number, B: Pointer, K: number): void;
  /** B[index[t],:] += value[t]·c for every t; c has K reals. */
  rowUpdate(B: Pointer, index: Pointer, value: Pointer, nonZeros: number, c: Pointer, K: number): void;
  /** out[c·outStride + r] = input[r·columns + c]. */
  transpose(out: Pointer, input: Pointer, rows: number, columns: number, outStride: number): void;
  /** e^x, f64 in both binaries. */
  exp(x: number): number;
  /** Standard normal distribution function, f64 in both binaries. */
  normalCdf(t: number): number;
  /** Four u32 words of one counter. */
  philox4x32(out: Pointer, block: number, trial: number, role: number, part: number, keyLow: number, keyHigh: number): void;
  /** count u32 words from block firstBlock on. */
  philoxFill(
    out: Pointer,
    count: number,
    firstBlock: number,
    trial: number,
    role: number,
    part: number,
    keyLow: number,
    keyHigh: number,
  ): void;
  /** count reals on [0, 1); 4 a block in f32, 2 in f64. */
  uniformFill(
    out: Pointer,
    count: number,
    firstBlock: number,
    trial: number,
    role: number,
    part: number,
    keyLow: number,
    keyHigh: number,
  ): void;
  /** count standard normals; 4 a block in f32, 2 in f64. */
  gaussianFill(
    out: Pointer,
    count: number,
    firstBlock: number,
    trial: number,
    role: number,
    part: number,
    keyLow: number,
    keyHigh: number,
  ): void;
  /** mask[j] = 1 with probability Φ(z[j]/γ), else 0 (S0 eq. 10); k reals each. */
  noiseMask(mask: Pointer, z: Pointer, k: number, gamma: number, keyLow: number, keyHigh: number, trial: number, step: number): void;
  /** G (n, stride) = X Xᵀ from compressed rows and columns = Xᵀ (d, stride); stride whole groups of 16 samples. */
  gramMatrix(gram: Pointer, starts: Pointer, index: Pointer, value: Pointer, columns: Pointer, n: number, stride: number): void;
  // Hard-margin search; `state` is the block of src/theory/marginState.ts.
  /** Squared norms of all rows, and the shortest row as the first point. */
  marginStart(state: Pointer): void;
  /** Cycles of Wolfe's method until the work of the state is used up or its status is set. */
  marginSearch(state: Pointer): void;
  // Training; `state` is the block of src/train/state.ts.
  gramPreactivations(state: Pointer): void;
  gramWeights(state: Pointer): void;
  trainGram(state: Pointer): void;
  trainPrimal(state: Pointer): void;
  /**
   * For samples from…to−1: margins (f64) = y_i·f(x_i), alive (u8) = 1: some pre-activation positive, 2: none, but some exactly 0, 0:
   * neither; scratch has K f64.
   */
  evaluate(margins: Pointer, alive: Pointer, scratch: Pointer, state: Pointer, from: number, to: number): void;
  /** As evaluate, but margins that are surely ≥ 1 (samples) or surely not 0 (held-out rows) are left rounded and their alive unset. */
  screenMargins(margins: Pointer, alive: Pointer, scratch: Pointer, state: Pointer, from: number, to: number): void;
  // Projected gradient descent; `state` is the block of src/train/reluState.ts.
  reluPass(state: Pointer): void;
  /** 1: w is evaluated and v made from few columns; 0: go on with reluPass. */
  reluProbe(state: Pointer): number;
  reluStep(state: Pointer): void;
  reluAdopt(state: Pointer): void;
}
