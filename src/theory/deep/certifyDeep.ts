import type { Pieces } from "../../train/deepProducts.js";
import type { DeepResult } from "../../train/deepResult.js";
import { assume, type Certificate, makeCertificate } from "../certificate.js";
import { convergenceCertificates } from "./convergenceCertificates.js";
import { type CertifiedDeep, gather, PAPER } from "./facts.js";
import { runCertificates } from "./runCertificates.js";
import { startCertificates } from "./startCertificates.js";

/** One certificate for every statement of S4 about a run of gradient descent or SGD on a deep network. */
export function* certifyDeep(certified: CertifiedDeep): Pieces<Certificate[]> {
  if (certified.run.status === "diverged") return [diverged(certified.run)];
  const facts = yield* gather(certified);
  return [...convergenceCertificates(facts), ...startCertificates(facts), ...runCertificates(facts)];
}

export function diverged({ divergedAt }: DeepResult): Certificate {
  return makeCertificate({
    theorem: `${PAPER} Theorem 4.1`,
    source: "§4",
    statement: "probability",
    assumptions: [
      assume(
        "finite",
        "The run stayed finite",
        false,
        `diverged at step ${divergedAt?.step ?? 0}, layer ${divergedAt?.layer ?? 0}`,
        "finite numbers",
      ),
    ],
    side: "at most",
    quantity: "steps",
    bound: null,
    observed: null,
  });
}
