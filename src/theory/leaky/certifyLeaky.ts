import { dot, euclideanNorm } from "../../numerics/norm.js";
import { largestRow } from "../../models/twoLayer.js";
import { type Assumption, assume, type Certificate, makeCertificate, showNumber } from "../certificate.js";
import { asReal, type CertifiedRun, radius, separable, yesNo } from "../certifiedRun.js";
import { certifyCompression, drawnFirst, unusedError } from "../certifyCompression.js";
import { compressionBound } from "../compression.js";
import { leakyStartBound, overparameterizedBound, overparameterizedRoot, sizeFreeBound } from "./bounds.js";
import { certifyDescent } from "./certifyDescent.js";
import { certifySequence } from "./certifySequence.js";
import { fixedSecondLayer, leakySlope, type OutputForm, outputForm, plainSgd, plusMinusOutputs } from "./runFacts.js";

const PAPER = "S2";

/** One certificate for every theorem of S2 that says something of a run with leaky ReLU (slope > 0). */
export function certifyLeaky(certified: CertifiedRun): Certificate[] {
  const form = outputForm(certified.run.initialOutputWeights);
  return [
    theoremTwo(certified, form),
    measuredStart(certified),
    corollaryThree(certified, form),
    proof(certified),
    certifyDescent(certified),
    certifyCompression(certified, { theorem: `${PAPER} Theorem 5`, source: "§6.1, eq. 15", noisyUnits: 0 }),
    theoremSix(certified, form),
    certifySequence(certified, form),
  ];
}

const updates = { statement: "sure", side: "at most", quantity: "non-zero updates" } as const;

/** c and C of eq. 8 over all units and steps. */
function ratioKept({ run }: CertifiedRun): Assumption {
  const { min, max } = run.ratio;
  const measured = run.options.layers === "first" ? "the second layer is fixed" : `c = ${showNumber(min)}, C = ${showNumber(max)}`;
  return assume("ratio", "No output weight changes its sign", min > 0 && max < Infinity, measured, "c > 0 (eq. 8)");
}

const common = (certified: CertifiedRun) => ({
  slope: asReal(certified, certified.run.options.slope),
  learningRate: asReal(certified, certified.run.options.learningRate),
  separatorNorm: certified.margin.norm,
  dataRadius: certified.margin.radius,
  smallestRatio: certified.run.ratio.min,
  largestRatio: certified.run.ratio.max,
});

const allHold = (assumptions: readonly Assumption[]): boolean => assumptions.every(({ status }) => status === "holds");

/** M_k; with two trained layers eq. 13 with the c and C of the run. */
function theoremTwo(certified: CertifiedRun, form: OutputForm | null): Certificate {
  const { run, data, initialWeights } = certified;
  const both = run.options.layers === "both";
  const initialRadius = largestRow(initialWeights, data.features);
  const assumptions = [
    separable(certified),
    radius(certified),
    leakySlope(certified),
    plainSgd(certified),
    plusMinusOutputs(form),
    ratioKept(certified),
    assume("start", "‖w⁰‖ ≤ R for every row", true, `R = ${showNumber(initialRadius)}`, "finite R (eq. 5)"),
  ];
  const input = form === null || !allHold(assumptions) ? null : { ...common(certified), ...form, initialRadius };
  const bound = input === null ? null : overparameterizedBound(input);
  return makeCertificate({
    ...updates,
    theorem: both ? `${PAPER} Theorem 2, both layers` : `${PAPER} Theorem 2`,
    source: both ? "eq. 8-13" : "eq. 4, 13",
    assumptions,
    bound,
    observed: run.updates,
    numbers: {
      bound,
      exactRoot: input === null ? null : overparameterizedRoot(input),
      separatorNorm: certified.margin.norm,
      dataRadius: certified.margin.radius,
      initialRadius,
      outputWeight: form?.outputWeight ?? null,
      smallestRatio: run.ratio.min,
      largestRatio: run.ratio.max,
    },
  });
}

