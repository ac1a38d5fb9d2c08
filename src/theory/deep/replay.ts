import { pow } from "../../numerics/pow.js";
import type { DeepMemory } from "../../train/deepMemory.js";
import type { Pieces } from "../../train/deepProducts.js";
import type { DeepRun } from "../../train/deepRun.js";
import { gradientRows, type GradientRows, layerPairs, productFits, productNorms } from "./betweenLayers.js";
import { compare, type FlipCount, flipCounting, keepStart, type Start } from "./flips.js";
import { columnsOf, forwardAll, gramOf, layerRows, SCRIPT, spectralNorm } from "./layerNumbers.js";
import type { PathWatch } from "./pathWatch.js";

// A run is taken once more, and what S4's Theorem 5.3 and Lemmas 5.4 and 5.5 speak of is measured on the way: training itself computes
// nothing for certificates.

/** Steps at which distances, flips and gradients are measured, the first and the last among them. */
const MEASURED_STEPS = 50;

/** Norms of products take forty products of matrices each: they are looked at for some samples and pairs of layers, half-way and at the end. */
export const OPERATOR_SAMPLES = 8;
export const OPERATOR_PAIRS = 15;

/** One look at W(step). Layers are 1…L in order. */
export interface DeepMoment {
  readonly step: number;
  /** ‖W_l − W_l(0)‖₂. */
  readonly distances: readonly number[];
  /** max_i ‖x_{l,i} − x_{l,i}(0)‖₂ by layer. */
  readonly moved: readonly number[];
  /** max_i of the units of layer l whose mask differs from that at the start. */
  readonly flips: readonly number[];
  /** Units of the last layer whose mask differs for some sample. */
  readonly flippedUnits: number;
  /** ‖∇_{W_L}L_S‖_F² and Σ_i −ℓ'_i, both of all samples. */
  readonly gradientSquare: number;
  readonly slopeSum: number;
  /** (vi), for s_l = ⌈L^{4/3}τ^{2/3}m_l⌉ with τ the greatest of `distances`, at most m_{l−1}. */
  readonly rows: GradientRows;
}

/** (v) at W(step), masks and all. */
export interface OperatorLook {
  readonly step: number;
  /** The first so many. */
  readonly samples: number;
  /** Greatest ‖∏_{r=from}^{to}Σ_{r,i}W_rᵀ‖₂ of the samples, from below; Infinity where a number may leave the range. */
  readonly products: readonly { readonly from: number; readonly to: number; readonly norm: number }[];
  /** ‖W_l‖₂ by layer. */
  readonly weightNorms: readonly number[];
}

export interface DeepReplay {
  readonly moments: readonly DeepMoment[];
  /** By layer: Σ over all steps of (1/B)Σ_i η|ℓ'_i|‖x_{l−1,i}‖‖b_{l,i}‖, what Lemma B.6 bounds ‖W_l(k) − W_l(0)‖₂ by. */
  readonly paths: readonly number[];
  /** Greatest over steps and layers of that bound divided by L²√M·(1/B)Σ|ℓ'_i|: c₁ of (D.1), C of Theorem 5.3 (viii). */
  readonly c1: number;
  /** Greatest η(1/B)Σ|ℓ'_i| of a step. */
  readonly steepest: number;
  /** Lemma B.3 at the end for the sample and layer where it is tightest: flips, and min_β of |{|z| ≤ β}| + ‖z̃ − z‖²/β². */
  readonly counting: FlipCount;
  /** Half-way and at the end, in this order; one of a run without steps. */
  readonly operators: readonly OperatorLook[];
}

