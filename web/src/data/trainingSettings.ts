import { readParameter } from "../../../src/experiments/config.js";
import type { Parameter } from "../../../src/experiments/types.js";
import type { Precision } from "../../../src/wasm/precision.js";
import type { TrainingOrder } from "./messages.js";

export type TrainingMethod = "plain" | "noisy" | "leaky";

/** Settings of a training, in the order in which the page shows them. */
export const TRAINING_PARAMETERS: readonly Parameter[] = [
  {
    key: "method",
    type: "choice",
    choices: ["plain", "noisy", "leaky"],
    default: "noisy",
    doc: "method; plain SGD, Algorithm 1 (noisy gates), or SGD on leaky ReLUs",
  },
  { key: "hidden", type: "integer", min: 2, max: 10_000, default: 10, doc: "hidden units k" },
  { key: "learningRate", type: "number", min: 1e-5, max: 10, default: 0.1, doc: "step size η" },
  {
    key: "noiseStd",
    type: "number",
    min: 0,
    max: 1000,
    default: 2,
    doc: "noise γ; standard deviation of the gate noise, about the size of the pre-activations",
  },
  { key: "slope", type: "number", min: 0.001, max: 0.999, default: 0.1, doc: "slope α; of the leaky ReLU below 0" },
  { key: "maxEpochs", type: "integer", min: 1, max: 100_000, default: 1000, doc: "passes over the samples, at most" },
  { key: "seed", type: "integer", min: 0, max: Number.MAX_SAFE_INTEGER, default: 1, doc: "seed" },
  { key: "precision", type: "choice", choices: ["f64", "f32"], default: "f64", doc: "precision; f32 is faster and rounds the data" },
];

/** Which settings have a meaning for a method. */
export function applies(key: string, method: string): boolean {
  if (key === "noiseStd") return method === "noisy";
  return key !== "slope" || method === "leaky";
}

/** Texts of the fields, by key; what is missing has its default. */
export type TrainingTexts = Readonly<Record<string, string>>;

export const textOf = (texts: TrainingTexts, { key, default: value }: Parameter): string =>
  Object.hasOwn(texts, key) ? texts[key] : String(value);

/** The options that the texts ask for. Throws `ARG_RANGE`, starting with the key. */
export function trainingOrder(texts: TrainingTexts): TrainingOrder {
  const method = String(readParameter(TRAINING_PARAMETERS[0], textOf(texts, TRAINING_PARAMETERS[0]))) as TrainingMethod;
  const read = Object.fromEntries(
    TRAINING_PARAMETERS.filter(({ key }) => applies(key, method)).map((one) => [one.key, readParameter(one, textOf(texts, one))]),
  ) as Record<string, number>;
  const { hidden, learningRate, maxEpochs, seed } = read;
  const options = { hidden, learningRate, maxEpochs, seed, method: method === "noisy" ? method : "plain", slope: 0 } as const;
  return {
    precision: read.precision as unknown as Precision,
    options: {
      ...options,
      ...(method === "noisy" ? { noiseStd: read.noiseStd } : {}),
      ...(method === "leaky" ? { slope: read.slope } : {}),
    },
  };
}

export const methodOf = ({ options }: TrainingOrder): TrainingMethod =>
  options.method === "noisy" ? "noisy" : (options.slope ?? 0) > 0 ? "leaky" : "plain";
