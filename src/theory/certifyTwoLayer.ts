import { largestRow } from "../models/twoLayer.js";
import { dot, euclideanNorm } from "../numerics/norm.js";
import { alignedNetwork } from "../train/proofInequalities.js";
import type { PreparedData } from "../train/prepared.js";
import type { TwoLayerResult } from "../train/twoLayerResult.js";
import { type Assumption, assume, type Certificate, makeCertificate, showNumber, unchecked } from "./certificate.js";
import { asReal, type CertifiedRun, isBasis, onBasis, radius, separable, succeeded, yesNo } from "./certifiedRun.js";
import { certifyCompression } from "./certifyCompression.js";
import { classifyCriticalPoint, type CriticalPoint } from "./criticalPoint.js";
import { idleConfidence } from "./idleConfidence.js";
import { fixedSecondLayer } from "./leaky/runFacts.js";
import { updateLowerBound } from "./otherBounds.js";
import { exactRootBound, outputFacts, runAwareBound, updateBound, type UpdateBoundInput } from "./updateBound.js";

/** One certificate for every theorem of S0 that says something of a run of Algorithm 1 or plain SGD. */
export function certifyTwoLayer(certified: CertifiedRun): Certificate[] {
  const finite = certified.run.status !== "diverged";
  const compression = finite ? theoremThree(certified) : diverged("Theorem 3");
  if (certified.run.options.layers === "both") return [bothLayers(certified), compression];
  const point = finite ? classifyCriticalPoint(certified.run, certified.data.dense()) : undefined;
  return [
    ...theoremOne(certified),
    proof(certified),
    globalMinimum(certified),
    finite ? propositionOne(certified) : diverged("Proposition 1"),
    theoremTwo(certified),
    compression,
    point === undefined ? diverged("critical-point bound") : criticalPoint(certified, point),
  ];
}

/** The masks of the noisy units are part of the message (errata 65). */
function theoremThree(certified: CertifiedRun): Certificate {
  return certifyCompression(certified, {
    theorem: `${PAPER} Theorem 3`,
    source: "eq. 13, masks counted",
    noisyUnits: noisyUnits(certified.run),
  });
}

/** Nothing can be said of weights that are not finite. */
function diverged(theorem: string): Certificate {
  return makeCertificate({
    theorem: `${PAPER} ${theorem}`,
    source: "weights that are not finite",
    statement: theorem === "critical-point bound" ? "sure" : "probability",
    assumptions: [assume("finite", "The run did not diverge", false, "status diverged", "finite weights")],
    side: "at most",
    quantity: "loss",
    bound: null,
    observed: null,
  });
}

/** S0 fixes v; only the compression bound does not need it. */
function bothLayers(certified: CertifiedRun): Certificate {
  return makeCertificate({
    theorem: `${PAPER} Theorem 1`,
    source: "eq. 11, 34",
    statement: "sure",
    assumptions: [fixedSecondLayer(certified)],
    side: "at most",
    quantity: "non-zero updates",
    bound: null,
    observed: certified.run.updates,
  });
}

const PAPER = "S0";
/** Plain SGD is Algorithm 1 with γ = 0: its updates are counted by the same proof, though it may stop at a bad minimum. */
function protectedNoise({ run }: CertifiedRun): Assumption {
  const holds = run.options.method !== "noisy-all";
  return assume("noise", "Noise only into gates of units with y·v_j ≥ 0", holds, `method ${run.options.method}`, "method noisy or plain");
}

function wholeGates({ run }: CertifiedRun): Assumption {
  const measured = `${run.halfGates} updates moved a unit by half`;
  return assume("gates", "Every gate is 0 or 1", run.halfGates === 0, measured, "derivAtZero 0 or 1, or no tie at 0");
}

/**
 * The proof is one of exact arithmetic. Each update of W is rounded, which moves φ by at most ε·‖Ω*‖·ψ; the proof needs that to be small
 * against η, what the update gains.
 */
function arithmetic({ data, run }: CertifiedRun, input: UpdateBoundInput, psi: number): Assumption {
  const { hidden, separatorNorm, smallestOutput, learningRate: eta, outputSquare, dataRadius = 1 } = input;
  const growth = eta * eta * dataRadius * dataRadius * outputSquare + 2 * eta;
  const largestPsi = Math.sqrt(psi * psi + run.updates * growth);
  const epsilon = data.precision === "f32" ? 2 ** -24 : 2 ** -53;
  const share = (epsilon * Math.sqrt(hidden) * separatorNorm * largestPsi) / smallestOutput / eta;
  const [id, text] = ["arithmetic", "Rounding is small against an update"];
  const measured = `${data.precision}: at most ${showNumber(share)} of what an update gains`;
  return share <= 0.5
    ? assume(id, text, true, measured, "at most 0.5")
    : unchecked(id, text, measured, 'at most 0.5, else use precision "f64"');
}

