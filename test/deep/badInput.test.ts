import { expect, test } from "vitest";
import { type DeepOptions, type ErrorCode, load, RelulabError, type SeparatedOptions, toUnitSphere } from "../../src/index.js";
import { classSeparation } from "../../src/theory/index.js";

const lab = await load();
const data = lab.data.separated({ samples: 6, features: 4, separation: 0.2 });
const base: DeepOptions = { hidden: 4, learningRate: 0.01, maxSteps: 2 };

const codeOf = (work: () => unknown): ErrorCode | "none" => {
  try {
    work();
  } catch (error) {
    if (error instanceof RelulabError) return error.code;
    throw error;
  }
  return "none";
};

test.each<readonly [string, Partial<DeepOptions>, ErrorCode]>([
  ["no layer", { layers: 0 }, "ARG_RANGE"],
  ["no layer in a list", { hidden: [] }, "ARG_SHAPE"],
  ["width 0", { hidden: 0 }, "ARG_RANGE"],
  ["width 0 in a list", { hidden: [4, 0, 4] }, "ARG_RANGE"],
  ["two depths", { hidden: [4, 4], layers: 3 }, "ARG_SHAPE"],
  ["odd width without halves", { hidden: [4, 5] }, "ARG_RANGE"],
  ["B > n", { batchSize: 7 }, "ARG_RANGE"],
  ["B = 0", { batchSize: 0 }, "ARG_RANGE"],
  ["η = 0", { learningRate: 0 }, "ARG_RANGE"],
  ["η too small for f32", { learningRate: 1e-60 }, "ARG_RANGE"],
  ["unknown loss", { loss: "cubic" as never }, "ARG_RANGE"],
  [
    "a loss that is not what it says",
    { loss: { value: (x) => Math.exp(-x), derivative: (x) => -Math.exp(-x), constants: { p: 1, alpha0: Infinity, alpha1: 1.1 } } },
    "ARG_RANGE",
  ],
  ["weights of another shape", { initialWeights: [new Float64Array(3)] }, "ARG_SHAPE"],
  ["weights for another depth", { initialWeights: [] }, "ARG_SHAPE"],
  ["v of one sign", { outputWeights: [1, 1, 1, 1] }, "ARG_RANGE"],
  ["v of another length", { outputWeights: [1, -1] }, "ARG_SHAPE"],
  ["a target below 0", { lossTarget: -1 }, "ARG_RANGE"],
  ["an unknown option", { layer: 2 } as never, "ARG_UNKNOWN"],
  ["more than any memory", { hidden: 2 ** 20, layers: 2 }, "OUT_OF_MEMORY"],
])("trainDeep: %s", (_, options, code) => {
  expect(codeOf(() => lab.sync.trainDeep(data, { ...base, ...options }))).toBe(code);
});

test.each([
  ["f32", 1e30],
  ["f32", 1e12],
  ["f64", 1e200],
  ["f64", 1e70],
] as const)("networks with numbers too large to be measured are refused, not measured wrongly: %s, %s", async (precision, size) => {
  const lab = await load({ precision });
  const problem = lab.data.separated({ samples: 6, features: 4, separation: 0.2 });
  const initialWeights = [4, 8, 8].map((inputs) => Float64Array.from({ length: 8 * inputs }, (_, e) => ((e % 3) - 1) * size));
  const wild = { hidden: [8, 8, 8], initialWeights };
  expect(codeOf(() => lab.measureDeep(problem, { ...wild, operatorSamples: 6 }))).toBe("ARG_RANGE");
  const run = lab.sync.trainDeep(problem, { ...wild, learningRate: 1e-3, maxSteps: 2, loss: "hinge" });
  if (run.status === "diverged") expect(lab.sync.certify(run, problem).map(({ verdict }) => verdict)).toEqual(["not-applicable"]);
  else expect(codeOf(() => lab.sync.certify(run, problem))).toBe("ARG_RANGE");
  lab.dispose();
});

test.each<readonly [string, object, ErrorCode]>([
  ["β that is NaN", { betas: [NaN] }, "ARG_RANGE"],
  ["β below 0", { betas: [-1] }, "ARG_RANGE"],
  ["one β", { betas: 0.1 }, "ARG_TYPE"],
  ["β in a likeness of an array", { betas: { length: -1 } }, "ARG_TYPE"],
  ["more samples than there are", { operatorSamples: 7 }, "ARG_RANGE"],
  ["s = 0", { sparsity: 0 }, "ARG_RANGE"],
  ["an option of training", { learningRate: 1 }, "ARG_UNKNOWN"],
])("measureDeep: %s", (_, options, code) => {
  expect(codeOf(() => lab.measureDeep(data, { hidden: 4, ...options }))).toBe(code);
});