/** The same argument from φ(W⁰) and ψ(W⁰), for any output weights. */
function measuredStart(certified: CertifiedRun): Certificate {
  const { run, margin, initialWeights } = certified;
  const v = run.initialOutputWeights;
  const assumptions = [separable(certified), radius(certified), leakySlope(certified), plainSgd(certified), ratioKept(certified)];
  const { separator } = margin;
  const applies = separator !== null && allHold(assumptions);
  const psi = euclideanNorm(initialWeights);
  const phi = separator === null ? null : alignment(initialWeights, v, separator, run.features);
  const outputSquare = dot(v, v);
  const bound = applies && phi !== null ? leakyStartBound({ ...common(certified), outputSquare }, { psi, phi }) : null;
  return makeCertificate({
    ...updates,
    theorem: `${PAPER} Theorem 2, measured start`,
    source: "eq. 9, 11, 12",
    assumptions,
    bound,
    observed: run.updates,
    numbers: { bound, psi, phi, outputSquare },
  });
}

/** ⟨W, v ⊗ w*⟩. */
function alignment(weights: ArrayLike<number>, v: Float64Array, separator: Float64Array, features: number): number {
  let sum = 0;
  v.forEach((vj, j) => {
    for (let c = 0; c < separator.length; c++) sum += vj * separator[c] * weights[j * features + c];
  });
  return sum;
}

/** Rounding of v and of the rows in the run's precision. */
const close = (found: number, wanted: number): boolean => found <= wanted * (1 + 1e-5);

/** R = v = 1/√(2k), eq. 6. */
function usualSize(certified: CertifiedRun, form: OutputForm | null): Assumption {
  const R = largestRow(certified.initialWeights, certified.data.features);
  const usual = form === null ? 0 : 1 / Math.sqrt(2 * form.pairs);
  const v = form?.outputWeight ?? 0;
  const holds = form !== null && close(R, usual) && close(v, usual) && close(usual, v);
  return assume("size", "R = v = 1/√(2k)", holds, `R = ${showNumber(R)}, v = ${showNumber(v)}`, `${showNumber(usual)} (eq. 6)`);
}

function corollaryThree(certified: CertifiedRun, form: OutputForm | null): Certificate {
  const assumptions = [
    separable(certified),
    radius(certified),
    leakySlope(certified),
    plainSgd(certified),
    fixedSecondLayer(certified),
    plusMinusOutputs(form),
    usualSize(certified, form),
  ];
  return makeCertificate({
    ...updates,
    theorem: `${PAPER} Corollary 3`,
    source: "eq. 6, 14, constants worked out",
    assumptions,
    bound: allHold(assumptions) ? sizeFreeBound(common(certified)) : null,
    observed: certified.run.updates,
  });
}

/** S2-T4, where the run was made with `checkProof`. */
function proof(certified: CertifiedRun): Certificate {
  const found = certified.run.proof;
  const asked = found !== undefined;
  return makeCertificate({
    theorem: `${PAPER} proof of Theorem 2`,
    source: "eq. 9, 11, 12",
    statement: "sure",
    assumptions: [
      assume("monitored", "The run was made with checkProof", asked, yesNo(asked), "checkProof: true"),
      separable(certified),
      leakySlope(certified),
      plainSgd(certified),
    ],
    side: "at most",
    quantity: "updates that break an inequality",
    bound: 0,
    observed: found?.violations ?? null,
    numbers: found === undefined ? {} : { updates: found.updates, normSlack: found.normSlack, alignmentSlack: found.alignmentSlack },
  });
}

/** The a-priori bound: Theorem 5 with c at most Corollary 3's number. */
function theoremSix(certified: CertifiedRun, form: OutputForm | null): Certificate {
  const { run, data, delta } = certified;
  const assumptions = [
    ...drawnFirst(certified),
    separable(certified),
    leakySlope(certified),
    plainSgd(certified),
    fixedSecondLayer(certified),
    plusMinusOutputs(form),
    usualSize(certified, form),
  ];
  const failed = assumptions.some(({ status }) => status === "violated");
  const most = failed ? null : Math.min(Math.ceil(sizeFreeBound(common(certified))), Number.MAX_SAFE_INTEGER);
  const risk = most === null ? null : compressionBound({ samples: data.samples, updates: most, delta });
  const { testError } = run;
  return makeCertificate({
    theorem: `${PAPER} Theorem 6`,
    source: "eq. 7, with the number of Corollary 3",
    statement: "probability",
    confidence: 1 - delta,
    assumptions,
    side: "at most",
    quantity: testError === undefined ? "errors per sample that caused no update" : "errors per held-out sample",
    bound: risk?.bound ?? null,
    observed: testError ?? unusedError(certified).error,
    vacuous: risk !== null && !risk.informative,
    numbers: { updates: run.updates, mostUpdates: most, bound: risk?.bound ?? null, testError: testError ?? null, delta },
  });
}