function boundInput(certified: CertifiedRun): UpdateBoundInput {
  const { run, data, margin, initialWeights } = certified;
  return {
    hidden: run.hidden,
    ...outputFacts(run.outputWeights),
    learningRate: asReal(certified, run.options.learningRate),
    separatorNorm: margin.norm,
    initialRadius: largestRow(initialWeights, data.features),
    dataRadius: data.radius,
  };
}

/** T_k from the largest row of W⁰ (errata 13), and the same argument from the measured φ(W⁰), ψ(W⁰). */
function theoremOne(certified: CertifiedRun): Certificate[] {
  const { run, margin, initialWeights } = certified;
  const always = [separable(certified), radius(certified), protectedNoise(certified), wholeGates(certified)];
  const statement = { statement: "sure", side: "at most", quantity: "non-zero updates", observed: run.updates } as const;
  if (margin.separator === null || always[1].status === "violated")
    return [makeCertificate({ ...statement, theorem: `${PAPER} Theorem 1`, source: "eq. 11, 34", assumptions: always, bound: null })];
  const input = boundInput(certified);
  const target = alignedNetwork(run.outputWeights, margin.separator, run.features);
  const start = { psi: euclideanNorm(initialWeights), phi: dot(target, initialWeights) };
  if (!Number.isFinite(start.phi)) {
    // Samples below 1e-308: their separator is beyond the range of f64.
    const range = assume("range", "‖ω*‖ is within the range of f64", false, `‖ω*‖ = ${showNumber(margin.norm)}`, "finite");
    return [
      makeCertificate({ ...statement, theorem: `${PAPER} Theorem 1`, source: "eq. 11, 34", assumptions: [...always, range], bound: null }),
    ];
  }
  const assumptions = [...always, arithmetic(certified, input, start.psi)];
  const numbers = {
    corrected: updateBound(input),
    printed: updateBound(input, "printed"),
    exactRoot: exactRootBound(input),
    runAware: runAwareBound(input, start),
    separatorNorm: margin.norm,
    initialRadius: input.initialRadius ?? null,
    dataRadius: input.dataRadius ?? null,
  };
  const common = { ...statement, assumptions, numbers };
  return [
    makeCertificate({ ...common, theorem: `${PAPER} Theorem 1`, source: "eq. 11, 34, corrected", bound: numbers.corrected }),
    makeCertificate({ ...common, theorem: `${PAPER} Theorem 1, measured start`, source: "eq. 18, 19, 23, 24", bound: numbers.runAware }),
  ];
}

/** S0-T2, where the run was made with `checkProof`. */
function proof(certified: CertifiedRun): Certificate {
  const { run } = certified;
  const found = run.proof;
  const asked = assume(
    "monitored",
    "The run was made with checkProof",
    found !== undefined,
    yesNo(found !== undefined),
    "checkProof: true",
  );
  return makeCertificate({
    theorem: `${PAPER} proof of Theorem 1`,
    source: "eq. 19, 21, 24",
    statement: "sure",
    assumptions: [asked, separable(certified), protectedNoise(certified), wholeGates(certified)],
    side: "at most",
    quantity: "updates that break an inequality",
    bound: 0,
    observed: found?.violations ?? null,
    numbers:
      found === undefined
        ? {}
        : { updates: found.updates, normSlack: found.normSlack, alignmentSlack: found.alignmentSlack, largestRatio: found.largestRatio },
  });
}

/** S0-T3, eq. 17: the weights Ω* = sgn(v) ⊗ ω* / v_min have loss 0. */
function globalMinimum(certified: CertifiedRun): Certificate {
  const { run, data, margin } = certified;
  const loss = margin.separator === null ? null : alignedLoss(run.outputWeights, data, margin.separator);
  return makeCertificate({
    theorem: `${PAPER} equation 17`,
    source: "eq. 15-17: a global minimum exists",
    statement: "sure",
    assumptions: [separable(certified)],
    side: "at most",
    quantity: "loss at Ω*",
    bound: loss === null ? null : 0,
    observed: loss,
  });
}

/** f(x; Ω*) = Σ_{v_j·(ωᵀx) > 0} v_j·sgn(v_j)·… without a rounding of Ω* itself. */
function alignedLoss(outputWeights: ArrayLike<number>, data: PreparedData, separator: Float64Array): number {
  const { smallestOutput } = outputFacts(outputWeights);
  const products = data.products(separator);
  const { labels } = data;
  const weight = (sign: number): number =>
    Array.from(outputWeights).reduce((sum, v) => sum + (v * sign > 0 ? Math.abs(v) / smallestOutput : 0), 0);
  const [positive, negative] = [weight(1), weight(-1)];
  const total = products.reduce((sum, product, i) => {
    const margin = labels[i] * (product > 0 ? positive * product : negative * product);
    return sum + Math.max(0, 1 - margin);
  }, 0);
  return total / data.samples;
}

