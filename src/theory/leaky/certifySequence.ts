import { type Assumption, assume, type Certificate, makeCertificate, showNumber } from "../certificate.js";
import { asReal, type CertifiedRun, isBasis, onBasis, succeeded } from "../certifiedRun.js";
import { sequenceLowerBound } from "./lowerBound.js";
import { fixedSecondLayer, leakySlope, type OutputForm, plainSgd, plusMinusOutputs } from "./runFacts.js";

/** Of the formula: a sequence may meet it exactly. */
const ROUNDING = 1e-12;

/** S2 Theorem 10 (Theorem 4): the lower bound on its own sequence (S2-T6). */
export function certifySequence(certified: CertifiedRun, form: OutputForm | null): Certificate {
  const { run, data } = certified;
  const entry = adversarialEntry(certified);
  const assumptions = [
    onBasis(data, "S2 Appendix 9.1.4"),
    start(entry),
    leakySlope(certified),
    plainSgd(certified),
    fixedSecondLayer(certified),
    plusMinusOutputs(form),
    assume("cycle", "The order is cyclic", run.options.sampling === "cycle", run.options.sampling, "copies of e₁, …, e_d"),
    succeeded(certified),
  ];
  const applies = form !== null && entry !== null && assumptions.every(({ status }) => status === "holds");
  const input = {
    ...(form ?? { pairs: 1, outputWeight: 1 }),
    features: data.features,
    slope: asReal(certified, run.options.slope),
    learningRate: asReal(certified, run.options.learningRate),
    initialRadius: (entry ?? 0) * Math.sqrt(data.features),
  };
  const found = applies ? sequenceLowerBound(input) : null;
  return makeCertificate({
    theorem: "S2 Theorem 10",
    source: "Theorem 4, Appendix 9.1.4",
    statement: "sure",
    assumptions,
    side: "at least",
    quantity: "non-zero updates",
    bound: found === null ? null : Math.max(data.features, found.bound * (1 - ROUNDING)),
    observed: run.updates,
    numbers: found === null ? {} : { ...found, printed: sequenceLowerBound(input, "printed").bound },
  });
}

function start(entry: number | null): Assumption {
  const measured = entry === null ? "another W⁰" : `∓${showNumber(entry)} in every entry`;
  return assume("start", "Rows −(R/√d)·1 where v > 0, +(R/√d)·1 where v < 0", entry !== null, measured, "S2-I3");
}

/** R/√d of the start of Theorem 10; null for another W⁰. */
function adversarialEntry({ run, data, initialWeights }: CertifiedRun): number | null {
  if (!isBasis(data)) return null;
  const entry = Math.abs(initialWeights[0]);
  const v = run.initialOutputWeights;
  for (let e = 0; e < initialWeights.length; e++)
    if (initialWeights[e] !== (v[Math.floor(e / data.features)] > 0 ? -entry : entry)) return null;
  return entry;
}
