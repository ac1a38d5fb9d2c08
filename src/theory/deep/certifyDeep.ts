import { log } from "../../numerics/log.js";
import { pow } from "../../numerics/pow.js";
import type { DeepResult } from "../../train/deepResult.js";
import type { PreparedData } from "../../train/prepared.js";
import { type Assumption, assume, type Certificate, makeCertificate, showNumber, unchecked } from "../certificate.js";
import { type DeepAssumptions, deepAssumptions } from "./assumptions.js";
import { stopLevel } from "./lemmas.js";
import type { DeepMeasurement } from "./measure.js";
import { zouOrders, type ZouOrders } from "./orders.js";
import { type Progress, progressOf } from "./progress.js";
import type { DeepReplay } from "./replay.js";

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
interface Facts extends CertifiedDeep {
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

const PAPER = "S4";

/** One certificate for every statement of S4 about a run of gradient descent or SGD on a deep network. */
export function certifyDeep(certified: CertifiedDeep): Certificate[] {
  if (certified.run.status === "diverged") return [diverged(certified.run)];
  const facts = gather(certified);
  const { run } = certified;
  const always = [
    convergence(facts),
    stopRule(facts),
    ...initialisation(facts),
    inside(facts),
    pathLength(facts),
    flips(facts),
    ...alongRun(facts),
  ];
  return run.options.batchSize === null ? [...always, progress(facts), radiusBound(facts)] : always;
}

export function diverged({ divergedAt }: DeepResult): Certificate {
  return makeCertificate({
    theorem: `${PAPER} Theorem 4.1`,
    source: "§4",
    statement: "probability",
    assumptions: [
      assume(
        "finite",
        "The run stayed finite",
        false,
        `diverged at step ${divergedAt?.step ?? 0}, layer ${divergedAt?.layer ?? 0}`,
        "finite numbers",
      ),
    ],
    side: "at most",
    quantity: "steps",
    bound: null,
    observed: null,
  });
}

function gather(certified: CertifiedDeep): Facts {
  const { run, data, replay } = certified;
  const initialLoss = run.trace[0]?.loss;
  const assumptions = deepAssumptions({
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

const ORDER = "order, constant 1";

/** The theorems name constants that they do not print: whether m is large enough cannot be said, only how far it is from the order. */
function hidden({ orders, assumptions, eta }: Facts): Assumption[] {
  if (orders === null) return [assume("constants", "The loss has constants", false, "none declared", "Assumption 3.2")];
  const wide = `m = ${showNumber(assumptions.least)}, ${showNumber(assumptions.least / orders.width.value)} of the order ${showNumber(orders.width.value)}`;
  const rate = `η = ${showNumber(eta)}, ${showNumber(eta / orders.learningRate.value)} of the order ${showNumber(orders.learningRate.value)}`;
  return [
    unchecked("width", "m is large enough", `${wide}; constants are not printed`, `m = ${ORDER}`),
    unchecked("rate", "η is small enough", rate, `η = ${ORDER}`),
  ];
}

function gaussian({ run }: Facts): Assumption {
  const { initialWeights, outputWeights } = run.options;
  const plus = outputWeights.filter((v) => v === 1).length;
  const half = outputWeights.every((v) => Math.abs(v) === 1) && 2 * plus === outputWeights.length;
  const measured = `${initialWeights === "gaussian" ? "N(0, 2/m)" : "given weights"}, ${half ? "v half +1, half −1" : "another v"}`;
  return assume("start", "Gaussian start, v half +1 and half −1", initialWeights === "gaussian" && half, measured, "N(0, 2/m_l), v ∈ {±1}");
}

const probable = { statement: "probability", confidence: null } as const;

/** Assumptions on the data and the widths alone. */
const ofData = ({ assumptions }: Facts): Assumption[] => assumptions.list.filter(({ id }) => ["3.4", "3.5", "3.6"].includes(id));

function convergence(facts: Facts): Certificate {
  const { run, orders, assumptions } = facts;
  const sgd = run.options.batchSize !== null;
  const needed = sgd ? assumptions.list : assumptions.list.filter(({ id }) => id !== "4.4");
  const powers =
    orders === null ? {} : Object.fromEntries(Object.entries(orders).map(([name, { log10 }]) => [`log10 of ${name}`, log10 as number]));
  return makeCertificate({
    ...probable,
    theorem: `${PAPER} Theorem ${sgd ? "4.5" : "4.1"}`,
    source: `K of the case table, ${ORDER}`,
    assumptions: [...needed, gaussian(facts), ...hidden(facts)],
    side: "at most",
    quantity: `steps to a training loss of ${showNumber(run.loss)}`,
    bound: orders?.steps.value ?? null,
    observed: run.steps,
    numbers: { loss: run.loss, errors: run.errors, ...powers },
  });
}

/** S4-T8. */
function stopRule({ run, n }: Facts): Certificate {
  const level = stopLevel(run.options.loss, n);
  return makeCertificate({
    theorem: `${PAPER} Corollary ${run.options.batchSize === null ? "4.3" : "4.6"}`,
    source: "L_S < ℓ(0)/n leaves no error",
    statement: "sure",
    assumptions: [assume("loss", "The training loss is below ℓ(0)/n", run.loss < level, showNumber(run.loss), `< ${showNumber(level)}`)],
    side: "at most",
    quantity: "samples with y·f ≤ 0",
    bound: 0,
    observed: run.errors,
  });
}

/** Theorem 5.1 (i), (ii), (iii) and (viii) at W(0). */
function initialisation(facts: Facts): Certificate[] {
  const { start, n, L, phi, delta, assumptions } = facts;
  const spread = start.norms.reduce((most, x) => Math.max(most, Math.abs(x - 1)), 0);
  const biggest = start.outputs.reduce((most, f) => Math.max(most, Math.abs(f)), 0);
  const common = {
    ...probable,
    assumptions: [...ofData(facts), gaussian(facts), unchecked("constants", "m, φ as in (5.1)", "constants are not printed", "(5.1)")],
  };
  const order = { ...common, side: "at most" } as const;
  const least = start.separation.slice(1).reduce((a, b) => Math.min(a, b), Infinity);
  return [
    makeCertificate({
      ...order,
      theorem: `${PAPER} Theorem 5.1 (i)`,
      source: `L√(log(nL/δ)/m), ${ORDER}`,
      quantity: "(largest |‖x_l‖ − 1| at the start)",
      bound: L * Math.sqrt(log((n * L) / delta) / assumptions.least),
      observed: spread,
      numbers: { weightNorm: start.weightNorms.reduce((a, b) => Math.max(a, b), 0) },
    }),
    makeCertificate({
      ...common,
      theorem: `${PAPER} Theorem 5.1 (ii)`,
      source: "Corollary A.5",
      side: "at least",
      quantity: "(least distance of different labels in any layer at the start)",
      bound: phi < Infinity ? phi / 2 : null,
      observed: least < Infinity ? least : null,
      numbers: Object.fromEntries(start.leastProduct.map((x, l) => [`least inner product, layer ${l}`, x < Infinity ? x : null])),
    }),
    makeCertificate({
      ...order,
      theorem: `${PAPER} Theorem 5.1 (iii)`,
      source: `√log(n/δ), ${ORDER}`,
      quantity: "(largest |f(x)| at the start)",
      bound: Math.sqrt(log(n / delta)),
      observed: biggest,
    }),
    makeCertificate({
      ...common,
      theorem: `${PAPER} Theorem 5.1 (viii)`,
      source: "Lemma A.14, constant ½, half of the mean",
      side: "at least",
      quantity: "good nodes of the last layer",
      bound: start.goodNodes.expectedAtLeast / 2,
      observed: start.goodNodes.least,
      numbers: { tried: start.goodNodes.tried },
    }),
  ];
}

/** S4-T5: did the run stay within τ? */
function inside(facts: Facts): Certificate {
  const { orders, radius, run, eta } = facts;
  return makeCertificate({
    ...probable,
    theorem: `${PAPER} perturbation radius`,
    source: `τ of Lemma 5.4, ${ORDER}`,
    assumptions: [...ofData(facts), gaussian(facts), ...hidden(facts)],
    side: "at most",
    quantity: "(largest ‖W_l − W_l(0)‖₂ of the run)",
    bound: orders?.tau.value ?? null,
    observed: radius,
    numbers: { etaSteps: eta * run.steps, "T, order with constant 1": orders?.time.value ?? null },
  });
}

/** Sums of rounded numbers are compared: what rounding may add. */
const ROUNDING = { f32: 1e-4, f64: 1e-9 } as const;

function pathLength({ replay, data }: Facts): Certificate {
  const last = replay.moments[replay.moments.length - 1].distances;
  const worst = last.reduce((a, x, l) => (x * replay.paths[a] > last[a] * replay.paths[l] ? l : a), 0);
  return makeCertificate({
    theorem: `${PAPER} Lemma B.6`,
    source: "path length, first step of the proof of Lemma 5.5",
    statement: "sure",
    assumptions: [],
    side: "at most",
    quantity: `(‖W_l − W_l(0)‖₂ at the end, layer ${worst + 1})`,
    bound: replay.paths[worst] * (1 + ROUNDING[data.precision]),
    observed: last[worst],
    numbers: Object.fromEntries(last.map((x, l) => [`layer ${l + 1}`, x])),
  });
}

function flips({ replay }: Facts): Certificate {
  const { counting } = replay;
  return makeCertificate({
    theorem: `${PAPER} Lemma B.3 (count)`,
    source: "min over β of |{|z| ≤ β}| + ‖z̃ − z‖²/β²",
    statement: "sure",
    assumptions: [],
    side: "at most",
    quantity: "changed masks of one sample in one layer",
    bound: counting.bound,
    observed: counting.flips,
  });
}

/** Theorem 5.3 (i)-(iv), (vii), (viii) over the moments measured: what constant would make each hold. */
function alongRun(facts: Facts): Certificate[] {
  const { replay, L, n, phi, assumptions, run, progress: found } = facts;
  const { hidden: widths } = run.options;
  const moved = replay.moments.filter(({ distances }) => distances.some((x) => x > 0));
  const most = (of: (moment: DeepReplay["moments"][number]) => number): number => moved.reduce((a, moment) => Math.max(a, of(moment)), 0);
  const share = (distances: readonly number[]): number => pow(L, 4 / 3) * pow(Math.max(...distances), 2 / 3);
  const fitted: readonly (readonly [string, string, string, number])[] = [
    ["i", "1", "‖W_l‖₂ at the end", replay.weightNorms.reduce((a, b) => Math.max(a, b), 0)],
    [
      "ii",
      "L·Σ‖W_r − W_r(0)‖₂",
      "‖x_l − x_l(0)‖",
      most(({ moved: x, distances }) => Math.max(...x) / (L * distances.reduce((a, b) => a + b, 0))),
    ],
    [
      "iii",
      "L^{4/3}τ^{2/3}m_l",
      "changed masks",
      most(({ flips: x, distances }) => Math.max(...x.map((count, l) => count / widths[l])) / share(distances)),
    ],
    [
      "iv",
      "nL^{4/3}τ^{2/3}m_L",
      "changed units of the last layer",
      most(({ flippedUnits, distances }) => flippedUnits / (n * widths[L - 1] * share(distances))),
    ],
    ["viii", "L²√M·(1/n)Σ|ℓ'|", "‖∇‖₂ of a layer", replay.c1],
  ];
  const constant = unchecked(
    "constant",
    "The constant of the theorem",
    "not printed; the observed number is the least that would do",
    "an absolute constant",
  );
  const common = { ...probable, assumptions: [...ofData(facts), gaussian(facts), constant] };
  const upper = fitted.map(([item, order, what, observed]) =>
    makeCertificate({
      ...common,
      theorem: `${PAPER} Theorem 5.3 (${item})`,
      source: `${ORDER}, τ the measured radius`,
      side: "at most",
      quantity: `(${what} over ${order})`,
      bound: 1,
      observed,
    }),
  );
  const lower = makeCertificate({
    ...common,
    theorem: `${PAPER} Theorem 5.3 (vii)`,
    source: `${ORDER}: m_Lφ/n⁵·(Σℓ')²`,
    side: "at least",
    quantity: "(least ‖∇_{W_L}L_S‖_F² over m_Lφ/n⁵·(Σℓ')²: c₀)",
    bound: phi < Infinity ? 1 : null,
    observed: found.gradientConstant,
    numbers: { width: assumptions.least },
  });
  return [...upper, lower];
}

/** S4-T4: (C.6) with the constant of (vii) measured along the run. */
function progress(facts: Facts): Certificate {
  const { progress: found, phi } = facts;
  return makeCertificate({
    ...probable,
    theorem: `${PAPER} Lemma 5.4`,
    source: "(C.6), c₀ measured by Theorem 5.3 (vii)",
    assumptions: [...facts.assumptions.list.filter(({ id }) => id !== "4.4"), gaussian(facts), ...hidden(facts)],
    side: "at least",
    quantity: "(least c₀ by which the loss fell in a step)",
    bound: phi < Infinity ? found.gradientConstant : null,
    observed: found.progressConstant,
    numbers: { firstViolation: found.firstViolation, firstRise: found.firstRise, steps: found.steps, meanConstant: found.meanConstant },
  });
}

/** S4-T5: Lemma 5.5 with the constants that the run itself had: √(2kηc₁²L⁴Mn³L(W⁰)/(c₀mφ)). */
function radiusBound(facts: Facts): Certificate {
  const { progress: found, replay, run, n, L, phi, eta, assumptions, radius, data } = facts;
  const c0 = found.progressConstant ?? 0;
  const fell = assume("fell", "The loss fell at every step", c0 > 0, `least c₀ ${showNumber(c0)}`, "c₀ > 0 in (C.6)");
  const square =
    (2 * run.steps * eta * replay.c1 * replay.c1 * pow(L, 4) * assumptions.most * pow(n, 3) * run.trace[0].loss) /
    (c0 * assumptions.least * phi);
  const holds = c0 > 0 && phi < Infinity;
  return makeCertificate({
    theorem: `${PAPER} Lemma 5.5`,
    source: "c₀ of (C.6) and c₁ of (D.1) measured over all steps",
    statement: "sure",
    assumptions: [fell, assume("classes", "There are two classes", phi < Infinity, phi < Infinity ? "yes" : "no", "φ < ∞")],
    side: "at most",
    quantity: "(largest ‖W_l − W_l(0)‖₂ of the run)",
    bound: holds ? Math.sqrt(square) * (1 + ROUNDING[data.precision]) : null,
    observed: radius,
    numbers: { c0, c1: replay.c1 },
  });
}
