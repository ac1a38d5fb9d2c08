import { RelulabError } from "../errors.js";
import { euclideanNorm } from "../numerics/norm.js";
import { runSteps } from "../numerics/steps.js";
import { powerBelow } from "../numerics/powerOfTwo.js";
import type { Run } from "../train/drive.js";
import type { PreparedData } from "../train/prepared.js";
import { MemoryPlan } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import { RunMemory } from "../wasm/runMemory.js";
import type { StateBlock } from "../wasm/stateBlock.js";
import { type MarginResult, marginText, type Witness } from "./marginResult.js";
import { MARGIN_STATE, MARGIN_STATUS, type MarginField } from "./marginState.js";
import { findOpposites } from "./opposites.js";
import { inverseNorm } from "./triangular.js";

/** Multiply-adds of one kernel call: about 1 ms. */
const WORK_PER_CALL = 1e6;
/** Rows of the corral, at most: 128 MiB of factor. A search that needs more ends with the bracket it has. */
const MOST_MEMBERS = 4096;

export interface MarginProgress {
  readonly cycles: number;
  /** Samples that carry the current point. */
  readonly support: number;
  /** ‖x‖ of the current point: no unit separator has a larger margin. */
  readonly marginAtMost: number;
}

type Blocks = keyof ReturnType<typeof planSearch>["blocks"];

function planSearch(data: PreparedData, capacity: number) {
  return new MemoryPlan(data.precision, {
    state: ["u8", MARGIN_STATE.bytes],
    x: ["f64", data.features],
    row: ["f64", data.features],
    square: ["f64", data.samples],
    member: ["u32", capacity],
    weight: ["f64", capacity],
    next: ["f64", capacity],
    scratch: ["f64", capacity],
    R: ["f64", capacity * capacity],
  });
}

/**
 * The separator of least norm with y·ωᵀx ≥ 1, or a proof that there is none: Wolfe's minimum-norm point of conv{y_i·x_i} in f64,
 * resumable. A run like those of training: `chunk()` until `done`, then `result()` and `dispose()`.
 */
export class MarginSearch implements Run<MarginProgress, MarginResult> {
  readonly #data: PreparedData;
  readonly #memory: RunMemory<Blocks>;
  readonly #state: StateBlock<MarginField>;
  readonly #exact: Witness | undefined;
  /** The kernels see scale·x, of length 1 … 2 at most, so that no square leaves the range of f64. */
  readonly #scale: number;
  #cancelled = false;

