import { euclideanNorm } from "../../numerics/norm.js";
import type { DeepMemory, Pieces } from "../../train/deepMemory.js";
import type { DeepRun } from "../../train/deepRun.js";
import { gramOf, layerRows, spectralNorm } from "./layerNumbers.js";

// A run is taken once more, and what S4's Theorem 5.3 and Lemmas 5.4 and 5.5 speak of is measured on the way: training itself computes
// nothing for certificates.

/** Steps at which distances, flips and gradients are measured, the first and the last among them. */
const MEASURED_STEPS = 50;

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
}

export interface DeepReplay {
  readonly moments: readonly DeepMoment[];
  /** By layer: Σ over all steps of (1/B)Σ_i η|ℓ'_i|‖x_{l−1,i}‖‖b_{l,i}‖, what Lemma B.6 bounds ‖W_l(k) − W_l(0)‖₂ by. */
  readonly paths: readonly number[];
  /** Greatest over steps and layers of that bound divided by L²√M·(1/B)Σ|ℓ'_i|: c₁ of (D.1), C of Theorem 5.3 (viii). */
  readonly c1: number;
  /** Lemma B.3 at the end for the sample and layer where it is tightest: flips, and min_β of |{|z| ≤ β}| + ‖z̃ − z‖²/β². */
  readonly counting: { readonly flips: number; readonly bound: number };
  /** ‖W_l‖₂ at the end. */
  readonly weightNorms: readonly number[];
}

/** Collects the path lengths: hand `watch` to the run. */
export class PathWatch {
  readonly paths: Float64Array;
  c1 = 0;
  #network: DeepMemory | undefined;

  constructor(layers: number) {
    this.paths = new Float64Array(layers);
  }

  attach(network: DeepMemory): void {
    this.#network = network;
  }

  see(samples: Uint32Array, slopes: number): void {
    const network = this.#network as DeepMemory;
    const n = samples.length;
    const { sizes, layers } = network;
    const scale = layers * layers * Math.sqrt(sizes.slice(1).reduce((a, b) => Math.max(a, b)));
    let before = inputSquares(network, samples);
    for (let l = 1; l <= layers; l++) {
      const signals = columnSquares(network.signals(l, n), n);
      const bound = before.reduce((sum, square, i) => sum + Math.sqrt(square * signals[i]), 0);
      this.paths[l - 1] += bound;
      if (slopes > 0) this.c1 = Math.max(this.c1, bound / (scale * slopes));
      before = columnSquares(network.hidden(l, n), n);
    }
  }
}

function inputSquares(network: DeepMemory, samples: Uint32Array): Float64Array {
  const d = network.sizes[0];
  const X = network.memory.reals("X");
  return Float64Array.from(samples, (i) => {
    const norm = euclideanNorm(X.subarray(i * d, (i + 1) * d));
    return norm * norm;
  });
}

/** Σ_j of squares for each column of (m, n). */
function columnSquares(values: ArrayLike<number>, n: number): Float64Array {
  const squares = new Float64Array(n);
  for (let e = 0; e < values.length; e += n) for (let i = 0; i < n; i++) squares[i] += values[e + i] * values[e + i];
  return squares;
}

/** Takes the run, started anew with `paths.see` as its watch, through `steps` steps. */
export function* replayDeep(run: DeepRun, steps: number, paths: PathWatch): Pieces<DeepReplay> {
  const { network } = run;
  const n = run.data.samples;
  run.advance(0);
  yield* network.forward(network.rows(0), n);
  const start = yield* keepStart(network, n);
  const every = Math.max(1, Math.ceil(steps / MEASURED_STEPS));
  const moments: DeepMoment[] = [];
  for (let step = 0; ; step++) {
    if (step % every === 0 || step === steps) moments.push(yield* moment(run, start, step));
    if (step >= steps) break;
    run.advance(1);
    yield 1e6;
  }
  const counting = yield* flipCounting(network, start, n);
  const weightNorms: number[] = [];
  for (let l = 1; l <= network.layers; l++) weightNorms.push(yield* spectralNorm(network, l, false));
  return { moments, paths: Array.from(paths.paths), c1: paths.c1, counting, weightNorms };
}

/** Activations and pre-activations of W(0), (m_l, n) by layer. */
interface Start {
  readonly H: readonly Float64Array[];
  readonly Z: readonly Float64Array[];
}

