import { log } from "../../numerics/log.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { pow } from "../../numerics/pow.js";
import { type Certificate, makeCertificate, type Statement, unchecked } from "../certificate.js";
import { type Facts, gaussian, ofData, ORDER, PAPER, probable, ROUNDING, storedRounding } from "./facts.js";
import type { DeepReplay, OperatorLook } from "./replay.js";

type Product = OperatorLook["products"][number];

const last = <T>(list: readonly T[]): T => list[list.length - 1];

/** Theorem 5.3, and the sure steps of its proof and of Lemma 5.5's, along the run. */
export const runCertificates = (facts: Facts): Certificate[] => [
  pathLength(facts),
  flips(facts),
  homogeneity(facts),
  masksShrink(facts),
  ...alongRun(facts),
];

function pathLength(facts: Facts): Certificate {
  const { replay, data } = facts;
  const { distances } = last(replay.moments);
  const stored = storedRounding(facts);
  const bounds = replay.paths.map((path, l) => path * (1 + ROUNDING[data.precision]) + stored[l]);
  const worst = distances.reduce((a, x, l) => (x * bounds[a] > distances[a] * bounds[l] ? l : a), 0);
  return makeCertificate({
    theorem: `${PAPER} Lemma B.6`,
    source: "path length, first step of the proof of Lemma 5.5",
    statement: "sure",
    assumptions: [],
    side: "at most",
    quantity: `(‖W_l − W_l(0)‖₂ at the end, layer ${worst + 1})`,
    bound: bounds[worst],
    observed: distances[worst],
    numbers: Object.fromEntries(distances.map((x, l) => [`layer ${l + 1}`, x])),
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

/** What products in the precision, of unit vectors with matrices of norm 1, are off by; measured: 1e-8 and 1e-17 over 200 random runs. */
const PRODUCT_ROUNDING = { f32: 1e-5, f64: 1e-13 } as const;

/**
 * f is linear in x_{l−1} where masks stay: its gradient times x_{l−1} is f(x), for every layer, sample and moment. This ties the backward pass, and
 * with it (vi), to the forward pass.
 */
function homogeneity({ replay, run, start, data }: Facts): Certificate {
  const v = euclideanNorm(run.options.outputWeights);
  const ratios = replay.moments.flatMap(({ rows, distances }) =>
    rows.mismatch.map((mismatch, l) => {
      const growth = distances.slice(l).reduce((product, x, r) => product * (start.weightNorms[l + r] + x), v);
      return mismatch < Infinity && growth > 0 ? mismatch / growth : 0;
    }),
  );
  return makeCertificate({
    theorem: `${PAPER} §3.4 (gradient)`,
    source: "vᵀ∏Σ_rW_rᵀx_{l−1} = f(x)",
    statement: "sure",
    assumptions: [],
    side: "at most",
    quantity: "(largest |vᵀ∏Σ_rW_rᵀx_{l−1} − f(x)| over ‖v‖∏‖W_r‖₂‖x_{l−1}‖)",
    bound: PRODUCT_ROUNDING[data.precision],
    observed: ratios.reduce((a, b) => Math.max(a, b), 0),
  });
}

/** All finite norms that were looked at, each as `of` sees it. */
const looked = ({ replay }: Facts, of: (product: Product, look: OperatorLook) => number): number[] =>
  replay.operators.flatMap((look) => look.products.filter(({ norm }) => norm < Infinity).map((product) => of(product, look)));

/** ‖Σ_r‖₂ ≤ 1: what Lemma B.1 starts from. */
function masksShrink(facts: Facts): Certificate {
  const ratios = looked(facts, ({ from, to, norm }, { weightNorms }) => {
    const most = weightNorms.slice(from - 1, to).reduce((product, x) => product * x, 1);
    return most > 0 ? norm / most : 0;
  });
  return makeCertificate({
    theorem: `${PAPER} Lemma B.1 (product)`,
    source: "‖∏Σ_rW_rᵀ‖₂ ≤ ∏‖W_r‖₂",
    statement: "sure",
    assumptions: [],
    side: "at most",
    quantity: "(largest ‖∏Σ_rW_rᵀ‖₂ over ∏‖W_r‖₂)",
    bound: ratios.length === 0 ? null : 1 + ROUNDING[facts.data.precision],
    observed: ratios.length === 0 ? null : ratios.reduce((a, b) => Math.max(a, b)),
  });
}

type Fitted = readonly [item: string, order: string, what: string, observed: number | null, numbers?: Statement["numbers"]];

/** (v): some samples and pairs of layers, half-way and at the end. */
function operatorNorms(facts: Facts): Fitted {
  const { L, replay } = facts;
  const end = last(replay.operators);
  const norms = looked(facts, ({ norm }) => norm);
  const numbers = {
    samples: end.samples,
    pairs: end.products.length,
    ...Object.fromEntries(end.products.map(({ from, to, norm }) => [`layers ${from} to ${to}, at the end`, norm])),
  };
  return ["v", "L", "‖∏Σ_rW_rᵀ‖₂", norms.length === 0 ? null : norms.reduce((a, b) => Math.max(a, b)) / L, numbers];
}

/** (vi): all samples and layers, at every moment after the first step. */
function sparseRows({ replay, L, assumptions: { most: M } }: Facts): Fitted {
  const order = (distances: readonly number[]): number =>
    pow(L, 5 / 3) * pow(Math.max(...distances), 1 / 3) * Math.sqrt(M * log(Math.max(2, M)));
  const found = replay.moments.flatMap(({ rows, distances }) =>
    Math.max(...distances) > 0 ? [Math.max(...rows.sparse) / order(distances)] : [],
  );
  const numbers = Object.fromEntries(last(replay.moments).rows.sparse.map((x, l) => [`layer ${l + 1}, at the end`, x]));
  const most = found.length === 0 ? null : found.reduce((a, b) => Math.max(a, b));
  return ["vi", "L^{5/3}τ^{1/3}√(M log M)", "vᵀ∏Σ_rW_rᵀa over sparse unit a", most, numbers];
}

const sumTo = (distances: readonly number[], l: number): number => distances.slice(0, l + 1).reduce((a, b) => a + b, 0);

/** Where no layer below has moved, nothing has. */
const over = (above: number, below: number): number => (below > 0 ? above / below : 0);

/** The items with an upper bound, over the moments measured: what constant would make each hold. */
function upperItems(facts: Facts): readonly Fitted[] {
  const { replay, L, n, run } = facts;
  const { hidden: widths } = run.options;
  const moved = replay.moments.filter(({ distances }) => distances.some((x) => x > 0));
  const most = (of: (moment: DeepReplay["moments"][number]) => number): number => moved.reduce((a, moment) => Math.max(a, of(moment)), 0);
  const share = (distances: readonly number[]): number => pow(L, 4 / 3) * pow(Math.max(...distances), 2 / 3);
  return [
    [
      "i",
      "1",
      "‖W_l‖₂ half-way and at the end",
      replay.operators.flatMap(({ weightNorms }) => weightNorms).reduce((a, b) => Math.max(a, b), 0),
    ],
    [
      "ii",
      "L·Σ_{r≤l}‖W_r − W_r(0)‖₂",
      "‖x_l − x_l(0)‖",
      most(({ moved: x, distances }) => Math.max(...x.map((length, l) => over(length, L * sumTo(distances, l))))),
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
    operatorNorms(facts),
    sparseRows(facts),
    [
      "viii",
      `L²√M·(1/${run.options.batchSize === null ? "n" : "B"})Σ|ℓ'|`,
      "Σ‖x_{l−1}‖‖b_l‖, which is ‖∇‖₂ of a layer or more,",
      replay.c1,
    ],
  ];
}

/** Theorem 5.3. */
function alongRun(facts: Facts): Certificate[] {
  const { phi, run, progress: found } = facts;
  const constant = unchecked(
    "constant",
    "The constant of the theorem",
    "not printed; the observed number is the least that would do",
    "an absolute constant",
  );
  const common = { ...probable, assumptions: [...ofData(facts), gaussian(facts), constant] };
  const upper = upperItems(facts).map(([item, order, what, observed, numbers = {}]) =>
    makeCertificate({
      ...common,
      theorem: `${PAPER} Theorem 5.3 (${item})`,
      source: `${ORDER}, τ the measured radius`,
      side: "at most",
      quantity: `(${what} over ${order})`,
      bound: observed === null ? null : 1,
      observed,
      numbers,
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
    numbers: { m_L: last(run.options.hidden) },
  });
  return [...upper, lower];
}
