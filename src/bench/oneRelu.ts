import type { RegressionData } from "../data/dataset.js";
import { WordStream } from "../data/streams.js";
import { loadKernels, type Precision } from "../kernels.js";
import { load } from "../lab.js";
import * as javascript from "./javascript.js";
import type { Arms, BenchCase } from "./types.js";

const SEED = 9;
const LENGTH = 10_000;
const KEPT = 100;
/** As many vectors as iterates of a run, each a small step from the last one: what a warm start sees. */
const VECTORS = 16;

function driftingVectors(precision: Precision): (Float32Array | Float64Array)[] {
  const words = new WordStream({ seed: SEED, trial: 0, role: 0, part: 0 });
  const make = (next: (j: number) => number): Float32Array | Float64Array =>
    precision === "f32"
      ? Float32Array.from({ length: LENGTH }, (_, j) => next(j))
      : Float64Array.from({ length: LENGTH }, (_, j) => next(j));
  // Sums of uniforms are near enough to normal.
  const draw = (): number => words.uniform() + words.uniform() + words.uniform() - 1.5;
  const vectors = [make(draw)];
  while (vectors.length < VECTORS) {
    const last = vectors[vectors.length - 1];
    vectors.push(make((j) => last[j] + 0.1 * draw()));
  }
  return vectors;
}

/** P9: the s largest of n = 10⁴ magnitudes, s = 1 %. */
function thresholdCase(precision: Precision): BenchCase {
  return {
    id: `hard-threshold-${precision}`,
    title: `hard threshold, the ${KEPT} largest of ${LENGTH}, warm start, ${precision}`,
    unit: "M numbers/s",
    work: LENGTH * VECTORS,
    prepare: async (): Promise<Arms> => {
      const arena = await loadKernels({ precision });
      const vectors = driftingVectors(precision);
      const [inputs, out, support, keys, index, warm] = (
        [
          ["real", LENGTH * VECTORS],
          ["real", LENGTH],
          ["u32", KEPT],
          ["f64", LENGTH + 1],
          ["u32", LENGTH + 16],
          ["f64", 2],
        ] as const
      ).map(([type, length]) => arena.allocate(type, length));
      const bytes = LENGTH * (precision === "f32" ? 4 : 8);
      vectors.forEach((v, i) => arena.reals(inputs + i * bytes, LENGTH).set(v));
      const first = arena.reals(out, LENGTH);
      const second = vectors[0].slice();
      const scratch = vectors[0].slice();
      const wasm = (_v: unknown, i: number): void =>
        void arena.call((k) => k.hardThreshold(out, support, inputs + i * bytes, keys, index, warm, LENGTH, KEPT));
      const plain = (v: Float32Array | Float64Array): void => {
        second.set(v);
        javascript.hardThreshold(second, KEPT, scratch);
      };
      const all = (one: (v: Float32Array | Float64Array, i: number) => void, result: Float32Array | Float64Array) => (): number => {
        vectors.forEach(one);
        return result[0];
      };
      const same = (v: Float32Array | Float64Array, i: number): boolean => {
        wasm(v, i);
        plain(v);
        return first.every((x, j) => x === second[j]) && first.filter((x) => x !== 0).length === KEPT;
      };
      return { verify: () => vectors.every(same), wasm: { run: all(wasm, first) }, javascript: { run: all(plain, second) } };
    },
  };
}

const [SAMPLES, FEATURES, SPARSITY, ITERATIONS, TRIALS] = [625, 1000, 20, 20, 3];

/** P10: trials of the paper's figure, 20 iterations of both models, from arrays in JavaScript's memory. */
const figureCase: BenchCase = {
  id: "one-relu-figure",
  title: `one ReLU and one linear fit of ${ITERATIONS} iterations, n = ${SAMPLES}, d = ${FEATURES}, s = ${SPARSITY}, f64`,
  unit: "trainings/s",
  work: 2 * TRIALS,
  prepare: async (): Promise<Arms> => {
    const lab = await load({ precision: "f64" });
    const weights = { kind: "sparse", sparsity: SPARSITY } as const;
    const sets = Array.from({ length: TRIALS }, (_, trial) =>
      (["relu", "linear"] as const).map((model) =>
        lab.data.planted({ samples: SAMPLES, features: FEATURES, weights, model, seed: SEED, trial }),
      ),
    ).flat();
    const wasm = (data: RegressionData): ArrayLike<number> => lab.sync.fitRelu(data, { maxIterations: ITERATIONS }).weights;
    const plain = ({ X, y, features, model }: RegressionData): ArrayLike<number> =>
      javascript.fitSparse(X as Float64Array, y as Float64Array, features, SPARSITY, ITERATIONS, model === "linear");
    const all = (fit: (data: RegressionData) => ArrayLike<number>) => (): number => sets.reduce((sum, data) => sum + fit(data)[0], 0);
    const verify = (): boolean =>
      sets.every((data) => {
        const [found, expected] = [wasm(data), plain(data)];
        return Array.from(found).every((x, c) => Math.abs(x - expected[c]) < 1e-9);
      });
    return { verify, wasm: { run: all(wasm) }, javascript: { run: all(plain) }, dispose: () => lab.dispose() };
  },
};

export const oneReluCases: readonly BenchCase[] = [thresholdCase("f32"), thresholdCase("f64"), figureCase];
