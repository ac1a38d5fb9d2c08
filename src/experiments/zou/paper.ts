import type { Parameter } from "../types.js";

export const PAPER = "Zou, Cao, Zhou, Gu: Stochastic gradient descent optimizes over-parameterized deep ReLU networks";

export const FEATURES: Parameter = {
  key: "features",
  type: "integer",
  min: 3,
  max: 1000,
  default: 20,
  doc: "dimension d of a sample, its constant last coordinate μ = 0.5 among them",
};

export const samples = (value: number): Parameter => ({
  key: "samples",
  type: "integer",
  min: 2,
  max: 2000,
  default: value,
  doc: "samples n, the labels +1 and −1 in turn",
});

export const separation = (value: number): Parameter => ({
  key: "separation",
  type: "number",
  min: 0.001,
  max: 1.7,
  default: value,
  doc: "φ: least distance of samples of different labels; one pair lies at it",
});

export const widths = (value: readonly number[]): Parameter => ({
  key: "hidden",
  type: "integers",
  min: 2,
  max: 8192,
  default: value,
  doc: "numbers of hidden units m of each layer, even",
});

export const layers = (value: number): Parameter => ({
  key: "layers",
  type: "integer",
  min: 1,
  max: 20,
  default: value,
  doc: "hidden layers L",
});

export const rate = (value: number): Parameter => ({
  key: "rate",
  type: "number",
  min: 1e-6,
  max: 1e6,
  default: value,
  doc: "η·mL: the step size is this over m and L",
});

export const cap = (value: number): Parameter => ({
  key: "maxSteps",
  type: "integer",
  min: 1,
  max: 1_000_000,
  default: value,
  doc: "cap on the steps of a run",
});

export const WIDEST: Parameter = {
  key: "widest",
  type: "integer",
  min: 2,
  max: 8192,
  default: 256,
  doc: "widths 2, 4, 8, … up to this are tried",
};
