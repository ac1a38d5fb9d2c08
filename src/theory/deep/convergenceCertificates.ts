import { pow } from "../../numerics/pow.js";
import { assume, type Certificate, makeCertificate, showNumber } from "../certificate.js";
import { type Facts, gaussian, hidden, ofData, ORDER, PAPER, probable, ROUNDING } from "./facts.js";
import { stopLevel } from "./lemmas.js";

/** Theorems 4.1 and 4.5, Corollaries 4.3 and 4.6, Lemmas 5.4 and 5.5: does the loss fall, and how far does the run go? */
export const convergenceCertificates = (facts: Facts): Certificate[] => [
  convergence(facts),
  stopRule(facts),
  inside(facts),
  ...(facts.run.options.batchSize === null ? [progress(facts), radiusBound(facts)] : []),
];

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