test("an odd last width is taken with output weights of one's own, an odd inner width always", () => {
  expect(lab.sync.trainDeep(data, { ...base, hidden: [3, 5], outputWeights: [1, -1, 1, -1, 1] }).steps).toBeGreaterThanOrEqual(0);
  expect(lab.sync.trainDeep(data, { ...base, hidden: [3, 4] }).steps).toBeGreaterThanOrEqual(0);
});

test("a loss of one's own that gives no number in the middle of a run is named", () => {
  let calls = 0;
  const loss = { value: (x: number) => Math.exp(-x), derivative: (x: number) => (calls > 0 && ++calls > 9 ? NaN : -Math.exp(-x)) };
  const run = lab.start.deep(data, { ...base, loss });
  calls = 1;
  expect(codeOf(() => run.advance())).toBe("ARG_RANGE");
  expect(codeOf(() => run.chunk())).toBe("ARG_RANGE");
  run.dispose();
  expect(codeOf(() => run.advance())).toBe("DISPOSED");
});

test.each<readonly [string, Partial<SeparatedOptions>, ErrorCode]>([
  ["separation beyond the sphere", { separation: 1.8 }, "ARG_RANGE"],
  ["no room", { separation: Math.sqrt(3) - 1e-12, samples: 20, features: 4 }, "ARG_RANGE"],
  ["two features", { features: 2 }, "ARG_RANGE"],
  ["μ = 1", { mu: 1 }, "ARG_RANGE"],
  ["more pairs than samples", { closePairs: 4 }, "ARG_RANGE"],
])("data.separated: %s", (_, options, code) => {
  expect(codeOf(() => lab.data.separated({ samples: 6, features: 4, separation: 0.2, ...options }))).toBe(code);
});

test("generated data satisfy Assumptions 3.4 and 3.5; the map to the sphere does, and refuses a sample 0", async () => {
  const exact = await load({ precision: "f64" });
  for (const [samples, features, separation, mu, closePairs] of [
    [40, 6, 0.3, 0.5, 1],
    [20, 12, 0.05, 0.1, 10],
    [9, 4, 0.9, 0.3, 0],
  ] as const) {
    const made = exact.data.separated({ samples, features, separation, mu, closePairs, seed: 5 });
    for (let i = 0; i < samples; i++) {
      const row = made.X.subarray(i * features, (i + 1) * features);
      expect(Math.abs(Math.sqrt((row as Float64Array).reduce((sum, x) => sum + x * x, 0)) - 1)).toBeLessThan(1e-14);
      expect(row[features - 1]).toBe(mu);
    }
    const phi = classSeparation(made);
    if (closePairs > 0) expect(Math.abs(phi - separation)).toBeLessThan(1e-13);
    else expect(phi).toBeGreaterThanOrEqual(separation);
    let least = Infinity;
    for (let i = 0; i < samples; i++)
      for (let j = 0; j < i; j++) {
        let square = 0;
        for (let c = 0; c < features; c++) square += (made.X[i * features + c] - made.X[j * features + c]) ** 2;
        if (made.y[i] !== made.y[j]) least = Math.min(least, Math.sqrt(square));
      }
    expect(phi).toBe(least);
  }
  const mapped = toUnitSphere(
    { samples: 2, features: 2, X: Float64Array.of(3, 4, 1e-200, 0), y: Int8Array.of(1, -1), name: "two" },
    { mu: 0.6 },
  );
  expect(Array.from(mapped.X, (x) => Number(x.toFixed(12)))).toEqual([0.48, 0.64, 0.6, 0.8, 0, 0.6]);
  expect(codeOf(() => toUnitSphere({ samples: 1, features: 2, X: new Float64Array(2), y: Int8Array.of(1), name: "zero" }))).toBe(
    "DATA_SHAPE",
  );
  expect(codeOf(() => toUnitSphere(data, { mu: 0 }))).toBe("ARG_RANGE");
  expect(codeOf(() => toUnitSphere({ ...data, samples: 1e12 }))).toBe("DATA_SHAPE");
  exact.dispose();
});
