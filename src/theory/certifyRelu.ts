import type { Constraint } from "../data/constraint.js";
import type { PlantedTruth } from "../data/dataset.js";
import type { PreparedRegression } from "../train/preparedRegression.js";
import { euclideanNorm } from "../numerics/norm.js";
import { projectOnto } from "../train/projection/project.js";
import type { ReluResult } from "../train/reluResult.js";
import { type Assumption, assume, type Certificate, makeCertificate, showNumber, unchecked } from "./certificate.js";
import { BASIN_EPSILON, basinEntry, checkEnvelope, FIRST_STEP_DELTA } from "./oneRelu/envelope.js";
import type { OneStepNumbers, StepBound } from "./oneRelu/oneStep.js";

/** Everything a certificate of a fit may look at. */
export interface CertifiedFit {
  readonly run: ReluResult;
  readonly data: PreparedRegression;
  /** The one-step numbers of every step (S1-T4), in order; none without a truth or with a projection of the user's own. */
  readonly steps: readonly OneStepNumbers[];
  /** n₀ = ω²(C ∩ B) of K at w*, by formula or by Monte-Carlo; null where it is not known. */
  readonly minimalSamples: number | null;
}

/** One certificate for every statement of S1 about a run of projected gradient descent on one ReLU or a linear model. */
export function certifyRelu(fit: CertifiedFit): Certificate[] {
  const { truth } = fit.data;
  if (truth === undefined) return [noTruth()];
  return [envelope(fit, truth), firstStep(fit, truth), basin(fit, truth), ...oneStep(fit, truth)];
}

function noTruth(): Certificate {
  return makeCertificate({
    theorem: "S1 Theorem 3.1",
    source: "eq. 3.5",
    statement: "probability",
    assumptions: [assume("truth", "The targets come from a known w*", false, "the data have no truth", "planted data")],
    side: "at most",
    quantity: "error over envelope",
    bound: null,
    observed: null,
  });
}

const errorsOf = ({ run }: CertifiedFit): number[] => run.trace.map(({ error }) => error ?? Infinity);

/** Rounding of w in the run's precision, below which no error can be told from 0. */
const resolution = ({ data }: CertifiedFit, truth: PlantedTruth): number =>
  64 * (data.precision === "f32" ? 2 ** -23 : 2 ** -52) * Math.max(euclideanNorm(truth.weights), 2 ** -500);

/** Does w* lie in K, up to rounding? And how far from it, as the projection says. */
export function membership(constraint: Constraint, weights: Float64Array): { readonly member: boolean; readonly distance: number } {
  const distance = euclideanNorm(projectOnto(weights.slice(), constraint).map((w, c) => w - weights[c]));
  return { member: distance <= 1e-9 * euclideanNorm(weights), distance };
}

function inSet({ run }: CertifiedFit, { weights }: PlantedTruth): Assumption {
  const { projection } = run.options;
  if (typeof projection === "function") return unchecked("member", "w* lies in K", "K is a function of the user's", "w* in K");
  const { member, distance } = membership(projection, weights);
  return assume("member", "w* lies in K", member, `distance ${showNumber(distance)}`, "w* in K");
}

/** y = f(Xw*) exactly, up to rounding: noise, or y < 0 for a ReLU, breaks it. */
function realizable({ run, data }: CertifiedFit, { weights }: PlantedTruth): Assumption {
  const residual = data.residualAt(weights, run.model);
  const negative = run.model === "relu" ? data.targets.filter((y) => y < 0).length : 0;
  const measured = `root mean square residual at w* ${showNumber(residual)}${negative > 0 ? `, ${negative} targets below 0` : ""}`;
  // Targets are sums of products x·w*, rounded in the precision of whoever made them: f32 at best where the data are f32.
  const rounding = data.precision === "f32" ? 1e-6 : 1e-12;
  const exact = residual <= rounding * Math.max(euclideanNorm(weights), 2 ** -500) && negative === 0;
  return assume("realizable", "The targets are those of w*, without noise", exact, measured, `0, up to ${showNumber(rounding)}‖w*‖`);
}

function settings({ run }: CertifiedFit): Assumption {
  const { stepSizes, initialWeights, derivAtZero } = run.options;
  const wanted = run.model === "relu" ? [2, 1] : [1];
  const zero = euclideanNorm(initialWeights) === 0;
  const same = stepSizes.length === wanted.length && stepSizes.every((mu, i) => mu === wanted[i]);
  // From w₀ = 0 the linear model has no kink to choose at.
  const kink = run.model === "linear" || derivAtZero === 0.5;
  const measured = `${zero ? "w₀ = 0" : "another w₀"}, μ = ${stepSizes.slice(0, 3).join(", ")}${run.model === "relu" ? `, sgn(0) = ${2 * derivAtZero - 1}` : ""}`;
  const limit = `w₀ = 0, μ = ${wanted.join(", then ")}${run.model === "relu" ? ", sgn(0) = 0" : ""}`;
  return assume("settings", "w₀ = 0, the paper's step sizes and sgn(0)", zero && same && kink, measured, limit);
}

/** What Theorem 3.1 supposes; its constants are not printed (errata 23). */
function theoremAssumptions(fit: CertifiedFit, truth: PlantedTruth): Assumption[] {
  const { data, minimalSamples } = fit;
  const share = minimalSamples === null ? "n₀ unknown" : `n = ${showNumber(data.samples / minimalSamples)}·n₀`;
  return [
    unchecked("gaussian", "The samples are independent N(0, I)", data.name, "independent normal entries"),
    realizable(fit, truth),
    inSet(fit, truth),
    settings(fit),
    unchecked("samples", "n > c·n₀", `${share}; c is not printed`, "n > c·n₀"),
  ];
}

