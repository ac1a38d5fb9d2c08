/** Byte offset into the memory of an instance. */
export type Pointer = number;

/** Fills out with `count` numbers of the stream (trial, role, part) of a key, from block firstBlock on. */
type Fill = (
  out: Pointer,
  count: number,
  firstBlock: number,
  trial: number,
  role: number,
  part: number,
  keyLow: number,
  keyHigh: number,
) => void;

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
  /** out (n) = max(0, z); out may be z. */
  rectify(out: Pointer, z: Pointer, n: number): void;
  /** D (n) = D, derivAtZero·D or 0 where z is positive, 0 or negative. */
  rectifyBack(D: Pointer, z: Pointer, n: number, derivAtZero: number): void;
  /** bits (rows, signWords(columns)) u32: z (rows,columns) > 0, or ≥ 0 where atZero is 1; bits beyond the last column are 0. */
  signBits(bits: Pointer, z: Pointer, rows: number, columns: number, atZero: number): void;
  /** out[i,j] = z[i,j] where bit index[j] (u32) of row i of bits (rows,words) is set, else 0; out may be z. */
  keepByBits(out: Pointer, z: Pointer, bits: Pointer, words: number, index: Pointer, rows: number, columns: number): void;
  /** Bits that differ between two patterns of `words` u32. */
  countDifferences(a: Pointer, b: Pointer, words: number): number;
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
  /**
   * C (rows,columns) = op(A)·op(B), or C += … where accumulate is 1; C lies apart from A and B, nothing need be aligned. Strides: reals
   * from one stored row to the next. form (GEMM_FORM): NN, NT: B stored (columns,inner), TN: A stored (inner,rows), TT. scratch:
   * gemmScratchBytes, aligned. An element is [C +] s_0 + s_1 + …, each s the sum of 256 terms in order: splitting rows or columns
   * changes no bit.
   */
  gemm(
    C: Pointer,
    A: Pointer,
    B: Pointer,
    rows: number,
    columns: number,
    inner: number,
    strideC: number,
    strideA: number,
    strideB: number,
    form: number,
    accumulate: number,
    scratch: Pointer,
  ): void;
  /** op(B) (inner,columns) in panels, to be kept: gemmPackedBytes. transposed 1: B is stored (columns,inner). */
  gemmPack(packed: Pointer, B: Pointer, columns: number, inner: number, strideB: number, transposed: number): void;
  /** As gemm, the same bits, with op(B) from gemmPack. transposed 1: A is stored (inner,rows). */
  gemmPacked(
    C: Pointer,
    A: Pointer,
    packed: Pointer,
    rows: number,
    columns: number,
    inner: number,
    strideC: number,
    strideA: number,
    transposed: number,
    accumulate: number,
    scratch: Pointer,
  ): void;
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
  readonly philoxFill: Fill;
  /** count reals on [0, 1); 4 a block in f32, 2 in f64. */
  readonly uniformFill: Fill;
  /** count standard normals; 4 a block in f32, 2 in f64. */
  readonly gaussianFill: Fill;
  /** mask[j] = 1 with probability Φ(z[j]/γ), else 0 (S0 eq. 10); k reals each. */
  noiseMask(mask: Pointer, z: Pointer, k: number, gamma: number, keyLow: number, keyHigh: number, trial: number, step: number): void;
  /** G (n, stride) = X Xᵀ from compressed rows and columns = Xᵀ (d, stride); stride whole groups of 16 samples. */
  gramMatrix(gram: Pointer, starts: Pointer, index: Pointer, value: Pointer, columns: Pointer, n: number, stride: number): void;
  // Hard-margin search; `state` is the block of src/theory/marginState.ts.
  /** Squared norms of all rows, and the shortest row as the first point. */
  marginStart(state: Pointer): void;
  /** Cycles of Wolfe's method until the work of the state is used up or its status is set. */
  marginSearch(state: Pointer): void;
  /**
   * P = scale·(softmax(Z) − onehot(label)); totals (2 f64) += loss and number of right predictions (of equal logits the first class). The
   * element of (sample i, class c) lies at i·sampleStride + c·classStride reals; P may be Z; labels u32 below `classes`. A sample with a
   * logit that is not finite has P = 0, loss Infinity and is not right.
   */
  softmaxLoss(
    P: Pointer,
    totals: Pointer,
    Z: Pointer,
    labels: Pointer,
    samples: number,
    classes: number,
    sampleStride: number,
    classStride: number,
    scale: number,
  ): void;
  // Deep networks; H and D are (m,n), one row a unit, one column a sample.
  /** f (n f64) = Σ_j v[j]·H[j,:], f64 sums; v (m). */
  deepOutputs(f: Pointer, H: Pointer, v: Pointer, m: number, n: number): void;
  /** D (m,n) = v[j]·c[i] where H[j,i] > 0, else 0; c (n). Returns how many are not 0. */
  deepSeed(D: Pointer, H: Pointer, v: Pointer, c: Pointer, m: number, n: number): number;
  /** max |x[i]| over n reals without NaN. */
  largest(x: Pointer, n: number): number;
  /** out (rows f64) = max(0, W x), W (rows,n) reals, x (n f64), f64 sums. */
  exactLayer(out: Pointer, W: Pointer, x: Pointer, rows: number, n: number): void;
  // Singular values, f64 in both binaries; rows are `stride` f64 apart.
  /** Columns from…to−1 of the triangle R (n,n) swallow those of block (count,n) by reflections; v: count f64. The block is used up. */
  triangleAbsorb(R: Pointer, block: Pointer, v: Pointer, n: number, stride: number, count: number, from: number, to: number): void;
  /** Row operations from…to−1, of 2(n−k−1), of step k of the bidiagonalisation of M (n,n) into d (n) and e (n); scratch: 3n f64. M is used up. */
  bidiagonalise(d: Pointer, e: Pointer, M: Pointer, scratch: Pointer, n: number, stride: number, k: number, from: number, to: number): void;
  /** out (columns f64) += (A − A0)ᵀ(A − A0) x, sums f64; A, A0 (rows,columns) reals, x f64. A0 = 0: none. */
  gramTimes(out: Pointer, A: Pointer, A0: Pointer, x: Pointer, rows: number, columns: number): void;
  /** out (columns f64) += AᵀA x for A (rows,columns) f64 in both binaries. */
  gramTimesExactly(out: Pointer, A: Pointer, x: Pointer, rows: number, columns: number): void;
  // Training; `state` is the block of src/train/state.ts.
  gramPreactivations(state: Pointer, from: number, to: number): void;
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
  // Softmax networks; `state` is the block of src/train/softmaxState.ts.
  softmaxStage(state: Pointer): void;
  softmaxSweep(state: Pointer): void;
  softmaxTurn(state: Pointer, scale: number): void;
  softmaxJudge(state: Pointer): void;
  softmaxExactly(state: Pointer): void;
  softmaxMeasure(state: Pointer): void;
}
