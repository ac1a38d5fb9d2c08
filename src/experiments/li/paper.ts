import type { Config, Parameter } from "../types.js";

export const PAPER = "Li, Liang: Learning overparameterized neural networks via stochastic gradient descent on structured data";

/** Settings of the paper's synthetic data and of SGD on them (section 7), as all experiments on them have them. */
export const SYNTHETIC: readonly Parameter[] = [
  { key: "features", type: "integer", min: 2, max: 10_000, default: 1000, doc: "dimension d of the synthetic data" },
  { key: "classes", type: "integer", min: 2, max: 1000, default: 10, doc: "classes k" },
  { key: "components", type: "integer", min: 1, max: 1000, default: 2, doc: "components ℓ in each class" },
  { key: "std", type: "number", min: 0, max: 1000, default: 1, doc: "σ: samples lie round their mean with covariance σ²/d·I" },
  { key: "meanStd", type: "number", min: 0, max: 1000, default: 5, doc: "σ₀: means have covariance σ₀²/d·I" },
  { key: "samples", type: "integer", min: 16, max: 100_000, default: 1000, doc: "training samples n" },
  { key: "testSamples", type: "integer", min: 16, max: 100_000, default: 1000, doc: "test samples" },
  { key: "batchSize", type: "integer", min: 1, max: 10_000, default: 16, doc: "batch size B" },
  { key: "rateTimesHidden", type: "number", min: 1e-6, max: 1e6, default: 10, doc: "η·m: the step size is this over m" },
];

/** The shared settings without some, and with other defaults for others. */
export function synthetic(change: Readonly<Record<string, Parameter["default"] | null>> = {}): Parameter[] {
  return SYNTHETIC.flatMap((parameter) => {
    const value = change[parameter.key];
    if (value === null) return [];
    return [value === undefined ? parameter : { ...parameter, default: value }];
  });
}

export const steps = (value: number): Parameter => ({
  key: "steps",
  type: "integer",
  min: 1,
  max: 100_000,
  default: value,
  doc: "steps T of SGD",
});

export const repeats = ({ trials }: Config): string => `${trials} ${trials === 1 ? "repeat" : "repeats"}`;
