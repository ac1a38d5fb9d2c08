import { ROLE, WordStream } from "../data/streams.js";
import { RelulabError } from "../errors.js";
import { TopEigenvalue } from "../numerics/lanczos.js";
import type { Run } from "../train/drive.js";
import { MemoryPlan } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import { RunMemory } from "../wasm/runMemory.js";
import type { Matrix, SpectrumProgress } from "./matrix.js";

/** Numbers of the matrix that one kernel call reads: about 1 ms. */
const WORK_PER_CALL = 1e6;
/** Steps, at most: a few dozen are usual, a Gaussian matrix of 1,000 × 1,000 takes some 80. */
export const MOST_STEPS = 300;

type Blocks = keyof ReturnType<typeof planNorm>["blocks"];

function planNorm({ precision }: InstancePool, { rows, columns }: Matrix) {
  return new MemoryPlan(precision, { x: ["f64", columns], product: ["f64", columns], matrix: ["f64", rows * columns] });
}

/** A start for iterations on vectors of n numbers: uniform on (−1, 1), always the same ones. */
export function startVector(n: number): Float64Array {
  const words = new WordStream({ seed: 0, trial: 0, role: ROLE.estimate, part: 2 ** 32 - 1 });
  return Float64Array.from({ length: n }, () => (words.word() + 0.5) / 2 ** 31 - 1);
}

/** ‖A‖₂ from below by Lanczos steps on AᵀA, f64 in every lab. A run as those of training. */
export class SpectralNormRun implements Run<SpectrumProgress, number> {
  readonly #matrix: Matrix;
  readonly #memory: RunMemory<Blocks>;
  readonly #top: TopEigenvalue;
  /** Rows that the product of this step has taken in. */
  #rows = 0;
  #settled = false;
  #cancelled = false;

  constructor(where: string, pool: InstancePool, matrix: Matrix) {
    this.#matrix = matrix;
    const plan = planNorm(pool, matrix);
    const key = {};
    const { instance } = pool.acquire(plan.bytes, key, where, "Pass a smaller matrix.");
    pool.settle(instance, key);
    this.#memory = new RunMemory(pool, { instance, runBase: instance.base }, plan);
    this.#top = new TopEigenvalue(startVector(matrix.columns), Math.min(MOST_STEPS, matrix.columns + 1));
    this.#memory.start(() => {
      const { values, scale } = matrix;
      const scaled = this.#memory.f64("matrix");
      for (let e = 0; e < values.length; e++) scaled[e] = values[e] * scale;
      this.#begin();
    });
  }

  get done(): boolean {
    return this.#cancelled || this.#settled;
  }

  chunk(): boolean {
    if (this.done) return true;
    const { rows, columns } = this.#matrix;
    const memory = this.#memory;
    const count = Math.min(Math.max(1, Math.floor(WORK_PER_CALL / columns)), rows - this.#rows);
    const from = memory.at("matrix") + 8 * this.#rows * columns;
    memory.call((k) => k.gramTimesExactly(memory.at("product"), from, memory.at("x"), count, columns));
    this.#rows += count;
    if (this.#rows === rows) {
      this.#settled = this.#top.step(memory.f64("product").slice());
      if (!this.#settled) this.#begin();
    }
    return this.done;
  }

  snapshot(): SpectrumProgress {
    return { share: this.#settled ? 1 : this.#top.steps / MOST_STEPS };
  }

  cancel(): void {
    this.#cancelled = true;
  }

  /** Throws `CANCELLED`. */
  result(): number {
    if (this.#cancelled)
      throw new RelulabError("CANCELLED", "the computation of a spectral norm was cancelled.", "Start it again without aborting.");
    return Math.sqrt(this.#top.value) / this.#matrix.scale;
  }

  dispose(): void {
    this.#memory.dispose();
  }

  #begin(): void {
    this.#memory.f64("x").set(this.#top.vector);
    this.#memory.f64("product").fill(0);
    this.#rows = 0;
  }
}