const probable = { statement: "probability", confidence: null, side: "at most" } as const;

/** S1-T3: the largest error over (½)^τ‖w*‖ must be at most 1. */
function envelope(fit: CertifiedFit, truth: PlantedTruth): Certificate {
  const floor = resolution(fit, truth);
  const points = checkEnvelope(errorsOf(fit), euclideanNorm(truth.weights)).slice(1);
  const ratios = points.map(({ error, envelope: allowed }) => (error <= floor ? 0 : error / allowed));
  const first = points.find(({ error, met }) => !met && error > floor);
  return makeCertificate({
    ...probable,
    theorem: "S1 Theorem 3.1",
    source: "eq. 3.5",
    assumptions: theoremAssumptions(fit, truth),
    quantity: "(largest error over its envelope (1/2)^τ‖w*‖)",
    bound: 1,
    observed: ratios.reduce((a, b) => Math.max(a, b), 0),
    numbers: {
      minimalSamples: fit.minimalSamples,
      samplesOverMinimal: fit.minimalSamples === null ? null : fit.data.samples / fit.minimalSamples,
      firstMiss: first?.tau ?? null,
    },
  });
}

/** S1-T5, (6.1): with δ = 7/400 the first step ends within 2δ‖w*‖. */
function firstStep(fit: CertifiedFit, truth: PlantedTruth): Certificate {
  const errors = errorsOf(fit);
  return makeCertificate({
    ...probable,
    theorem: "S1 first step",
    source: "eq. 6.1, δ = 7/400",
    assumptions: theoremAssumptions(fit, truth),
    quantity: "(error over ‖w*‖ after one step)",
    bound: 2 * FIRST_STEP_DELTA,
    observed: errors.length < 2 ? null : errors[1] / euclideanNorm(truth.weights),
  });
}

/** S1-T5, (6.12): inside the basin E(7/200) every step at least halves the error. */
function basin(fit: CertifiedFit, truth: PlantedTruth): Certificate {
  const errors = errorsOf(fit);
  const floor = resolution(fit, truth);
  const { entered, radius, stayed } = basinEntry(errors, euclideanNorm(truth.weights));
  const inside = entered === null ? [] : errors.slice(entered, -1).map((error, i) => ({ error, next: errors[entered + i + 1] }));
  const ratios = inside.filter(({ error, next }) => error <= radius && next > floor).map(({ error, next }) => next / error);
  return makeCertificate({
    ...probable,
    theorem: "S1 contraction in the basin",
    source: `eq. 6.12, ε = ${BASIN_EPSILON}`,
    assumptions: [
      ...theoremAssumptions(fit, truth),
      assume(
        "entered",
        "The run entered the basin ‖w − w*‖ ≤ ε‖w*‖",
        entered !== null,
        entered === null ? "never" : `at τ = ${entered}`,
        "some τ",
      ),
    ],
    quantity: "(largest factor of a step inside the basin)",
    bound: 0.5,
    observed: ratios.reduce((a, b) => Math.max(a, b), 0),
    numbers: { entered, stayed: stayed ? 1 : 0, steps: ratios.length },
  });
}

/** S1-T4: what each step is certain to reach. Sure statements: they need nothing of X, only w* in K and an exact projection. */
function oneStep(fit: CertifiedFit, truth: PlantedTruth): Certificate[] {
  const kinds = [
    ["S1 one step", "eq. 6.1, 6.11", (step: OneStepNumbers) => step.factor],
    ["S1 one step, sharper", "ℓ0: factor (1 + √5)/2", (step: OneStepNumbers) => step.sharper],
    ["S1 one step, a posteriori", "ℓ0: from the support chosen", (step: OneStepNumbers) => step.aPosteriori],
  ] as const;
  return kinds.flatMap(([theorem, source, of]) =>
    fit.steps.length > 0 && fit.steps.every((step) => of(step) === null) ? [] : [oneStepCertificate(fit, truth, theorem, source, of)],
  );
}

function oneStepCertificate(
  fit: CertifiedFit,
  truth: PlantedTruth,
  theorem: string,
  source: string,
  of: (step: OneStepNumbers) => StepBound | null,
): Certificate {
  const floor = resolution(fit, truth);
  const bounds = fit.steps.flatMap((step) => {
    const found = of(step);
    return found === null ? [] : [{ ...found, errorAfter: step.errorAfter }];
  });
  const shares = bounds.map(({ bound, errorAfter }) => (errorAfter <= floor ? 0 : errorAfter / bound));
  const count = (verdict: StepBound["verdict"]): number => bounds.filter((step) => step.verdict === verdict).length;
  const contracting = bounds.length - count("vacuous");
  return makeCertificate({
    theorem,
    source,
    statement: "sure",
    assumptions: [
      inSet(fit, truth),
      assume(
        "steps",
        "The projection is one of the package's",
        fit.steps.length > 0,
        `${fit.steps.length} steps looked at`,
        "an exact projection",
      ),
    ],
    side: "at most",
    quantity: "(largest error after a step, over its bound)",
    // The share itself is computed with rounding of its own.
    bound: 1 + 1e-9,
    observed: fit.steps.length === 0 ? null : shares.reduce((a, b) => Math.max(a, b), 0),
    vacuous: fit.steps.length > 0 && contracting === 0,
    numbers: { steps: bounds.length, halving: count("halves"), contracting, vacuousSteps: count("vacuous") },
  });
}