function* keepStart(network: DeepMemory, n: number): Pieces<Start> {
  const [H, Z]: Float64Array[][] = [[], []];
  for (let l = 1; l <= network.layers; l++) {
    H.push(Float64Array.from(network.hidden(l, n)));
    Z.push(Float64Array.from(yield* network.preactivations(l, network.rows(0), n)));
  }
  return { H, Z };
}

function* moment(run: DeepRun, start: Start, step: number): Pieces<DeepMoment> {
  const { network } = run;
  const n = run.data.samples;
  const L = network.layers;
  // A full gradient's step uses these activations again; they are the same.
  yield* network.forward(network.rows(0), n);
  const layers = Array.from({ length: L }, (_, l) => l);
  const compared = layers.map((l) => compare(network.hidden(l + 1, n), start.H[l], n));
  const distances: number[] = [];
  for (const l of layers) distances.push(yield* spectralNorm(network, l + 1, true));
  const slopes = run.slopes(network.outputs(n));
  yield* network.backward(slopes);
  return {
    step,
    distances,
    moved: compared.map(({ moved }) => moved),
    flips: compared.map(({ flips }) => flips),
    flippedUnits: compared[L - 1].units,
    gradientSquare: gradientSquare(network, n),
    slopeSum: n * slopes.reduce((sum, c) => sum + Math.abs(c), 0),
  };
}

function compare(H: ArrayLike<number>, H0: Float64Array, n: number): { moved: number; flips: number; units: number } {
  const squares = new Float64Array(n);
  const flips = new Uint32Array(n);
  let units = 0;
  for (let e = 0; e < H0.length; e += n) {
    let some = 0;
    for (let i = 0; i < n; i++) {
      const difference = H[e + i] - H0[e + i];
      squares[i] += difference * difference;
      if (H[e + i] > 0 === H0[e + i] > 0) continue;
      flips[i]++;
      some = 1;
    }
    units += some;
  }
  const most = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, b), 0);
  return { moved: Math.sqrt(most(squares)), flips: most(flips), units };
}

/** ‖D_L H_{L−1}ᵀ‖_F² = Σ_{i,k} (D_LᵀD_L)_{ik}(H_{L−1}ᵀH_{L−1})_{ik}, f64: the matrix itself is never made. */
function gradientSquare(network: DeepMemory, n: number): number {
  const L = network.layers;
  const D = network.signals(L, n);
  const m = network.sizes[L];
  const signals = gramOf(Array.from({ length: n }, (_, i) => Float64Array.from({ length: m }, (_, j) => D[j * n + i])));
  const inputs = gramOf(layerRows(network, L - 1, n));
  return Math.max(
    0,
    signals.reduce((sum, x, e) => sum + x * inputs[e], 0),
  );
}

const BETAS = 24;

/**
 * Lemma B.3's count, sure for any two networks: a unit whose sign changes has |z| ≤ β or |z̃ − z| ≥ β, for every β. The pair of a sample and a layer
 * with the largest flips/bound.
 */
function* flipCounting(network: DeepMemory, start: Start, n: number): Pieces<DeepReplay["counting"]> {
  yield* network.forward(network.rows(0), n);
  let tightest = { flips: 0, bound: 1 };
  for (let l = 1; l <= network.layers; l++) {
    const Z0 = start.Z[l - 1];
    const Z = yield* network.preactivations(l, network.rows(0), n);
    for (let i = 0; i < n; i++) {
      const found = countFlips(Z0, Z, i, n);
      if (found.flips * tightest.bound > tightest.flips * found.bound) tightest = found;
    }
  }
  return tightest;
}

function countFlips(Z0: Float64Array, Z: ArrayLike<number>, i: number, n: number): { flips: number; bound: number } {
  let [flips, square, most] = [0, 0, 0];
  for (let e = i; e < Z0.length; e += n) {
    if (Z0[e] > 0 !== Z[e] > 0) flips++;
    square += (Z[e] - Z0[e]) * (Z[e] - Z0[e]);
    most = Math.max(most, Math.abs(Z0[e]));
  }
  let bound = Z0.length / n;
  for (let t = 0, beta = most; t < BETAS && beta > 0; t++, beta /= 1.6) {
    let near = 0;
    for (let e = i; e < Z0.length; e += n) if (Math.abs(Z0[e]) <= beta) near++;
    bound = Math.min(bound, near + square / (beta * beta));
  }
  return { flips, bound };
}
