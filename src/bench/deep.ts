import type { BinaryData } from "../data/dataset.js";
import { type Lab, load } from "../lab.js";
import type { DeepOptions } from "../train/deepOptions.js";
import type { DeepResult } from "../train/deepResult.js";
import type { Precision } from "../wasm/binary.js";
import { PlainDeep } from "./plainDeep.js";
import type { Arms, BenchCase } from "./types.js";

const LAYERS = 3;
const FEATURES = 20;
const VERIFIED_STEPS = 3;

/** Both arms move to the same place within the rounding of the precision. */
function samePlace(lab: Lab, data: BinaryData, options: DeepOptions, start: DeepResult): boolean {
  const { weights } = lab.sync.trainDeep(data, { ...options, maxSteps: VERIFIED_STEPS });
  const plain = new PlainDeep(data, start);
  plain.run(VERIFIED_STEPS);
  // Weights are 300 times the largest change, and the plain loops round each of 100 additions to one: 5e-4 in f32.
  const tolerance = lab.precision === "f32" ? 2e-3 : 1e-10;
  return weights.every((w, l) => {
    let [apart, moved] = [0, 0];
    w.forEach((x, e) => {
      apart = Math.max(apart, Math.abs(x - plain.weights[l][e]));
      moved = Math.max(moved, Math.abs(x - start.weights[l][e]));
    });
    return moved > 0 && apart <= tolerance * moved;
  });
}

/** Forward, backward (but for the inputs) and update: two operations for each weight and sample. */
const stepFlops = (m: number, n: number): number => 2 * n * m * (2 * FEATURES + 3 * (LAYERS - 1) * m);

/** Steps of gradient descent with L = 3, all layers trained, the training loss evaluated at each (its forward pass is that of the step). */
function stepCase(precision: Precision, hidden: number, samples: number): BenchCase {
  return {
    id: `deep-step-${precision}`,
    title: `deep gradient step, L = ${LAYERS}, m = ${hidden}, n = ${samples}, d = ${FEATURES}, logistic, ${precision}`,
    unit: "GFLOP/s",
    work: stepFlops(hidden, samples),
    prepare: async (): Promise<Arms> => {
      const lab = await load({ precision });
      const data = lab.data.separated({ samples, features: FEATURES, separation: 0.1 });
      const options = {
        hidden,
        layers: LAYERS,
        learningRate: 4 / hidden,
        loss: "logistic" as const,
        stopAtZeroError: false,
        maxSteps: 2 ** 32 - 1,
      };
      const start = lab.sync.trainDeep(data, { ...options, maxSteps: 0 });
      const verified = samePlace(lab, data, options, start);
      const run = lab.start.deep(data, options);
      const plain = new PlainDeep(data, start);
      const advance = (): number => {
        run.advance(1);
        return run.snapshot().loss ?? 0;
      };
      return { verify: () => verified, wasm: { run: advance }, javascript: { run: () => plain.run(1) }, dispose: () => lab.dispose() };
    },
  };
}

/** Small enough for a page: m = 1024 and n = 200 are in scripts/train-peers.mjs beside PyTorch, in tfjs-peers.mjs beside tfjs and plain JavaScript. */
export const deepCases: readonly BenchCase[] = [stepCase("f32", 256, 100), stepCase("f64", 128, 100)];
