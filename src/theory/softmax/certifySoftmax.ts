import { type LabelledData, missingClasses } from "../../data/labelled.js";
import { euclideanNorm } from "../../numerics/norm.js";
import type { SoftmaxMethod } from "../../train/softmaxOptions.js";
import type { Precision } from "../../wasm/precision.js";
import { type Assumption, assume, type Certificate, makeCertificate, showNumber, unchecked } from "../certificate.js";
import { type Coupling, coupling } from "./coupling.js";
import type { SoftmaxNetwork } from "./network.js";
import { theorem41Orders } from "./orders.js";
import { type PseudoGradient, pseudoGradient } from "./pseudoGradient.js";
import { type Separability, separability } from "./separability.js";

/** Everything that a certificate of a run of S3 may look at. */
export interface CertifiedSoftmax {
  readonly network: SoftmaxNetwork;
  /** The training data as the run had them. */
  readonly data: LabelledData;
  readonly precision: Precision;
  readonly status: string;
  readonly method: SoftmaxMethod;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  /** σ of w⁰ ~ N(0, σ²I); null where w⁰ or a were given or have another law. */
  readonly initialStd: number | null;
  /** Share of held-out samples with a wrong class, where there are some. */
  readonly testError: number | null;
  /** ε of Theorem 4.1. */
  readonly epsilon: number;
}

const PAPER = "S3";
/** Products that one certificate may take: less than a second of plain arithmetic. */
const MOST_PRODUCTS = 3e8;
const ORDER_ONLY = "ORDER ONLY, constant 1";

/** One certificate for every statement of S3 about a run. */
export function certifySoftmax(certified: CertifiedSoftmax): Certificate[] {
  const { network, data, status } = certified;
  if (status === "diverged") return [diverged()];
  const samples = Math.max(1, Math.min(data.samples, Math.floor(MOST_PRODUCTS / (network.hidden * network.features))));
  const radii = norms(data);
  const facts: Facts = {
    certified,
    samples,
    radius: radii.most,
    unitNorm: isUnit(radii),
    separability: separability(data),
    coupling: coupling({
      ...network,
      X: data.X,
      samples,
      trainingRadius: radii.most,
      learningRate: certified.learningRate,
      steps: certified.steps,
      initialStd: certified.initialStd ?? 1 / Math.sqrt(network.hidden),
      rounding: certified.precision === "f32" ? 2 ** -24 : 2 ** -53,
      points: data.samples,
    }),
    gradient: pseudoGradient(network, data, samples),
  };
  return [printedCoupling(facts), aPriori(facts), aPosteriori(facts), gradientBound(facts), theoremFour(facts)];
}

interface Facts {
  readonly certified: CertifiedSoftmax;
  /** How many samples the masks and gradients are looked at for. */
  readonly samples: number;
  readonly radius: number;
  readonly unitNorm: Assumption;
  readonly separability: Separability;
  readonly coupling: Coupling;
  readonly gradient: PseudoGradient;
}

function diverged(): Certificate {
  return makeCertificate({
    theorem: `${PAPER} Lemma 5.1`,
    source: "weights that are not finite",
    statement: "sure",
    assumptions: [assume("finite", "The run did not diverge", false, "status diverged", "finite weights")],
    side: "at most",
    quantity: "share of masks changed",
    bound: null,
    observed: null,
  });
}

function norms({ X, samples, features }: LabelledData): { least: number; most: number } {
  let [least, most] = [Infinity, 0];
  for (let s = 0; s < samples; s++) {
    const norm = euclideanNorm(X.subarray(s * features, (s + 1) * features));
    least = Math.min(least, norm);
    most = Math.max(most, norm);
  }
  return { least, most };
}

/** S3-T2. In f32 a vector of unit norm has one up to 2⁻²³ a feature. */
function isUnit({ least, most }: { least: number; most: number }): Assumption {
  const holds = least > 1 - 1e-5 && most < 1 + 1e-5;
  return assume("A2", "(A2) ‖x‖ = 1", holds, `‖x‖ from ${showNumber(least)} to ${showNumber(most)}`, "1");
}