function propositionOne({ run, data }: CertifiedRun): Certificate {
  const { method, sampling, idlePasses, noiseStd } = run.options;
  const weightRadius = largestRow(run.weights, run.features);
  const signs = [1, -1].map((sign) => run.outputWeights.filter((v) => v * sign > 0).length);
  const idle = run.status === "idle" || (run.status === "global-minimum" && idlePasses > 0);
  const applies = idle && method === "noisy" && noiseStd > 0 && sampling === "cycle";
  const input = { weightRadius, dataRadius: data.radius, noiseStd, rarerSign: Math.min(...signs) };
  const confidence = applies ? idleConfidence(idlePasses, input) : null;
  return makeCertificate({
    theorem: `${PAPER} Proposition 1`,
    source: "§3.1, Appendix D",
    statement: "probability",
    confidence,
    assumptions: [
      assume(
        "idle",
        "The run ended after n·p steps without a non-zero update, or at a global minimum, where no later step is one",
        idle,
        `status ${run.status}, p = ${idlePasses}`,
        "idlePasses = p > 0",
      ),
      assume(
        "method",
        "Algorithm 1 with noise",
        method === "noisy" && noiseStd > 0,
        `method ${method}, γ = ${showNumber(noiseStd)}`,
        "noisy, γ > 0",
      ),
      assume("cycle", "The order is cyclic", sampling === "cycle", sampling, "cycle"),
      assume("weights", "‖w_j‖ ≤ w_max", true, `w_max = ${showNumber(weightRadius)} while idle`, "finite w_max"),
    ],
    side: "at most",
    quantity: "loss where it stopped",
    bound: applies ? 0 : null,
    observed: run.loss,
    vacuous: confidence !== null && !(confidence > 0),
    numbers: { confidence, weightRadius },
  });
}

/** S0-T6: the basis data of Appendix C, from W⁰ = 0. */
function theoremTwo(certified: CertifiedRun): Certificate {
  const { run, data, initialWeights } = certified;
  const zero = euclideanNorm(initialWeights) === 0;
  const eta = asReal(certified, run.options.learningRate);
  const applies = isBasis(data) && zero;
  const bound = applies ? updateLowerBound({ features: data.features, learningRate: eta, outputWeights: run.outputWeights }) : null;
  return makeCertificate({
    theorem: `${PAPER} Theorem 2`,
    source: "eq. 39-44",
    statement: "sure",
    assumptions: [
      onBasis(data, "S0 eq. 39"),
      assume("zero", "W⁰ = 0", zero, `‖W⁰‖ = ${showNumber(euclideanNorm(initialWeights))}`, "0"),
      succeeded(certified),
    ],
    side: "at least",
    quantity: "non-zero updates",
    bound: bound === null ? null : bound.printed * exactPart(certified),
    observed: run.updates,
    numbers: bound === null ? {} : { printed: bound.printed, counted: bound.counted },
  });
}

/**
 * Rounding may carry a weight to its end in fewer steps: each of the t updates of a coordinate moves it by up to ε/2 of itself more, so
 * that t ≥ bound·(1 − (t + k)·ε).
 */
function exactPart({ run, data }: CertifiedRun): number {
  const epsilon = data.precision === "f32" ? 2 ** -23 : 2 ** -52;
  return Math.max(0, 1 - (run.updates / data.features + run.hidden) * epsilon);
}

function noisyUnits({ options, outputWeights }: TwoLayerResult): number {
  if (options.method === "plain" || options.noiseStd === 0) return 0;
  if (options.method === "noisy-all") return outputWeights.length;
  return Math.max(...[1, -1].map((sign) => outputWeights.filter((v) => v * sign > 0).length));
}

/** S0-T9: where the run ended. At a sub-optimal critical point the loss cannot fall within the radius. */
function criticalPoint({ data }: CertifiedRun, point: CriticalPoint): Certificate {
  const critical = point.kind === "localMinimum";
  return makeCertificate({
    theorem: `${PAPER} critical-point bound`,
    source: "§2, Figure 1: where a run may stop",
    statement: "sure",
    assumptions: [
      assume(
        "dead",
        "The run ended at a sub-optimal critical point: every sample with positive loss is dead",
        critical,
        `${point.kind}, ${point.violating.length} samples with positive loss, ${point.dead.length} of them dead`,
        "at least one such sample, all dead",
      ),
    ],
    side: "at least",
    quantity: "loss",
    bound: critical ? point.dead.length / data.samples : null,
    observed: point.loss,
    numbers: { radius: point.radius, dead: point.dead.length },
  });
}
