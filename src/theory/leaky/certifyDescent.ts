import { assume, type Certificate, makeCertificate } from "../certificate.js";
import { asReal, type CertifiedRun, separable } from "../certifiedRun.js";
import { leakyDescent } from "./descent.js";
import { leakySlope } from "./runFacts.js";

/** f64 sums; separators of the oracle have margin 1 beyond rounding. */
const ROUNDING = 1e-8;

/** S2 Proposition 1 where the run ended: with a positive loss, ⟨∂L, W̃*⟩ < 0, so the end is no critical point. */
export function certifyDescent(certified: CertifiedRun): Certificate {
  const { run, data, margin } = certified;
  const slope = asReal(certified, run.options.slope);
  const finite = run.status !== "diverged";
  const assumptions = [
    separable(certified),
    leakySlope(certified),
    assume("finite", "The weights are finite", finite, `status ${run.status}`, "a run that did not diverge"),
  ];
  const { separator } = margin;
  const found = separator === null || !finite ? null : leakyDescent(run, slope, data.dense(), separator);
  return makeCertificate({
    theorem: "S2 Proposition 1",
    source: "§5.1, Appendix 9.1.1",
    statement: "sure",
    assumptions,
    side: "at most",
    quantity: "⟨∂L, W̃*⟩ at the end",
    bound: found === null ? null : found.atMost * (1 - ROUNDING),
    observed: found?.inner ?? null,
    numbers: { violating: found?.violating.length ?? null, loss: found?.loss ?? null, atMost: found?.atMost ?? null },
  });
}
