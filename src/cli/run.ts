import { join } from "node:path";
import { loadDigitFolder } from "../data/digitFolder.js";
import { RelulabError } from "../errors.js";
import { makeConfig } from "../experiments/config.js";
import { findExperiment } from "../experiments/registry.js";
import type { Config, Experiment, ExperimentInputs } from "../experiments/types.js";
import { exportSvg, resultText, toCsv } from "../report/index.js";
import { runTrials } from "../sweep/pool.js";
import { canonicalJson, makeResult, recordLines, type Result, sha256OfJson } from "../sweep/resultFile.js";
import { numericsVersion, version } from "../version.js";
import { parseRunArguments, type RunArguments } from "./args.js";
import { EXIT_CHECK_FAILED } from "./exit.js";
import { prepareFolder, readResult, writeFolder } from "./output.js";
import { startProgress } from "./progress.js";

/** `relulab run`: trains, writes the folder, prints the result; returns the exit code. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const request = parseRunArguments(args);
  const experiment = findExperiment(request.id);
  // Everything that can be refused is refused before inputs are read.
  makeConfig(experiment, request);
  const inputs = await loadInputs(experiment, request);
  const selected =
    experiment.selectInputs === undefined ? { inputs, facts: null } : experiment.selectInputs(makeConfig(experiment, request), inputs);
  const config = makeConfig(experiment, { ...request, inputs: selected.facts });
  experiment.grid(config);
  const folder = request.out ?? join("results", folderName(experiment, request, config));
  const kept = await readResult(folder);
  const result =
    kept === undefined
      ? await compute(experiment, config, selected.inputs, request, folder)
      : reuse(kept, experiment, config, request, folder);
  report(result, experiment, config, request, folder, kept !== undefined);
  return result.checks.every((check) => check.passed) ? 0 : EXIT_CHECK_FAILED;
}

async function loadInputs(experiment: Experiment, request: RunArguments): Promise<ExperimentInputs> {
  if (experiment.inputs === "none") {
    if (request.data !== undefined)
      throw new RelulabError("ARG_UNKNOWN", `${experiment.id} makes its own data and takes no --data.`, "Leave --data out.");
    return {};
  }
  const folder = request.data ?? (process.env.RELULAB_DATA || undefined);
  return folder === undefined ? {} : { digits: await loadDigitFolder(folder, "train") };
}

/** `<id>-<preset>`, plus 8 hex digits of the configuration when another option changes numbers. */
function folderName(experiment: Experiment, request: RunArguments, config: Config): string {
  const usual = makeConfig(experiment, { preset: request.preset, inputs: null });
  const same = canonicalJson({ ...config, inputs: null }) === canonicalJson(usual) && !fromFiles(config);
  const name = `${experiment.id}-${request.preset}`;
  return same ? name : `${name}-${sha256OfJson(config).slice(0, 8)}`;
}

const fromFiles = ({ inputs }: Config): boolean => inputs !== null && (inputs as { kind?: string }).kind === "files";

async function compute(
  experiment: Experiment,
  config: Config,
  inputs: ExperimentInputs,
  request: RunArguments,
  folder: string,
): Promise<Result> {
  const removeEmpty = await prepareFolder(folder);
  const started = performance.now();
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const grid = experiment.grid(config);
  const progress = startProgress(grid.length * config.trials, request.quiet);
  try {
    const outcomes = await runTrials(experiment, config, inputs, {
      ...(request.workers === undefined ? {} : { workers: request.workers }),
      signal: abort.signal,
      onRecords: (_found, done) => progress.update(done),
    });
    progress.stop();
    const result = makeResult(experiment, request.preset, config, outcomes);
    const seconds = (performance.now() - started) / 1000;
    const files = {
      "records.ndjson": recordLines(grid, outcomes),
      "cells.csv": toCsv(result.cells),
      "figure.svg": exportSvg(experiment.figure(config, { cells: result.cells })),
      "run.log.json": `${JSON.stringify({ seconds, node: process.version, relulab: version, workers: request.workers ?? null })}\n`,
    };
    await writeFolder(folder, files, `${canonicalJson(result)}\n`);
    return result;
  } catch (cause) {
    await removeEmpty();
    throw cause;
  } finally {
    progress.stop();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** A complete folder of the same configuration answers by itself; one of another is refused with the keys that differ. */
function reuse(kept: Result, experiment: Experiment, config: Config, { preset }: RunArguments, folder: string): Result {
  const flat = ({ config, preset, numericsVersion }: Pick<Result, "config" | "preset" | "numericsVersion">): Record<string, unknown> => ({
    numericsVersion,
    preset,
    ...config,
    ...config.parameters,
    parameters: undefined,
  });
  const [before, now] = [flat(kept), flat({ config, preset, numericsVersion })];
  const keys = Object.keys({ ...before, ...now }).filter((key) => canonicalJson(before[key] ?? null) !== canonicalJson(now[key] ?? null));
  if (kept.id === experiment.id && keys.length === 0) return kept;
  const differs = kept.id === experiment.id ? keys.join(", ") : `the experiment, ${kept.id}`;
  throw new RelulabError(
    "OUTPUT_EXISTS",
    `${folder} holds a result of another configuration; it differs in ${differs}.`,
    "Choose another folder with --out, or remove this one.",
  );
}

function report(result: Result, experiment: Experiment, config: Config, request: RunArguments, folder: string, kept: boolean): void {
  if (request.json) {
    process.stdout.write(`${canonicalJson(result)}\n`);
    return;
  }
  if (request.quiet) return;
  const figure = experiment.figure(config, { cells: result.cells });
  process.stdout.write(`\n${resultText(figure, result.checks, result.claims)}\n`);
  if (kept) process.stdout.write(`This result was already there and was not computed again.\n`);
  process.stdout.write(
    `Figure: ${join(folder, "figure.svg")}\nResult: ${join(folder, "result.json")}  sha256 ${result.sha256.slice(0, 16)}…\n`,
  );
}