/** Takes the run, started anew with `paths.see` as its watch, through `steps` steps. */
export function* replayDeep(run: DeepRun, steps: number, paths: PathWatch): Pieces<DeepReplay> {
  const { network } = run;
  const n = run.data.samples;
  yield* run.stepping(0);
  yield* forwardAll(network);
  const start = yield* keepStart(network, n);
  const every = Math.max(1, Math.ceil(steps / MEASURED_STEPS));
  const half = every * Math.round(steps / every / 2);
  const moments: DeepMoment[] = [];
  const operators: OperatorLook[] = [];
  for (let step = 0; ; step++) {
    if (step === half || step === steps) operators.push(yield* lookAtOperators(network, step));
    if (step % every === 0 || step === steps) moments.push(yield* moment(run, start, step));
    if (step >= steps) break;
    yield* run.stepping(1);
  }
  const counting = yield* flipCounting(network, start, n);
  return { moments, paths: Array.from(paths.paths), c1: paths.c1, steepest: paths.steepest, counting, operators };
}

/** A moment has to follow: it makes the activations of all samples again, which the next step takes. */
function* lookAtOperators(network: DeepMemory, step: number): Pieces<OperatorLook> {
  const samples = Math.min(OPERATOR_SAMPLES, network.data.samples);
  yield* forwardAll(network);
  const weightNorms: number[] = [];
  for (let l = 1; l <= network.layers; l++) weightNorms.push(yield* spectralNorm(network, l, false));
  yield* network.forward(network.rows(0), samples);
  const products: { from: number; to: number; norm: number }[] = [];
  for (const pair of layerPairs(network.layers, OPERATOR_PAIRS)) {
    const norms: Float64Array = productFits(network, pair, weightNorms)
      ? yield* productNorms(network, pair, samples, true)
      : Float64Array.of(Infinity);
    products.push({ from: pair[0], to: pair[1], norm: norms.reduce((a, b) => Math.max(a, b), 0) });
  }
  return { step, samples, products, weightNorms };
}

/** s_l of (vi). */
function sparsityOf(network: DeepMemory, tau: number): number[] {
  const share = pow(network.layers, 4 / 3) * pow(tau, 2 / 3);
  return network.sizes.slice(1).map((width, l) => Math.min(network.sizes[l], Math.max(1, Math.ceil(share * width))));
}

function* moment(run: DeepRun, start: Start, step: number): Pieces<DeepMoment> {
  const { network } = run;
  const n = run.data.samples;
  const L = network.layers;
  // A full gradient's step uses these activations again; they are the same.
  yield* forwardAll(network);
  const layers = Array.from({ length: L }, (_, l) => l);
  const compared: ReturnType<typeof compare>[] = [];
  for (const l of layers) {
    compared.push(compare(network.hidden(l + 1, n), start.H[l], n));
    yield SCRIPT * start.H[l].length;
  }
  const distances: number[] = [];
  for (const l of layers) distances.push(yield* spectralNorm(network, l + 1, true));
  const rows = yield* gradientRows(
    network,
    n,
    sparsityOf(
      network,
      distances.reduce((a, b) => Math.max(a, b), 0),
    ),
  );
  const slopes = run.slopes(network.outputs(n));
  yield* network.backward(slopes);
  return {
    step,
    distances,
    moved: compared.map(({ moved }) => moved),
    flips: compared.map(({ flips }) => flips),
    flippedUnits: compared[L - 1].units,
    gradientSquare: yield* gradientSquare(network, n),
    slopeSum: n * slopes.reduce((sum, c) => sum + Math.abs(c), 0),
    rows,
  };
}

/** ‖D_L H_{L−1}ᵀ‖_F² = Σ_{i,k} (D_LᵀD_L)_{ik}(H_{L−1}ᵀH_{L−1})_{ik}, f64: the matrix itself is never made. */
function* gradientSquare(network: DeepMemory, n: number): Pieces<number> {
  const L = network.layers;
  const signals = yield* gramOf(columnsOf(network.signals(L, n), n));
  const inputs = yield* gramOf(layerRows(network, L - 1, n));
  return Math.max(
    0,
    signals.reduce((sum, x, e) => sum + x * inputs[e], 0),
  );
}
