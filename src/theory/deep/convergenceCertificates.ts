import { pow } from "../../numerics/pow.js";
import { assume, type Certificate, makeCertificate, showNumber, unchecked } from "../certificate.js";
import { type Facts, gaussian, hidden, ofData, ORDER, PAPER, probable, ROUNDING, storedRounding } from "./facts.js";
import { stopLevel } from "./lemmas.js";

/** Theorems 4.1 and 4.5, Corollaries 4.3 and 4.6, Lemmas 5.4 to 5.7: does the loss fall, and how far does the run go? */
export const convergenceCertificates = (facts: Facts): Certificate[] => [
  convergence(facts),
  stopRule(facts),
  inside(facts),
  ...(facts.run.options.batchSize === null ? [progress(facts), radiusBound(facts)] : [meanProgress(facts), sgdRadius(facts)]),
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
function stopRule({ run, n, assumptions }: Facts): Certificate {
  const level = stopLevel(run.options.loss, n);
  return makeCertificate({
    theorem: `${PAPER} Corollary ${run.options.batchSize === null ? "4.3" : "4.6"}`,
    source: "L_S < ℓ(0)/n leaves no error",
    statement: "sure",
    // It needs ℓ ≥ 0 that falls: a loss of one's own may not.
    assumptions: [
      ...assumptions.list.filter(({ id }) => id === "3.1"),
      assume("loss", "The training loss is below ℓ(0)/n", run.loss < level, showNumber(run.loss), `< ${showNumber(level)}`),
    ],
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
    source: `τ of Lemma ${run.options.batchSize === null ? "5.4" : "5.6"}, ${ORDER}`,
    assumptions: [...ofData(facts), gaussian(facts), ...hidden(facts)],
    side: "at most",
    quantity: `(largest ‖W_l − W_l(0)‖₂ at ${facts.replay.moments.length} steps)`,
    bound: orders?.tau.value ?? null,
    observed: radius,
    numbers: { etaSteps: eta * run.steps, "log10 of time": orders?.time.log10 ?? null },
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
  const stored = Math.max(...storedRounding(facts));
  const fell = assume("fell", "The loss fell at every step", c0 > 0, `least c₀ ${showNumber(c0)}`, "c₀ > 0 in (C.6)");
  const square =
    (2 * run.steps * eta * replay.c1 * replay.c1 * pow(L, 4) * assumptions.most * pow(n, 3) * (run.trace[0].loss + found.rounding)) /
    (c0 * assumptions.least * phi);
  const every = assume("steps", "The loss was evaluated at every step", found.steps === run.steps, `${found.steps} of ${run.steps}`, "all");
  const holds = c0 > 0 && phi < Infinity;
  return makeCertificate({
    theorem: `${PAPER} Lemma 5.5`,
    source: "c₀ of (C.6) and c₁ of (D.1) measured over all steps",
    statement: "sure",
    assumptions: [every, fell, assume("classes", "There are two classes", phi < Infinity, phi < Infinity ? "yes" : "no", "φ < ∞")],
    side: "at most",
    quantity: `(largest ‖W_l − W_l(0)‖₂ at ${facts.replay.moments.length} steps)`,
    bound: holds ? Math.sqrt(square) * (1 + ROUNDING[data.precision]) + stored : null,
    observed: radius,
    numbers: { c0, c1: replay.c1, etaSteps: run.steps * eta },
  });
}

/** S4-T4 for SGD: (D.9) speaks of the mean over batches; one run shows how far the loss fell in all. */
function meanProgress(facts: Facts): Certificate {
  const { progress: found, phi, assumptions, run } = facts;
  const mean = unchecked(
    "mean",
    "The run falls as the mean over batches does",
    `one run of ${run.steps} steps, Σℓ' as at ${found.intervals + 1} evaluations`,
    "E[L_S(W(k+1)) | W(k)] in (D.9)",
  );
  return makeCertificate({
    ...probable,
    theorem: `${PAPER} Lemma 5.6`,
    source: "(D.9), c₀ measured by Theorem 5.3 (vii)",
    assumptions: [...assumptions.list, gaussian(facts), ...hidden(facts), mean],
    side: "at least",
    quantity: "(c₀ by which the loss fell over the whole run)",
    bound: phi < Infinity ? found.gradientConstant : null,
    observed: found.wholeConstant,
    numbers: { intervals: found.intervals },
  });
}

/**
 * S4-T5 for SGD, as in the proof of Lemma 5.7: k steps of at most ηc₁L²√M·(1/B)Σ|ℓ'|. The paper bounds the last factor, by ρ₀ or with high probability;
 * here it is the largest of the run, and nothing is left to chance.
 */
function sgdRadius(facts: Facts): Certificate {
  const { replay, run, L, eta, assumptions, radius, data } = facts;
  const scale = replay.c1 * L * L * Math.sqrt(assumptions.most) * replay.steepest;
  const rho0 = run.options.loss.constants?.rho0 ?? Infinity;
  return makeCertificate({
    theorem: `${PAPER} Lemma 5.7`,
    source: "kη·c₁L²√M·max (1/B)Σ|ℓ'|, c₁ of Theorem 5.3 (viii) and the largest factor measured over all steps",
    statement: "sure",
    assumptions: [],
    side: "at most",
    quantity: `(largest ‖W_l − W_l(0)‖₂ at ${facts.replay.moments.length} steps)`,
    bound: run.steps * scale * (1 + ROUNDING[data.precision]) + Math.max(...storedRounding(facts)),
    observed: radius,
    numbers: {
      c1: replay.c1,
      "largest (1/B)Σ|ℓ'|": replay.steepest / eta,
      rho0,
      "kη that keeps within this radius": scale > 0 ? (eta * radius) / scale : null,
    },
  });
}
