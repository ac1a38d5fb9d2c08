import { join } from "node:path";
import { loadDigitFolder } from "../data/digitFolder.js";
import { RelulabError } from "../errors.js";
import { makeConfig } from "../experiments/config.js";
import { findExperiment } from "../experiments/registry.js";
import { resolveRun } from "../experiments/resolveRun.js";
import type { Config, Experiment, ExperimentInputs } from "../experiments/types.js";
import { canonicalJson, sha256OfJson } from "../sweep/resultFile.js";
import type { RunArguments } from "./args.js";

/** What the flags of `relulab run` ask for, everything filled in and loaded. */
export interface RunJob {
  readonly experiment: Experiment;
  readonly config: Config;
  readonly inputs: ExperimentInputs;
  readonly folder: string;
}

/** Everything that can be refused is refused before inputs are read. Throws `UNKNOWN_*`, `ARG_*`, `INPUT_MISSING`, `IDX_*`, `DATA_*`. */
export async function resolveJob(request: RunArguments): Promise<RunJob> {
  const experiment = findExperiment(request.id);
  makeConfig(experiment, request);
  const { config, inputs } = resolveRun(experiment, request, await loadInputs(experiment, request.data));
  const folder = request.out ?? join("results", folderName(experiment, request, config));
  return { experiment, config, inputs, folder };
}

/** Digits from `--data`, else from `RELULAB_DATA`, else none: the experiment then generates its own. */
export async function loadInputs(experiment: Experiment, data: string | undefined): Promise<ExperimentInputs> {
  if (experiment.inputs === "none") {
    if (data !== undefined)
      throw new RelulabError("ARG_UNKNOWN", `${experiment.id} makes its own data and takes no --data.`, "Leave --data out.");
    return {};
  }
  const folder = data ?? (process.env.RELULAB_DATA || undefined);
  if (folder === undefined) return {};
  const digits = await loadDigitFolder(folder, "train");
  return experiment.testDigits === true ? { digits, testDigits: await loadDigitFolder(folder, "test") } : { digits };
}

/** `<id>-<preset>`, plus 8 hex digits of the configuration when another option changes numbers. */
function folderName(experiment: Experiment, request: RunArguments, config: Config): string {
  const usual = makeConfig(experiment, { preset: request.preset, inputs: null });
  const same = canonicalJson({ ...config, inputs: null }) === canonicalJson(usual) && !fromFiles(config);
  const name = `${experiment.id}-${request.preset}`;
  return same ? name : `${name}-${sha256OfJson(config).slice(0, 8)}`;
}

const fromFiles = ({ inputs }: Config): boolean => inputs !== null && (inputs as { kind?: string }).kind === "files";
