import { classSeparation } from "../../data/classSeparation.js";
import type { BinaryData } from "../../data/dataset.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { findLoss } from "../../train/loss/assumptions.js";
import type { Pieces } from "../../train/deepProducts.js";
import type { Loss } from "../../train/loss/losses.js";
import type { Precision } from "../../wasm/binary.js";
import { type Assumption, assume, showNumber, unchecked } from "../certificate.js";

export interface DeepProblem {
  readonly data: Pick<BinaryData, "samples" | "features" | "X" | "y">;
  /** m_1…m_L. */
  readonly hidden: readonly number[];
  readonly loss: Loss;
  /** What the samples were rounded to. */
  readonly precision: Precision;
  /** L_S(W⁰), where it is known: a loss that is smooth on sublevel sets only is λ-smooth on {ℓ ≤ n·L_S(W⁰)} while the loss falls. */
  readonly initialLoss?: number;
}

/** S4-T1: Assumptions 3.1 to 3.6 and 4.4, each with what was measured. */
export interface DeepAssumptions {
  readonly list: readonly Assumption[];
  /** φ of Assumption 3.5, Infinity with one class. */
  readonly separation: number;
  /** m and M of Assumption 3.6. */
  readonly least: number;
  readonly most: number;
}

export function* deepAssumptions({ data, hidden, loss, precision, initialLoss }: DeepProblem): Pieces<DeepAssumptions> {
  const separation = classSeparation(data);
  const [least, most] = [hidden.reduce((a, b) => Math.min(a, b)), hidden.reduce((a, b) => Math.max(a, b))];
  return {
    list: [...(yield* ofLoss(loss, data.samples, initialLoss)), unitNorm(data, precision), separated(separation), widths(least, most)],
    separation,
    least,
    most,
  };
}

/** A loss is looked at at thousands of margins for each assumption. */
const WORK = 4e6;

function* ofLoss(loss: Loss, samples: number, initialLoss: number | undefined): Pieces<Assumption[]> {
  const list: Assumption[] = [];
  for (const { id, text, status, found } of findLoss(loss)) {
    yield WORK;
    if (id === "derivative") continue;
    if (id === "3.3" && status === "unclaimed") list.push(smoothness(loss, samples, initialLoss));
    else if (status === "unclaimed") list.push(unchecked(id, `${loss.name}: ${text}`, found, "Assumption 4.4"));
    else list.push(assume(id, `${loss.name}: ${text}`, status === "holds", found, `Assumption ${id}`));
  }
  return list;
}

/** Assumption 3.3 for a loss with λ = ∞: perhaps it is smooth where the run is (errata 56). */
function smoothness(loss: Loss, samples: number, initialLoss: number | undefined): Assumption {
  const text = `${loss.name}: ℓ is λ-smooth where the run is`;
  const level = initialLoss === undefined ? Infinity : samples * initialLoss;
  const lambda = loss.smoothnessBelow(level);
  if (lambda < Infinity)
    return assume("3.3", text, true, `λ = ${showNumber(lambda)} on {ℓ ≤ ${showNumber(level)}}`, "Assumption 3.3 there");
  // e^{−x} is smooth on every sublevel set; which one is not known.
  if (loss.smoothnessBelow(1) < Infinity) return unchecked("3.3", text, "the loss at the start is not known", "Assumption 3.3");
  return assume("3.3", text, false, "no finite λ", "Assumption 3.3");
}

function unitNorm({ samples, features, X }: DeepProblem["data"], precision: Precision): Assumption {
  let off = 0;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < samples; i++) {
    off = Math.max(off, Math.abs(euclideanNorm(X.subarray(i * features, (i + 1) * features)) - 1));
    const last = X[(i + 1) * features - 1];
    [low, high] = [Math.min(low, last), Math.max(high, last)];
  }
  const holds = off <= (precision === "f32" ? 1e-6 : 1e-12) && low === high && low > 0 && low < 1;
  const bias = low === high ? `last coordinate ${showNumber(low)}` : `last coordinate ${showNumber(low)} … ${showNumber(high)}`;
  return assume("3.4", "‖x‖ = 1, last coordinate μ", holds, `|‖x‖ − 1| ≤ ${showNumber(off)}, ${bias}`, "1, and one 0 < μ < 1 for all");
}

const separated = (separation: number): Assumption =>
  assume("3.5", "Samples of different labels are φ apart", separation > 0, `φ = ${showNumber(separation)}`, "φ > 0");

const widths = (least: number, most: number): Assumption =>
  assume("3.6", "Layers are of the same order", most <= 2 * least, `m = ${least}, M = ${most}`, "M ≤ 2m");
