import { ROLE, WordStream } from "../../data/streams.js";
import { euclideanNorm } from "../../numerics/norm.js";
import type { DeepMemory } from "../../train/deepMemory.js";
import type { Pieces } from "../../train/deepProducts.js";
import { goodNodeProbability } from "./lemmas.js";
import { gradientRows, layerPairs, productFits, productNorms, sparseProductNorms } from "./betweenLayers.js";
import { forwardAll, goodNodes, gramOf, layerRows, type OppositePairs, oppositePairs, spectralNorm } from "./layerNumbers.js";

export interface DeepLook {
  /** β of (iv), none by default. */
  readonly betas: readonly number[];
  /** Samples that (v) to (vii) are looked at for; 0: left out, they take a hundred times as long as the rest. */
  readonly operatorSamples: number;
  /** Most pairs of layers for (v) and (vii); Infinity: all. */
  readonly operatorPairs: number;
  /** s of (vi) and (vii). */
  readonly sparsity: number;
}

/** S4-T2: what Theorem 5.1 (i) to (viii) speaks of, measured for one network. Layers are 1…L; layer 0 are the inputs. */
export interface DeepMeasurement {
  readonly samples: number;
  /** d, m_1…m_L. */
  readonly sizes: readonly number[];
  /** (i) ‖x_{l,i}‖, (L, samples) row-major. */
  readonly norms: Float64Array;
  /** (i) ‖W_l‖₂ by layer. */
  readonly weightNorms: readonly number[];
  /** (ii) layers 0…L: least distance of samples of different labels, each divided by its norm. */
  readonly separation: readonly number[];
  /** Layers 0…L: least inner product of such samples (errata 64). */
  readonly leastProduct: readonly number[];
  /** The two inputs of different labels that are nearest and their correlation at layers 0…L; null with one class. */
  readonly nearest: { readonly pair: readonly [number, number]; readonly correlations: readonly number[] } | null;
  /** (iii) f(x_i). */
  readonly outputs: Float64Array;
  /** (iv) units with |⟨w_{l,j}, x_{l−1,i}⟩| ≤ β, (L, samples) row-major for each β. */
  readonly nearZero: readonly { readonly beta: number; readonly counts: Uint32Array }[];
  /** (v) and (vii) for 1 ≤ from < to ≤ L, (vi) by layer: greatest of the first `samples` samples; (vii) is a lower estimate. Infinity
   * where a number may leave the range. Null if left out. */
  readonly operators: {
    readonly samples: number;
    readonly sparsity: number;
    readonly products: readonly { readonly from: number; readonly to: number; readonly norm: number; readonly sparse: number }[];
    readonly sparseGradient: readonly number[];
  } | null;
  /** (viii) nodes that satisfy it: the least over the vectors a tried, and what Lemma A.14 promises on average. */
  readonly goodNodes: { readonly least: number; readonly tried: number; readonly expectedAtLeast: number };
}

/** The network holds its weights; it is run forward here. */
export function* measureNetwork(network: DeepMemory, look: DeepLook): Pieces<DeepMeasurement> {
  const n = network.data.samples;
  const y = network.data.labels;
  const L = network.layers;
  yield* forwardAll(network);
  const outputs = network.outputs(n);
  const norms = new Float64Array(L * n);
  const pairs: OppositePairs[] = [];
  const correlations: number[] = [];
  for (let l = 0; l <= L; l++) {
    const rows = layerRows(network, l, n);
    if (l > 0) norms.set(rows.map(euclideanNorm), (l - 1) * n);
    pairs.push(yield* oppositePairs(rows, y));
    const { nearest } = pairs[0];
    if (nearest !== null) correlations.push(correlationOf(rows[nearest[0]], rows[nearest[1]]));
  }
  const good = yield* countGood(network, y, pairs);
  const nearZero = yield* countNearZero(network, n, look.betas);
  const weightNorms: number[] = [];
  for (let l = 1; l <= L; l++) weightNorms.push(yield* spectralNorm(network, l, false));
  return {
    samples: n,
    sizes: network.sizes,
    norms,
    weightNorms,
    separation: pairs.map(({ least }) => least),
    leastProduct: pairs.map(({ leastProduct }) => leastProduct),
    nearest: pairs[0].nearest === null ? null : { pair: pairs[0].nearest, correlations },
    outputs,
    nearZero,
    operators: look.operatorSamples === 0 ? null : yield* operators(network, look, weightNorms),
    goodNodes: good,
  };
}

function correlationOf(a: Float64Array, b: Float64Array): number {
  const norms = euclideanNorm(a) * euclideanNorm(b);
  return norms > 0 ? a.reduce((sum, x, c) => sum + x * b[c], 0) / norms : 0;
}

function* countNearZero(network: DeepMemory, n: number, betas: readonly number[]): Pieces<DeepMeasurement["nearZero"]> {
  const L = network.layers;
  const found = betas.map((beta) => ({ beta, counts: new Uint32Array(L * n) }));
  for (let l = 1; l <= L && betas.length > 0; l++) {
    const Z = yield* network.preactivations(l, network.rows(0), n);
    for (let e = 0; e < Z.length; e++) for (const { beta, counts } of found) if (Math.abs(Z[e]) <= beta) counts[(l - 1) * n + (e % n)]++;
  }
  return found;
}

const RANDOM_VECTORS = 4;

/** (viii) speaks of all a ≥ 0: tried are all ones, the nearest pair alone (whose gradients nearly cancel), and some at random. */
function* countGood(network: DeepMemory, y: Float64Array, pairs: readonly OppositePairs[]): Pieces<DeepMeasurement["goodNodes"]> {
  const n = y.length;
  const L = network.layers;
  const gram = yield* gramOf(layerRows(network, L - 1, n));
  const { nearest, least } = pairs[L - 1];
  const words = new WordStream({ seed: 0, trial: 0, role: ROLE.estimate, part: 2 ** 32 - 2 });
  const vectors = [
    new Float64Array(n).fill(1),
    ...(nearest === null ? [] : [Float64Array.from({ length: n }, (_, i) => (nearest.includes(i) ? 1 : 0))]),
    ...Array.from({ length: RANDOM_VECTORS }, () => Float64Array.from({ length: n }, () => words.uniform())),
  ];
  let fewest = Infinity;
  for (const a of vectors) fewest = Math.min(fewest, yield* goodNodes(network, gram, y, a));
  return {
    least: fewest,
    tried: vectors.length,
    expectedAtLeast: network.sizes[L] * goodNodeProbability(n, Math.min(2, least)),
  };
}

function* operators(
  network: DeepMemory,
  { operatorSamples: n, operatorPairs, sparsity }: DeepLook,
  weightNorms: readonly number[],
): Pieces<NonNullable<DeepMeasurement["operators"]>> {
  yield* network.forward(network.rows(0), n);
  const most = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);
  const products: { from: number; to: number; norm: number; sparse: number }[] = [];
  for (const pair of layerPairs(network.layers, operatorPairs)) {
    const fits = productFits(network, pair, weightNorms);
    const norm = fits ? most(yield* productNorms(network, pair, n, false)) : Infinity;
    const sparse = fits ? most(yield* sparseProductNorms(network, pair, n, sparsity)) : Infinity;
    products.push({ from: pair[0], to: pair[1], norm, sparse });
  }
  const { sparse } = yield* gradientRows(
    network,
    n,
    weightNorms.map(() => sparsity),
  );
  return { samples: n, sparsity, products, sparseGradient: sparse };
}