  constructor(pool: InstancePool, data: PreparedData) {
    this.#data = data;
    this.#exact = findOpposites(data);
    this.#scale = powerBelow(data.radius);
    const capacity = Math.min(data.samples, data.features + 2, MOST_MEMBERS);
    const plan = planSearch(data, capacity);
    const leased = data.lease(pool, "primal", plan.bytes, "margin()");
    this.#memory = new RunMemory(pool, leased, plan);
    this.#state = MARGIN_STATE.at(leased.instance, this.#memory.at("state"));
    this.#memory.start(() => {
      runSteps(leased.write);
      this.#initialise(capacity);
    });
  }

  get done(): boolean {
    return this.#cancelled || this.#exact !== undefined || this.#state.get("status") !== MARGIN_STATUS.searching;
  }

  /** About 1 ms of search; returns whether it is over. */
  chunk(): boolean {
    if (this.done) return true;
    this.#state.set({ work: WORK_PER_CALL });
    this.#memory.call((k) => k.marginSearch(this.#state.pointer));
    return this.done;
  }

  snapshot(): MarginProgress {
    const marginAtMost = Math.sqrt(this.#state.get("normSquare")) / this.#scale;
    return { cycles: this.#state.get("cycles"), support: this.#state.get("size"), marginAtMost };
  }

  /** Ends the search early; `result()` then throws `CANCELLED`. */
  cancel(): void {
    this.#cancelled = true;
  }

  /** Throws `CANCELLED`. */
  result(): MarginResult {
    if (this.#cancelled)
      throw new RelulabError("CANCELLED", "the search for a separator was cancelled.", "Start it again without aborting.");
    const data = this.#data;
    const witness = this.#exact ?? this.#witness();
    const radius = data.radius;
    const planted = (): Float64Array | null => (data.separator === undefined ? null : feasible(data, data.separator));
    // A search that ran out of rows or of precision may miss what is known.
    const separator = feasible(data, this.#direction(witness)) ?? planted();
    const separable = separator !== null;
    const normAtLeast = witness.residual > 0 ? 1 / witness.residual : Infinity;
    const upper = separator === null ? Infinity : euclideanNorm(separator);
    const facts = {
      verdict: separable ? ("separable" as const) : this.#provesNone(witness) ? ("not-separable" as const) : ("no-margin-above" as const),
      separator,
      norm: upper,
      normAtLeast: Math.min(normAtLeast, upper),
      gap: separable ? Math.max(0, upper / normAtLeast - 1) : Infinity,
      margin: separable ? 1 / upper : 0,
      witness,
      radius,
      tolerance: toleranceOf(data),
      bias: data.bias,
      cycles: this.#state.get("cycles"),
    };
    return { ...facts, text: marginText(facts) };
  }

  /** Gives the memory back to the lab; calling it again does nothing. */
  dispose(): void {
    this.#memory.dispose();
  }

  #initialise(capacity: number): void {
    const data = this.#data;
    const shared = data.plan("primal").blocks;
    const memory = this.#memory;
    const { base } = memory.instance;
    memory.clear(memory.plan.blocks.R.offset);
    this.#state.set({
      ...memory.pointers("x", "row", "square", "member", "weight", "next", "scratch", "R"),
      n: data.samples,
      d: data.features,
      starts: base + shared.starts.offset,
      index: base + shared.index.offset,
      value: base + shared.value.offset,
      y: base + shared.y.offset,
      capacity,
      scale: this.#scale,
    });
    if (this.#exact === undefined) memory.call((k) => k.marginStart(this.#state.pointer));
  }

  /** The corral's rows of positive weight, in the order of the samples. */
  #witness(): Witness {
    const size = this.#state.get("size");
    const weight = this.#memory.f64("weight", size);
    const pairs = Array.from(this.#memory.u32("member", size), (sample, c) => ({ sample, weight: weight[c] }))
      .filter((pair) => pair.weight > 0)
      .sort((a, b) => a.sample - b.sample);
    const sum = pairs.reduce((total, pair) => total + pair.weight, 0);
    const samples = pairs.map(({ sample }) => sample);
    const weights = Float64Array.from(pairs, (pair) => pair.weight / sum);
    return { samples, weights, residual: euclideanNorm(signed(this.#data, { samples, weights })) };
  }

  /** The witness's point over the square of its length: ω*, if the point is the nearest one to 0. */
  #direction(witness: Witness): Float64Array {
    const scale = this.#scale;
    const square = witness.residual * scale * (witness.residual * scale);
    const point = signed(this.#data, witness);
    return square > 0 ? point.map((value) => ((value * scale) / square) * scale) : point;
  }

  /**
   * Does this witness prove that no separator exists? An exact one does. So does one of d+1 rows with ρ·‖M⁻¹‖ < min λ for
   * M = [A ᵀ; s·1ᵀ]: then M λ' = (0, s) has a solution λ' > 0 nearby. d counts the features that are not 0 everywhere; M⁻¹ comes from the
   * search's own factor (RᵀR = MᵀM), with a factor 2 for its rounding, and is not trusted beyond a condition of 10⁶; ρ gets the rounding
   * of its sum added.
   */
  #provesNone(witness: Witness): boolean {
    if (this.#exact !== undefined) return true;
    const size = this.#state.get("size");
    if (size !== witness.samples.length || size !== this.#data.usedFeatures + 1) return false;
    const capacity = this.#state.get("capacity");
    const inverse = inverseNorm(this.#memory.f64("R", capacity * size), size, capacity);
    const norm = Math.sqrt(this.#state.get("largest") * 2 * size);
    const smallest = witness.weights.reduce((a, b) => Math.min(a, b), Infinity);
    const rounding = size * 2 ** -52 * this.#data.radius;
    return inverse * norm < 1e6 && 2 * (witness.residual + rounding) * this.#scale * inverse < smallest;
  }
}

/** Σ λ_i·y_i·x_i. */
function signed(data: PreparedData, { samples, weights }: Pick<Witness, "samples" | "weights">): Float64Array {
  const { labels } = data;
  return data.combination(
    samples,
    samples.map((i, at) => weights[at] * labels[i]),
  );
}

/** Products are only trusted beyond this share of r·‖ω‖. */
const toleranceOf = (data: PreparedData): number => data.features * 2 ** -52;

/**
 * The direction scaled so that the least margin is at least 1, checked with the same sums that found it; null unless all its margins are
 * positive beyond their rounding.
 */
function feasible(data: PreparedData, direction: Float64Array): Float64Array | null {
  const raw = direction.length === data.features ? direction : Float64Array.from({ length: data.features }, (_, c) => direction[c] ?? 0);
  const { labels } = data;
  const least = data.products(raw).reduce((smallest, product, i) => Math.min(smallest, product * labels[i]), Infinity);
  if (!(least > toleranceOf(data) * data.radius * euclideanNorm(raw))) return null;
  for (let excess = 0; excess < 4; excess = Math.max(2 ** -52, 2 * excess)) {
    const separator = raw.map((value) => (value / least) * (1 + excess));
    if (data.products(separator).every((product, i) => product * labels[i] >= 1)) return separator;
  }
  return null; // beyond the range of f64
}
