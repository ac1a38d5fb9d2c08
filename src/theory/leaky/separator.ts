import type { BinaryData } from "../../data/dataset.js";
import { RelulabError, show } from "../../errors.js";
import { dot } from "../../numerics/norm.js";
import { readNumbers } from "../../train/check.js";

/** A planted separator has margin 1 up to rounding. */
const ROUNDING = 1e-9;

/**
 * The separator that a construction may rely on: y·⟨w*, x⟩ ≥ 1 for every sample, up to 1e-9. Throws `ARG_TYPE` where there is none,
 * `ARG_RANGE` with the first sample that violates it.
 */
export function checkSeparator(where: string, data: BinaryData, given: ArrayLike<number> | undefined): Float64Array {
  const { samples, features, X, y } = data;
  const separator = given ?? data.separator;
  if (separator === undefined)
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: a separator is needed, these data bring none.`,
      "Pass separator: lab.sync.margin(data).separator.",
    );
  const w = readNumbers(where, "separator", separator, { length: features, precision: "f64", hint: "Pass one number per feature." });
  for (let i = 0; i < samples; i++) {
    const margin = y[i] * dot(w, X, features, 0, i * features);
    if (!(margin >= 1 - ROUNDING))
      throw new RelulabError(
        "ARG_RANGE",
        `${where}: the separator must have y·⟨w*, x⟩ ≥ 1 on every sample, sample ${i} has ${show(margin)}.`,
        "Scale it up if the margin is positive; else take the one of lab.margin(data).",
        { sample: i, margin },
      );
  }
  return w;
}
