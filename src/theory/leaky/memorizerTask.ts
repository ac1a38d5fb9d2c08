import { RelulabError } from "../../errors.js";

/** What both constructions work on: checked. */
export interface MemorizerTask {
  readonly where: string;
  readonly rows: readonly Float64Array[];
  readonly features: number;
  readonly targets: Float64Array;
  readonly slope: number;
  readonly outputWeight: number;
  readonly rank: number;
  readonly seed: number;
}

/** The samples are not in general position. */
export function dependent(where: string, what: string, samples: readonly number[]): RelulabError {
  return new RelulabError(
    "DATA_DEPENDENT",
    `${where}: the samples are not in general position: ${what}.`,
    "Remove duplicates and multiples of samples, or take more pairs.",
    { samples },
  );
}
