import { largestRow } from "../models/twoLayer.js";
import { alignedNetwork } from "../train/proofMonitor.js";
import type { PreparedData } from "../train/prepared.js";
import type { TwoLayerResult } from "../train/twoLayerRun.js";
import { type Assumption, assume, type Certificate, makeCertificate, showNumber, unchecked } from "./certificate.js";
import { compressionBound } from "./compression.js";
import { classifyCriticalPoint } from "./criticalPoint.js";
import { idleConfidence } from "./idleConfidence.js";
import type { MarginResult } from "./marginResult.js";
import { updateLowerBound } from "./otherBounds.js";
import { exactRootBound, outputFacts, runAwareBound, updateBound, type UpdateBoundInput } from "./updateBound.js";

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

/** One certificate for every theorem of S0 that says something of a run of Algorithm 1 or plain SGD. */
export function certifyTwoLayer(certified: CertifiedRun): Certificate[] {
  return [
    ...theoremOne(certified),
    proof(certified),
    globalMinimum(certified),
    propositionOne(certified),
    theoremTwo(certified),
    theoremThree(certified),
    criticalPoint(certified),
  ];
}

const PAPER = "S0";
const yesNo = (value: boolean): string => (value ? "yes" : "no");

function separable({ margin }: CertifiedRun): Assumption {
  const measured =
    margin.separator === null ? margin.text : `‖ω*‖ between ${showNumber(margin.normAtLeast)} and ${showNumber(margin.norm)}`;
  return assume("separable", "The data are linearly separable", margin.separator !== null, measured, "some ω has y·ωᵀx ≥ 1 everywhere");
}

function radius({ margin }: CertifiedRun): Assumption {
  const r = showNumber(margin.radius);
  const measured = margin.radius <= 1 ? `r = ${r}` : `r = ${r}, outside the paper's ball: the bound is its radius-r form`;
  return assume("radius", "‖x‖ ≤ 1, or the bound in its radius-r form", true, measured, "finite r");
}

/** Plain SGD is Algorithm 1 with γ = 0: its updates are counted by the same proof, though it may stop at a bad minimum. */
function protectedNoise({ run }: CertifiedRun): Assumption {
  const holds = run.options.method !== "noisy-all";
  return assume("noise", "Noise only into gates of units with y·v_j ≥ 0", holds, `method ${run.options.method}`, "method noisy or plain");
}

function wholeGates({ run }: CertifiedRun): Assumption {
  const measured = `${run.halfGates} updates moved a unit by half`;
  return assume("gates", "Every gate is 0 or 1", run.halfGates === 0, measured, "derivAtZero 0 or 1, or no tie at 0");
}

function boundInput({ run, data, margin, initialWeights }: CertifiedRun): UpdateBoundInput {
  return {
    hidden: run.hidden,
    ...outputFacts(run.outputWeights),
    learningRate: data.precision === "f32" ? Math.fround(run.options.learningRate) : run.options.learningRate,
    separatorNorm: margin.norm,
    initialRadius: largestRow(initialWeights, data.features),
    dataRadius: data.radius,
  };
}

/** T_k from the largest row of W⁰ (errata 13), and the same argument from the measured φ(W⁰), ψ(W⁰). */
function theoremOne(certified: CertifiedRun): Certificate[] {
  const { run, margin, initialWeights } = certified;
  const assumptions = [separable(certified), radius(certified), protectedNoise(certified), wholeGates(certified)];
  const statement = { statement: "sure", side: "at most", quantity: "non-zero updates", observed: run.updates } as const;
  if (margin.separator === null)
    return [makeCertificate({ ...statement, theorem: `${PAPER} Theorem 1`, source: "eq. 11, 34", assumptions, bound: null })];
  const input = boundInput(certified);
  const target = alignedNetwork(run.outputWeights, margin.separator, run.features);
  const start = { psi: norm(initialWeights), phi: target.reduce((sum, w, e) => sum + w * initialWeights[e], 0) };
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
        "The run ended after n·p steps without a non-zero update",
        idle,
        `status ${run.status}, p = ${idlePasses}`,
        "idlePasses > 0",
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
  const basis = isBasis(data);
  const zero = norm(initialWeights) === 0;
  const success = run.status === "global-minimum";
  const eta = boundInput(certified).learningRate;
  const applies = basis && zero;
  const bound = applies ? updateLowerBound({ features: data.features, learningRate: eta, outputWeights: run.outputWeights }) : null;
  return makeCertificate({
    theorem: `${PAPER} Theorem 2`,
    source: "eq. 39-44",
    statement: "sure",
    assumptions: [
      assume("basis", "The data are the basis vectors, all +1", basis, yesNo(basis), "S0 eq. 39"),
      assume("zero", "W⁰ = 0", zero, `‖W⁰‖ = ${showNumber(norm(initialWeights))}`, "0"),
      assume("success", "The run reached a global minimum", success, `status ${run.status}`, "global-minimum"),
    ],
    side: "at least",
    quantity: "non-zero updates",
    bound: bound?.printed ?? null,
    observed: run.updates,
    numbers: bound === null ? {} : { printed: bound.printed, counted: bound.counted },
  });
}

