import { type Assumption, assume, type Certificate, makeCertificate, showNumber } from "../certificate.js";
import { asReal, type CertifiedRun, isBasis, onBasis } from "../certifiedRun.js";
import { badMinimum } from "./badMinimum.js";
import { basisSuccess, basisThresholds, basisUpdates, deadCoordinates } from "./basisLaw.js";
import { fixedSecondLayer, outputForm, plainSgd, plusMinusOutputs } from "./runFacts.js";

/** Theorems 8 and 9 and Lemma 12 of S2 for ReLU runs on basis data; none for other data. */
export function certifyBasis(certified: CertifiedRun): Certificate[] {
  if (!isBasis(certified.data)) return [];
  const { run, initialWeights } = certified;
  const dead = deadCoordinates(initialWeights, run.initialOutputWeights, run.features);
  return [lemmaTwelve(certified, dead), decision(certified, dead), updates(certified), theoremEight(certified)];
}

const setting = (certified: CertifiedRun): readonly Assumption[] => [
  onBasis(certified.data, "S2 §7.2"),
  assume("relu", "ReLU", certified.run.options.slope === 0, `α = ${showNumber(certified.run.options.slope)}`, "α = 0"),
  plainSgd(certified),
  fixedSecondLayer(certified),
];

/** The proof takes σ'(0) = 0 on the dead set; no entry is exactly 0 under a continuous law. */
function noTie({ run, initialWeights }: CertifiedRun): Assumption {
  const zeros = Array.from(initialWeights).filter((w) => w === 0).length;
  const { derivAtZero } = run.options;
  const measured = `${zeros} entries of W⁰ are 0, derivAtZero ${derivAtZero}`;
  return assume("tie", "No entry of W⁰ is 0, or σ'(0) = 0", zeros === 0 || derivAtZero === 0, measured, "0 entries, or derivAtZero 0");
}

/** How many entries are in one list only. */
const difference = (a: readonly number[], b: readonly number[]): number =>
  a.filter((x) => !b.includes(x)).length + b.filter((x) => !a.includes(x)).length;

/** S2-T9: K_t = K_0. */
function lemmaTwelve(certified: CertifiedRun, dead: readonly number[]): Certificate {
  const { run } = certified;
  const after = deadCoordinates(run.weights, run.outputWeights, run.features);
  return makeCertificate({
    theorem: "S2 Lemma 12",
    source: "Appendix 9.3.2",
    statement: "sure",
    assumptions: [...setting(certified), noTie(certified)],
    side: "at most",
    quantity: "coordinates that entered or left the dead set",
    bound: 0,
    observed: difference(dead, after),
    numbers: { dead: dead.length },
  });
}

/** S2-T8: W⁰ alone decides, and a dead coordinate ends with loss 1. */
function decision(certified: CertifiedRun, dead: readonly number[]): Certificate {
  const { run, delta } = certified;
  const pairs = run.initialOutputWeights.filter((v) => v > 0).length;
  const ended = run.status === "global-minimum" || run.status === "stuck";
  return makeCertificate({
    theorem: "S2 Theorem 9",
    source: "§7.2, decided by W⁰",
    statement: "sure",
    assumptions: [
      ...setting(certified),
      noTie(certified),
      assume("ended", "The run ended by itself", ended, `status ${run.status}`, "global-minimum or stuck"),
    ],
    side: "at most",
    quantity: "coordinates whose end is not what W⁰ decides",
    bound: 0,
    observed: difference(dead, run.deadSamples) + (run.status === "global-minimum" && dead.length > 0 ? 1 : 0),
    numbers: {
      dead: dead.length,
      pairs,
      probability: basisSuccess({ features: run.features, pairs }),
      ...basisThresholds(run.features, delta),
    },
  });
}

/** d·⌈max(C, 1/v)/(ηv)⌉ and, for rounding only, one more a coordinate (errata 30). */
function updates(certified: CertifiedRun): Certificate {
  const { run, initialWeights } = certified;
  const form = outputForm(run.initialOutputWeights);
  const largestWeight = Array.from(initialWeights).reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  const learningRate = asReal(certified, run.options.learningRate);
  const bound =
    form === null ? null : basisUpdates({ features: run.features, largestWeight, learningRate, outputWeight: form.outputWeight });
  return makeCertificate({
    theorem: "S2 Theorem 9, updates",
    source: "Appendix 9.3.2",
    statement: "sure",
    assumptions: [...setting(certified), noTie(certified), plusMinusOutputs(form)],
    side: "at most",
    quantity: "non-zero updates",
    bound: bound === null ? null : bound + run.features,
    observed: run.updates,
    numbers: { printed: bound, largestWeight },
  });
}

/** S2-C2: these data have a bad local minimum, with a radius. */
function theoremEight(certified: CertifiedRun): Certificate {
  const { run, data, margin } = certified;
  const form = outputForm(run.initialOutputWeights);
  const found = form === null || margin.separator === null ? null : badMinimum(data.dense(), { ...form, separator: margin.separator });
  return makeCertificate({
    theorem: "S2 Theorem 8",
    source: "§7.1, Appendix 9.3.1, constructed",
    statement: "sure",
    assumptions: [plusMinusOutputs(form)],
    side: "at least",
    quantity: "loss at a local minimum",
    bound: found === null ? null : 0.5,
    observed: found?.proof.loss ?? null,
    numbers: found === null ? {} : { rowRadius: found.proof.rowRadius, frobeniusRadius: found.proof.frobeniusRadius },
  });
}