/** S3-T1. */
function separated({ separability: found, certified }: Facts): Assumption {
  const { lambda, limit, delta, components, samples, from, alpha, holds } = found;
  const part = samples < certified.data.samples ? `, first ${showNumber(samples)} samples` : "";
  const footnote = !holds && alpha > 0 ? `; footnote 1 would do with α = ${showNumber(alpha)}` : "";
  const measured = `λ = ${showNumber(lambda)}, δ = ${showNumber(delta)}, ℓ = ${components} by ${from}${part}${footnote}${withoutSamples(certified.data)}`;
  return assume("A1", "(A1) Components far apart for their size, on these samples", holds, measured, `λ ≤ 1/(8ℓ) = ${showNumber(limit)}`);
}

/** What the data do not show, neither λ nor a network can know. */
function withoutSamples(data: LabelledData): string {
  const missing = missingClasses(data);
  return missing.length === 0 ? "" : `; no sample of class ${missing.map(showNumber).join(", ")}`;
}

/** S3-I1. */
function randomStart({ certified: { initialStd, network } }: Facts): Assumption {
  const wanted = 1 / Math.sqrt(network.hidden);
  const holds = initialStd !== null && Math.abs(initialStd - wanted) <= 1e-6 * wanted;
  const measured = initialStd === null ? "weights of another law" : `σ = ${showNumber(initialStd)}`;
  return assume("A3", "(A3) w⁰ ~ N(0, σ²I), a ~ N(0, 1)", holds, measured, `σ = 1/√m = ${showNumber(wanted)}`);
}

const looked = ({ samples, certified: { data } }: Facts): string =>
  samples < data.samples
    ? `on the first ${showNumber(samples)} of ${showNumber(data.samples)} training samples`
    : "on the training samples";

/** Lemma 5.1 as printed: L and t as in its proof, every sample a point of its own. */
function printedCoupling(facts: Facts): Certificate {
  const { coupling: found } = facts;
  return makeCertificate({
    theorem: `${PAPER} Lemma 5.1`,
    source: "App. A.1, L and τ = 2Lηt from its proof, every sample a point",
    statement: "probability",
    confidence: null,
    assumptions: [facts.unitNorm, randomStart(facts)],
    side: "at least",
    quantity: `(share of units with no changed mask, ${looked(facts)})`,
    bound: found.printed.units,
    observed: found.coupledUnits,
    vacuous: found.printed.units <= 0,
    numbers: { largestGradient: found.printed.gradient, tau: found.printed.tau },
  });
}

/** A pair that was certain to keep its mask and changed it breaks the statement, whatever the shares are. */
const changedShare = ({ coupling: { broken, changed } }: Facts): number => (broken > 0 ? 1 : changed);

function aPriori(facts: Facts): Certificate {
  const { coupling: found, certified, radius } = facts;
  return makeCertificate({
    theorem: `${PAPER} Lemma 5.1, by unit and sample`,
    source: "|⟨w⁰_r, x⟩| > ηt·L_r·max‖x_s‖·‖x‖",
    statement: "sure",
    assumptions: [
      assume("radius", "Samples have a largest norm", radius < Infinity, `max‖x‖ = ${showNumber(radius)}`, "finite"),
      assume(
        "steps",
        "Only w moves, each step by η times a mean of (pseudo-)gradients",
        true,
        `${certified.method}, ${showNumber(certified.steps)} steps, η = ${showNumber(certified.learningRate)}`,
        "eq. (1) or its pseudo-gradient",
      ),
    ],
    side: "at most",
    quantity: `(share of changed masks, ${looked(facts)})`,
    bound: found.aPriori,
    observed: changedShare(facts),
    vacuous: found.aPriori >= 1,
    numbers: { broken: found.broken },
  });
}

function aPosteriori(facts: Facts): Certificate {
  const { coupling: found } = facts;
  return makeCertificate({
    theorem: `${PAPER} Lemma 5.1, a posteriori`,
    source: "‖w_r − w⁰_r‖·‖x‖ < |⟨w⁰_r, x⟩|",
    statement: "sure",
    assumptions: [],
    side: "at most",
    quantity: `(share of changed masks, ${looked(facts)})`,
    bound: found.aPosteriori,
    observed: changedShare(facts),
    vacuous: found.aPosteriori >= 1,
    numbers: { broken: found.broken, coupledUnits: found.coupledUnits },
  });
}

