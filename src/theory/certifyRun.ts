import { RelulabError } from "../errors.js";
import { type Certificate, showNumber } from "./certificate.js";
import { type CertifiedRun, outputsOf } from "./certifiedRun.js";
import { certifyTwoLayer } from "./certifyTwoLayer.js";
import { certifyBasis } from "./leaky/certifyBasis.js";
import { certifyLeaky } from "./leaky/certifyLeaky.js";

/** Certificates of a two-layer run: those of S2 with a leaky slope, else those of S0, and of S2 on basis data. Throws `ARG_RANGE`. */
export function certifyRun(certified: CertifiedRun): Certificate[] {
  checkSameData(certified);
  if (certified.run.options.slope > 0) return certifyLeaky(certified);
  return [...certifyTwoLayer(certified), ...certifyBasis(certified)];
}

/** The weights must have the run's own loss here; other data of the same shape would get certificates that mean nothing. */
function checkSameData(certified: CertifiedRun): void {
  const { run, data } = certified;
  if (run.status === "diverged") return;
  const { labels } = data;
  const loss = outputsOf(certified).reduce((sum, f, i) => sum + Math.max(0, 1 - labels[i] * f), 0) / data.samples;
  if (Math.abs(loss - run.loss) <= 1e-6 * (1 + loss)) return;
  throw new RelulabError(
    "ARG_RANGE",
    `certify(): the run ended with loss ${showNumber(run.loss)}, on these data its weights have ${showNumber(loss)}.`,
    "Pass the data that the run was trained on.",
  );
}
