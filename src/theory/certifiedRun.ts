import type { PreparedData } from "../train/prepared.js";
import type { TwoLayerResult } from "../train/twoLayerResult.js";
import { type Assumption, assume, showNumber } from "./certificate.js";
import type { MarginResult } from "./marginResult.js";

/** Everything a certificate of a two-layer run may look at. */
export interface CertifiedRun {
  readonly run: TwoLayerResult;
  readonly data: PreparedData;
  readonly margin: MarginResult;
  /** W⁰, (hidden, features) row-major. */
  readonly initialWeights: ArrayLike<number>;
  /** δ of the compression bound. */
  readonly delta: number;
}

export const yesNo = (value: boolean): string => (value ? "yes" : "no");

/** η and α as the kernels have them. */
export const asReal = ({ data }: CertifiedRun, value: number): number => (data.precision === "f32" ? Math.fround(value) : value);

export function separable({ margin }: CertifiedRun): Assumption {
  const measured =
    margin.separator === null ? margin.text : `‖ω*‖ between ${showNumber(margin.normAtLeast)} and ${showNumber(margin.norm)}`;
  return assume("separable", "The data are linearly separable", margin.separator !== null, measured, "some ω has y·ωᵀx ≥ 1 everywhere");
}

export function radius({ margin }: CertifiedRun): Assumption {
  const r = showNumber(margin.radius);
  const measured = margin.radius <= 1 ? `r = ${r}` : `r = ${r}, outside the paper's ball: the bound is its radius-r form`;
  const finite = margin.radius > 0 && margin.radius < Infinity;
  return assume("radius", "‖x‖ ≤ 1, or the bound in its radius-r form", finite, measured, "0 < r < ∞");
}

/** S0 eq. 39, S2-D2: sample i is e_i with label +1. */
export function isBasis(data: PreparedData): boolean {
  if (data.samples !== data.features) return false;
  const { labels } = data;
  for (let i = 0; i < data.samples; i++) {
    const { index, value } = data.row(i);
    if (index.length !== 1 || index[0] !== i || value[0] !== 1 || labels[i] !== 1) return false;
  }
  return true;
}

export const onBasis = (data: PreparedData, source: string): Assumption => {
  const basis = isBasis(data);
  return assume("basis", "The data are the basis vectors, all +1", basis, yesNo(basis), source);
};

export const succeeded = ({ run }: CertifiedRun): Assumption =>
  assume("success", "The run reached a global minimum", run.status === "global-minimum", `status ${run.status}`, "global-minimum");

/** f(x_i) at the weights the run ended with, for every sample; f64 sums. */
export function outputsOf({ run, data }: Pick<CertifiedRun, "run" | "data">): Float64Array {
  const { slope } = run.options;
  const f = new Float64Array(data.samples);
  for (let j = 0; j < run.hidden; j++) {
    const z = data.products(run.weights.subarray(j * run.features, (j + 1) * run.features));
    for (let i = 0; i < f.length; i++) f[i] += run.outputWeights[j] * (z[i] > 0 ? z[i] : slope * z[i]);
  }
  return f;
}