const hidden = (what: string): Assumption =>
  unchecked("constants", "Constants and logarithms that the paper does not print", `${ORDER_ONLY} was taken for ${what}`, "none is known");

/** Lemma 5.2 at the end of the run: unless the worst component is nearly right, many units have a large pseudo-gradient. */
function gradientBound(facts: Facts): Certificate {
  const { certified, gradient, separability: found } = facts;
  const { classes, hidden: units } = certified.network;
  const points = classes * found.components;
  const usable = found.delta > 0 && found.delta < Infinity;
  const threshold = (gradient.v * found.delta) / points;
  const share = usable ? gradient.norms.filter((norm) => norm >= threshold).length / units : null;
  const needed = (points * points * classes) / found.delta;
  return makeCertificate({
    theorem: `${PAPER} Lemma 5.2, ${ORDER_ONLY}`,
    source: "Lemma A.3, at the end of the run",
    statement: "probability",
    confidence: null,
    assumptions: [
      separated(facts),
      facts.unitNorm,
      randomStart(facts),
      unchecked("width", "m = Ω̃(k³ℓ²/δ)", `m = ${showNumber(units)}`, `${showNumber(needed)} with constant 1`),
      hidden("both orders"),
    ],
    side: "at least",
    quantity: `(share of units with a pseudo-gradient ≥ vδ/(kℓ), ${looked(facts)})`,
    bound: usable ? found.delta / points : null,
    observed: share,
    numbers: { v: gradient.v, threshold: usable ? threshold : null, loss: gradient.loss, accuracy: gradient.accuracy },
  });
}

/** Theorem 4.1: its demands are polynomials of high degree, which no run of any size has met. */
function theoremFour(facts: Facts): Certificate {
  const { certified, gradient, separability: found } = facts;
  const { classes, hidden: units } = certified.network;
  const usable = found.delta > 0 && found.delta < Infinity;
  const orders = usable ? theorem41Orders({ classes, components: found.components, delta: found.delta, epsilon: certified.epsilon }) : null;
  const order = (id: string, text: string, value: number, limit: number | undefined, atMost = false): Assumption =>
    limit === undefined
      ? assume(id, text, false, "δ is 0 or there is one class", "0 < δ < ∞")
      : assume(
          id,
          `${text}, ${ORDER_ONLY}`,
          atMost ? value <= limit : value >= limit,
          showNumber(value),
          `${atMost ? "≤" : "≥"} ${showNumber(limit)}`,
        );
  return makeCertificate({
    theorem: `${PAPER} Theorem 4.1, ${ORDER_ONLY}`,
    source: "App. B.3",
    statement: "probability",
    confidence: null,
    assumptions: [
      separated(facts),
      facts.unitNorm,
      randomStart(facts),
      order("hidden", "m of the order k²⁰ℓ²⁰/(δ¹²ε²⁴)", units, orders?.hidden),
      order("batch", "B of the order k¹⁰ℓ¹⁰/(δ⁶ε¹²)", certified.batch, orders?.batch),
      order("steps", "T up to the order k¹⁰ℓ¹⁰/(δ⁶ε¹²)", certified.steps, orders?.steps, true),
      order("rate", "ηm of the order δ³ε⁶/(k⁵ℓ⁵)", certified.learningRate * units, orders?.learningRateTimesHidden, true),
      assume(
        "pass",
        "Every sample is used once",
        certified.steps * certified.batch <= certified.data.samples,
        `T·B = ${showNumber(certified.steps * certified.batch)}`,
        `≤ N = ${showNumber(certified.data.samples)}`,
      ),
      hidden("all orders"),
    ],
    side: "at most",
    quantity: certified.testError === null ? "error on training samples" : "test error",
    bound: certified.epsilon,
    observed: certified.testError ?? 1 - gradient.accuracy,
    numbers: { hidden: orders?.hidden ?? null, batch: orders?.batch ?? null, steps: orders?.steps ?? null },
  });
}
