import { type Assumption, assume, type Certificate, makeCertificate, showNumber, unchecked } from "./certificate.js";
import { type CertifiedRun, outputsOf } from "./certifiedRun.js";
import { compressionBound } from "./compression.js";

/** Which compression theorem speaks of a run. */
export interface CompressionTheorem {
  readonly theorem: string;
  readonly source: string;
  /** K: noisy units a step, whose masks are part of the message; 0 without noise. */
  readonly noisyUnits: number;
}

/** A compression bound with the measured number of updates and L_V (S0 Theorem 3, S2 Theorem 5). */
export function certifyCompression(certified: CertifiedRun, { theorem, source, noisyUnits }: CompressionTheorem): Certificate {
  const { run, data, delta } = certified;
  const { unused, error } = unusedError(certified);
  const input = { samples: data.samples, updates: run.updates, unusedError: error, delta };
  const corrected = compressionBound({ ...input, noisyUnits });
  return makeCertificate({
    theorem,
    source,
    statement: "probability",
    confidence: corrected.confidence,
    assumptions: [enoughSamples(certified), ...drawnFirst(certified)],
    side: "at most",
    quantity: "errors per sample that caused no update",
    bound: corrected.bound,
    observed: error,
    vacuous: !corrected.informative,
    numbers: {
      updates: run.updates,
      distinctSamples: run.distinctSamples,
      unused,
      corrected: corrected.bound,
      printed: compressionBound(input).bound,
      delta,
    },
  });
}

function enoughSamples({ run, data }: CertifiedRun): Assumption {
  const size = Math.max(1, run.updates);
  const measured = `n = ${showNumber(data.samples)}, c = ${showNumber(size)}`;
  const text = "n ≥ 2c, c the number of non-zero updates";
  return assume("size", text, data.samples >= 2 * size, measured, "at most one update for every two samples");
}

/** What every compression bound needs: independent samples, W⁰ drawn without them. */
export function drawnFirst({ run }: CertifiedRun): readonly Assumption[] {
  const init = run.options.initialWeights;
  const drawn = typeof init === "string" || !("length" in init);
  const measured = typeof init === "string" ? init : drawn ? `drawn in a ${Object.keys(init).join()}` : "given numbers";
  return [
    unchecked("iid", "The samples are independent draws of one law", "nothing in the data shows it", "independent samples"),
    assume("steps", "W⁰ does not depend on the data", drawn, measured, "drawn before the data"),
  ];
}

/** L_V: the share with y·f ≤ 0 among the samples that caused no update, f64 sums. */
export function unusedError(certified: CertifiedRun): { readonly unused: number; readonly error: number } {
  const { run, data } = certified;
  const named = Array.from(run.updatesOf, (times, i) => (times === 0 ? i : -1)).filter((i) => i >= 0);
  if (run.trainingError === 0 || named.length === 0) return { unused: named.length, error: 0 };
  const f = outputsOf(certified);
  const { labels } = data;
  return { unused: named.length, error: named.filter((i) => !(labels[i] * f[i] > 0)).length / named.length };
}
