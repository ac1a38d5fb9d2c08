import { RelulabError } from "../errors.js";
import { BidiagonalValues } from "../numerics/bidiagonal.js";
import type { Run } from "../train/drive.js";
import { MemoryPlan } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import { RunMemory } from "../wasm/runMemory.js";
import type { Matrix, SpectrumProgress } from "./matrix.js";

/** Multiply-adds of one kernel call: about 1 ms. */
const WORK_PER_CALL = 2e6;
/** Rotations of one turn of the last phase: 0.2 ms, and some more before the engine has compiled them. */
const ROTATIONS_PER_CALL = 5e3;
/** Rows that the triangle takes in together: with 1,000 columns they stay in the second cache. */
const ROWS = 32;

type Blocks = keyof ReturnType<typeof planValues>["blocks"];

/** An odd number of cache lines from row to row: rows at a power of two would meet in one set of the cache. */
const strideOf = (n: number): number => 8 * (Math.ceil(n / 8) | 1);

function planValues({ precision }: InstancePool, n: number) {
  const stride = strideOf(n);
  return new MemoryPlan(precision, {
    d: ["f64", n],
    e: ["f64", n],
    scratch: ["f64", 3 * Math.max(n, ROWS)],
    block: ["f64", ROWS * stride],
    triangle: ["f64", n * stride],
  });
}

/**
 * All singular values of a matrix, f64 in every lab: QR by blocks of rows, bidiagonalisation of the triangle, implicit QR. Resumable:
 * `chunk()` until `done`, then `result()` and `dispose()`.
 */
export class SingularValuesRun implements Run<SpectrumProgress, Float64Array> {
  readonly #matrix: Matrix;
  readonly #memory: RunMemory<Blocks>;
  /** The matrix is taken with its longer side down: `long` rows of `short` numbers. */
  readonly #long: number;
  readonly #short: number;
  readonly #stride: number;
  /** Where the three phases are: rows given to the triangle and columns of the current block, steps of the second phase and their rows. */
  #rows = 0;
  #column: number;
  #step = 0;
  #row = 0;
  #values: BidiagonalValues | undefined;
  #settled = false;
  #cancelled = false;

  constructor(where: string, pool: InstancePool, matrix: Matrix) {
    this.#matrix = matrix;
    this.#long = Math.max(matrix.rows, matrix.columns);
    this.#short = Math.min(matrix.rows, matrix.columns);
    this.#column = this.#short;
    this.#stride = strideOf(this.#short);
    const plan = planValues(pool, this.#short);
    const key = {};
    const { instance } = pool.acquire(plan.bytes, key, where, "Pass a matrix whose shorter side is shorter.");
    pool.settle(instance, key);
    this.#memory = new RunMemory(pool, { instance, runBase: instance.base }, plan);
    this.#memory.start(() => this.#memory.clear());
  }

  get done(): boolean {
    return this.#cancelled || this.#settled;
  }

  /** About 1 ms of work; returns whether it is over. */
  chunk(): boolean {
    if (this.done) return true;
    if (this.#column < this.#short || this.#rows < this.#long) this.#absorb();
    else if (this.#step < this.#short) this.#reduce();
    else this.#finish();
    return this.done;
  }

  /** The share of the first two phases, which take nearly all of the time. */
  snapshot(): SpectrumProgress {
    const n = this.#short;
    const taken = (Math.max(0, this.#rows - ROWS) + (ROWS * this.#column) / n) * n * n * 2;
    const left = n - this.#step;
    return { share: Math.min(1, (taken + (8 / 3) * (n * n * n - left * left * left)) / (2 * this.#long * n * n + (8 / 3) * n * n * n)) };
  }

  cancel(): void {
    this.#cancelled = true;
  }

  /** min(rows, columns) values, the largest first. Throws `CANCELLED`. */
  result(): Float64Array {
    if (this.#cancelled)
      throw new RelulabError("CANCELLED", "the computation of singular values was cancelled.", "Start it again without aborting.");
    const values = (this.#values as BidiagonalValues).values;
    return values.map((value) => value / this.#matrix.scale);
  }

  dispose(): void {
    this.#memory.dispose();
  }

  /** Some columns of the current block of rows, or the next block. */
  #absorb(): void {
    const n = this.#short;
    if (this.#column === n) this.#load();
    const from = this.#column;
    let to = from;
    for (let work = WORK_PER_CALL; to < n && work > 0; to++) work -= 2 * ROWS * (n - to);
    const memory = this.#memory;
    memory.call((k) => k.triangleAbsorb(memory.at("triangle"), memory.at("block"), memory.at("scratch"), n, this.#stride, ROWS, from, to));
    this.#column = to;
  }

  /** The next rows of the matrix, scaled, into the block; rows that are missing are 0. */
  #load(): void {
    const { values, rows, columns, scale } = this.#matrix;
    const block = this.#memory.f64("block").fill(0);
    const count = Math.min(ROWS, this.#long - this.#rows);
    const [down, right] = rows >= columns ? [columns, 1] : [1, columns];
    for (let i = 0; i < count; i++)
      for (let c = 0; c < this.#short; c++) block[i * this.#stride + c] = values[(this.#rows + i) * down + c * right] * scale;
    this.#rows += count;
    this.#column = 0;
  }

  /** Row operations of one step, or several whole steps. */
  #reduce(): void {
    const n = this.#short;
    const memory = this.#memory;
    for (let work = WORK_PER_CALL; this.#step < n && work > 0;) {
      const rest = n - this.#step - 1;
      const from = this.#row;
      const to = Math.min(2 * rest, from + Math.max(1, Math.ceil(work / (2 * rest))));
      const [step, stride] = [this.#step, this.#stride];
      memory.call((k) =>
        k.bidiagonalise(memory.at("d"), memory.at("e"), memory.at("triangle"), memory.at("scratch"), n, stride, step, from, to),
      );
      work -= 2 * rest * (to - from);
      if (to < 2 * rest) this.#row = to;
      else [this.#step, this.#row] = [step + 1, 0];
    }
  }

  #finish(): void {
    this.#values ??= new BidiagonalValues(this.#memory.f64("d").slice(), this.#memory.f64("e").slice());
    this.#settled = this.#values.advance(ROTATIONS_PER_CALL);
  }
}
