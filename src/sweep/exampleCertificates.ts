import { RelulabError } from "../errors.js";
import type { Config, Experiment, ExperimentInputs } from "../experiments/types.js";
import type { Certificate } from "../theory/certificate.js";
import type { TheoremSummary } from "./certificates.js";
import { TrialRunner } from "./trials.js";

interface Job {
  readonly experiment: Experiment;
  readonly config: Config;
  readonly inputs: ExperimentInputs;
}

/** The full certificate of each theorem's example, from this thread. */
export async function exampleCertificates(
  { experiment, config, inputs }: Job,
  theorems: readonly TheoremSummary[],
): Promise<Certificate[]> {
  const runner = await TrialRunner.create(experiment, config, inputs, "certify");
  try {
    return theorems.map(({ theorem, example }) => {
      const found = runner.certify(example.cell, example.index).find((certificate) => certificate.theorem === theorem);
      if (found !== undefined) return found;
      throw new RelulabError(
        "NONDETERMINISM_FOUND",
        `a trial gave no certificate of ${theorem} the second time.`,
        "Report this with the command.",
      );
    });
  } finally {
    runner.dispose();
  }
}
