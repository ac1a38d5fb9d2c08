import { log } from "../../numerics/log.js";
import { pow } from "../../numerics/pow.js";
import { type Certificate, makeCertificate, type Statement, unchecked } from "../certificate.js";
import { type Facts, gaussian, ofData, ORDER, PAPER, probable } from "./facts.js";

type Common = Pick<Statement, "statement" | "confidence" | "assumptions" | "side">;

/** Theorem 5.1 at W(0). */
export function startCertificates(facts: Facts): Certificate[] {
  const { start, n, L, phi, delta, assumptions } = facts;
  const spreads = Array.from({ length: L }, (_, l) =>
    start.norms.subarray(l * n, (l + 1) * n).reduce((most, x) => Math.max(most, Math.abs(x - 1)), 0),
  );
  // Inputs have norm 1 by Assumption 3.4.
  const lengths = L === 1 ? Float64Array.of(1) : start.norms.subarray((L - 2) * n, (L - 1) * n);
  const spread = spreads.reduce((a, b) => Math.max(a, b));
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
      theorem: `${PAPER} Theorem 5.1 (i), ‖x_l‖`,
      source: `L√(log(nL/δ)/m), ${ORDER}`,
      quantity: "(largest |‖x_l‖ − 1| at the start)",
      bound: L * Math.sqrt(log((n * L) / delta) / assumptions.least),
      observed: spread,
      numbers: Object.fromEntries(spreads.map((x, l) => [`layer ${l + 1}`, x])),
    }),
    matrices(facts),
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
    ...countsAndOperators(facts, order),
    makeCertificate({
      ...common,
      theorem: `${PAPER} Theorem 5.1 (viii)`,
      source: "Lemma A.14, constant ½, half of the mean",
      side: "at least",
      quantity: "good nodes of the last layer",
      bound: start.goodNodes.expectedAtLeast / 2,
      observed: start.goodNodes.least,
      // The lemma has unit vectors.
      numbers: {
        tried: start.goodNodes.tried,
        "least ‖x_{L−1}‖": lengths.reduce((a, b) => Math.min(a, b)),
        "largest ‖x_{L−1}‖": lengths.reduce((a, b) => Math.max(a, b)),
      },
    }),
  ];
}

/**
 * (i) has a constant that is known: a Gaussian (m_l, m_{l−1}) matrix of variance 2/m_l has a norm above √(2/m_l)(√m_l + √m_{l−1} + t) with probability
 * e^{−t²/2} at most (Davidson and Szarek 2001, Theorem II.13).
 */
function matrices(facts: Facts): Certificate {
  const { start, L, delta, run } = facts;
  const t = Math.sqrt(2 * log(L / delta));
  const bounds = run.options.hidden.map((m, l) => Math.sqrt(2 / m) * (Math.sqrt(m) + Math.sqrt(start.sizes[l]) + t));
  const worst = bounds.reduce((a, bound, l) => (start.weightNorms[l] * bounds[a] > start.weightNorms[a] * bound ? l : a), 0);
  return makeCertificate({
    theorem: `${PAPER} Theorem 5.1 (i), ‖W_l‖₂`,
    source: "√(2/m_l)(√m_l + √m_{l−1} + t), t² = 2 log(L/δ)",
    statement: "probability",
    confidence: 1 - delta,
    assumptions: [gaussian(facts)],
    side: "at most",
    quantity: `(‖W_l‖₂ at the start, layer ${worst + 1})`,
    bound: bounds[worst],
    observed: start.weightNorms[worst],
    numbers: Object.fromEntries(start.weightNorms.map((x, l) => [`layer ${l + 1}`, x])),
  });
}

/** β of (iv): the least that (5.1) allows with constant 1. */
export const betaOf = (width: number, layers: number, samples: number, delta: number): number =>
  log((samples * layers) / delta) / pow(width, 1.5);

/** s of (vi) and (vii), as β. */
export const sparsityOf = (layers: number, samples: number, delta: number): number => Math.ceil(log((samples * layers * layers) / delta));

/** (iv) to (vii); the last three for the samples and pairs of layers that were looked at. */
function countsAndOperators({ start, run, n, L, delta, assumptions }: Facts, common: Common): Certificate[] {
  const { most: M, least: m } = assumptions;
  const widths = run.options.hidden;
  const s = start.operators?.sparsity ?? 1;
  const spread = Math.sqrt(s * log(Math.max(2, M)));
  const shares = start.nearZero.flatMap(({ beta, counts }) =>
    Array.from(counts, (count, e) => count / (2 * pow(widths[Math.floor(e / n)], 1.5) * beta)),
  );
  const products = start.operators?.products ?? [];
  const looked = { samples: start.operators?.samples ?? 0, pairs: products.length, sparsity: s };
  const most = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b)));
  const one = (item: string, source: string, quantity: string, bound: number, values: readonly number[], numbers = {}): Certificate =>
    makeCertificate({ ...common, theorem: `${PAPER} Theorem 5.1 (${item})`, source, quantity, bound, observed: most(values), numbers });
  return [
    one("iv", "2m_l√m_l·β", "(largest |{|z| ≤ β}| over 2m_l√m_l·β at the start)", 1, shares, { beta: betaOf(m, L, n, delta) }),
    one(
      "v",
      `L, ${ORDER}`,
      "(largest ‖W_{l2}ᵀ∏Σ_rW_rᵀ‖₂ at the start)",
      L,
      products.map(({ norm }) => norm),
      looked,
    ),
    one(
      "vi",
      `L√(s log M), ${ORDER}`,
      "(largest vᵀ∏Σ_rW_rᵀa over s-sparse unit a)",
      L * spread,
      start.operators?.sparseGradient ?? [],
      looked,
    ),
    one(
      "vii",
      `L√(s log M/m), ${ORDER}`,
      "(largest bᵀW_{l2}ᵀ∏Σ_rW_rᵀa found over s-sparse unit a, b)",
      (L * spread) / Math.sqrt(m),
      products.map(({ sparse }) => sparse),
      looked,
    ),
  ];
}
