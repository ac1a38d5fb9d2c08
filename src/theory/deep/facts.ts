import type { Pieces } from "../../train/deepProducts.js";
import type { DeepResult } from "../../train/deepResult.js";
import type { PreparedData } from "../../train/prepared.js";
import { type Assumption, assume, showNumber, unchecked } from "../certificate.js";
import { type DeepAssumptions, deepAssumptions } from "./assumptions.js";
import type { DeepMeasurement } from "./measure.js";
import { zouOrders, type ZouOrders } from "./orders.js";
import { type Progress, progressOf } from "./progress.js";
import type { DeepReplay } from "./replay.js";

// What the certificates of a deep run share: the facts that they speak of, and assumptions that several of them have.

/** Everything that a certificate of a deep run may look at. */
export interface CertifiedDeep {
  readonly run: DeepResult;
  readonly data: PreparedData;
  /** S4-T2 at W(0). */
  readonly start: DeepMeasurement;
  readonly replay: DeepReplay;
  /** δ of Theorem 5.1. */
  readonly delta: number;
}

/** What all certificates need. */
export interface Facts extends CertifiedDeep {
  readonly assumptions: DeepAssumptions;
  readonly n: number;
  readonly L: number;
  readonly phi: number;
  readonly eta: number;
  /** max over layers and measured steps of ‖W_l − W_l(0)‖₂: the radius that the run needed. */
  readonly radius: number;
  /** null where ℓ has no constants. */
  readonly orders: ZouOrders | null;
  readonly progress: Progress;
}

export const PAPER = "S4";

export function* gather(certified: CertifiedDeep): Pieces<Facts> {
  const { run, data, replay } = certified;
  const initialLoss = run.trace[0]?.loss;
  const assumptions = yield* deepAssumptions({
    data: data.dense(),
    hidden: run.options.hidden,
    loss: run.options.loss,
    precision: data.precision,
    ...(initialLoss === undefined ? {} : { initialLoss }),
  });
  const phi = assumptions.separation;
  const radius = replay.moments.reduce((a, { distances }) => distances.reduce((b, x) => Math.max(b, x), a), 0);
  return {
    ...certified,
    assumptions,
    n: data.samples,
    L: run.options.hidden.length,
    phi,
    eta: run.options.learningRate,
    radius,
    orders: ordersOf(run, data.samples, phi),
    progress: progressOf({ run, replay, precision: data.precision, width: assumptions.least, separation: phi }),
  };
}

/** The orders for the loss that the run reached, 10⁻¹² at least: log(1/ε) of 0 is none. */
function ordersOf({ options, loss }: DeepResult, samples: number, separation: number): ZouOrders | null {
  const { constants } = options.loss;
  if (constants === null || !(separation > 0 && separation <= 2)) return null;
  return zouOrders({
    algorithm: options.batchSize === null ? "gd" : "sgd",
    samples,
    layers: options.hidden.length,
    separation,
    p: constants.p,
    alpha0: constants.alpha0,
    epsilon: Math.min(0.5, Math.max(1e-12, loss)),
    batch: options.batchSize ?? samples,
    width: options.hidden.reduce((a, b) => Math.min(a, b)),
  });
}

export const ORDER = "order, constant 1";

/** The theorems name constants that they do not print: whether m is large enough cannot be said, only how far it is from the order. */
export function hidden({ orders, assumptions, eta, run }: Facts): Assumption[] {
  if (orders === null)
    return run.options.loss.constants === null
      ? [assume("constants", "The loss has constants", false, "none declared", "Assumption 3.2")]
      : [assume("classes", "There are two classes, apart", false, `φ = ${showNumber(assumptions.separation)}`, "0 < φ ≤ 2")];
  const wide = `m = ${showNumber(assumptions.least)}, ${showNumber(assumptions.least / orders.width.value)} of the order ${showNumber(orders.width.value)}`;
  const rate = `η = ${showNumber(eta)}, ${showNumber(eta / orders.learningRate.value)} of the order ${showNumber(orders.learningRate.value)}`;
  return [
    unchecked("width", "m is large enough", `${wide}; constants are not printed`, `m = ${ORDER}`),
    unchecked("rate", "η is small enough", rate, `η = ${ORDER}`),
  ];
}

export function gaussian({ run }: Facts): Assumption {
  const { initialWeights, outputWeights } = run.options;
  const plus = outputWeights.filter((v) => v === 1).length;
  const half = outputWeights.every((v) => Math.abs(v) === 1) && 2 * plus === outputWeights.length;
  const measured = `${initialWeights === "gaussian" ? "N(0, 2/m)" : "given weights"}, ${half ? "v half +1, half −1" : "another v"}`;
  return assume("start", "Gaussian start, v half +1 and half −1", initialWeights === "gaussian" && half, measured, "N(0, 2/m_l), v ∈ {±1}");
}

export const probable = { statement: "probability", confidence: null } as const;

/** Assumptions on the data and the widths alone. */
export const ofData = ({ assumptions }: Facts): Assumption[] => assumptions.list.filter(({ id }) => ["3.4", "3.5", "3.6"].includes(id));

/** Products that a kernel sums before it adds them to an entry of W. */
const SUMMED = 256;
const HALF_ULP = { f32: 5.960464477539063e-8, f64: 1.1102230246251565e-16 } as const;

/** How far rounding of W_l itself may have moved it, layer by layer: each addition to an entry is off by half a unit in its last place. */
export function storedRounding({ run, data, start, replay }: Facts): number[] {
  const additions = run.steps * Math.ceil((run.options.batchSize ?? data.samples) / SUMMED);
  return replay.paths.map((path, l) => {
    const frobenius = Math.sqrt(Math.min(start.sizes[l], start.sizes[l + 1])) * (start.weightNorms[l] + path);
    return additions * HALF_ULP[data.precision] * frobenius;
  });
}

/** Sums of rounded numbers are compared: what rounding may add. */
export const ROUNDING = { f32: 1e-4, f64: 1e-9 } as const;
