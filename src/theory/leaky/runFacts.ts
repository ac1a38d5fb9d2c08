import { type Assumption, assume, showNumber } from "../certificate.js";
import type { CertifiedRun } from "../certifiedRun.js";

// Assumptions of S2 on a run, each measured.

/** k and v of output weights ±v, k of each sign, in any order. */
export interface OutputForm {
  readonly pairs: number;
  readonly outputWeight: number;
}

/** Are these output weights ±v, as many of each sign? */
export function outputForm(outputWeights: Float64Array): OutputForm | null {
  const v = Math.abs(outputWeights[0]);
  const pairs = outputWeights.filter((x) => x > 0).length;
  const same = outputWeights.every((x) => Math.abs(x) === v);
  return same && v > 0 && 2 * pairs === outputWeights.length ? { pairs, outputWeight: v } : null;
}

export function plusMinusOutputs(form: OutputForm | null): Assumption {
  const measured = form === null ? "other output weights" : `k = ${form.pairs}, v = ${showNumber(form.outputWeight)}`;
  return assume("form", "Half of the output weights are v, half −v", form !== null, measured, "2k units (S2 §2)");
}

export function leakySlope({ run }: CertifiedRun): Assumption {
  const { slope } = run.options;
  return assume("slope", "Leaky ReLU", slope > 0 && slope < 1, `α = ${showNumber(slope)}`, "0 < α < 1");
}

export function plainSgd({ run }: CertifiedRun): Assumption {
  const { method, noiseStd } = run.options;
  const plain = method === "plain" || noiseStd === 0;
  const measured = plain ? `method ${method}` : `method ${method}, γ = ${showNumber(noiseStd)}`;
  return assume("plain", "SGD of batch 1 without noise", plain, measured, "method plain");
}

export function fixedSecondLayer({ run }: CertifiedRun): Assumption {
  const { layers } = run.options;
  return assume("layers", "Only the first layer is trained", layers === "first", `layers ${layers}`, "layers first");
}