function isBasis(data: PreparedData): boolean {
  if (data.samples !== data.features) return false;
  const { labels } = data;
  for (let i = 0; i < data.samples; i++) {
    const { index, value } = data.row(i);
    if (index.length !== 1 || index[0] !== i || value[0] !== 1 || labels[i] !== 1) return false;
  }
  return true;
}

function theoremThree({ run, data, delta }: CertifiedRun): Certificate {
  const noisy = run.options.method === "plain" || run.options.noiseStd === 0 ? 0 : noisyUnits(run);
  const unused = Array.from(run.updatesOf, (times, i) => (times === 0 ? i : -1)).filter((i) => i >= 0);
  const errors = unusedErrors(run, data, unused);
  const unusedError = unused.length === 0 ? 0 : errors / unused.length;
  const input = { samples: data.samples, updates: run.updates, unusedError, delta };
  const corrected = compressionBound({ ...input, noisyUnits: noisy });
  const enough = data.samples >= 2 * run.updates;
  return makeCertificate({
    theorem: `${PAPER} Theorem 3`,
    source: "eq. 13, masks counted",
    statement: "probability",
    confidence: corrected.confidence,
    assumptions: [
      unchecked("iid", "The samples are independent draws of one law", "nothing in the data shows it", "independent samples"),
      assume(
        "steps",
        "W⁰ does not depend on the data",
        typeof run.options.initialWeights === "string" || "ball" in run.options.initialWeights,
        typeof run.options.initialWeights === "string"
          ? run.options.initialWeights
          : "ball" in run.options.initialWeights
            ? "drawn in a ball"
            : "given numbers",
        "drawn before the data",
      ),
    ],
    side: "at most",
    quantity: "errors per sample that caused no update",
    bound: enough ? corrected.bound : Infinity,
    observed: unusedError,
    vacuous: !corrected.informative,
    numbers: {
      updates: run.updates,
      distinctSamples: run.distinctSamples,
      unused: unused.length,
      corrected: corrected.bound,
      printed: compressionBound(input).bound,
      delta,
    },
  });
}

function noisyUnits({ options, outputWeights }: TwoLayerResult): number {
  if (options.method === "noisy-all") return outputWeights.length;
  return Math.max(...[1, -1].map((sign) => outputWeights.filter((v) => v * sign > 0).length));
}

/** Of the named samples, those with y·f ≤ 0. */
function unusedErrors(run: TwoLayerResult, data: PreparedData, named: readonly number[]): number {
  if (run.trainingError === 0 || named.length === 0) return 0;
  const f = new Float64Array(data.samples);
  for (let j = 0; j < run.hidden; j++) {
    const z = data.products(run.weights.subarray(j * run.features, (j + 1) * run.features));
    for (let i = 0; i < f.length; i++) f[i] += run.outputWeights[j] * Math.max(0, z[i]);
  }
  const { labels } = data;
  return named.filter((i) => !(labels[i] * f[i] > 0)).length;
}

/** S0-T9: where the run ended. At a sub-optimal critical point the loss cannot fall within the radius. */
function criticalPoint({ run, data }: CertifiedRun): Certificate {
  const point = classifyCriticalPoint(run, data.dense());
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

function norm(values: ArrayLike<number>): number {
  let square = 0;
  for (let e = 0; e < values.length; e++) square += values[e] * values[e];
  return Math.sqrt(square);
}
