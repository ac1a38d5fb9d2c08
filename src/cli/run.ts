import { join } from "node:path";
import { RelulabError } from "../errors.js";
import { exportSvg, resultText, toCsv } from "../report/index.js";
import { canonicalJson, makeResult, recordLines, type Result } from "../sweep/resultFile.js";
import { numericsVersion, version } from "../version.js";
import { parseRunArguments, type RunArguments } from "./args.js";
import { EXIT_CHECK_FAILED } from "./exit.js";
import { resolveJob, type RunJob } from "./job.js";
import { prepareFolder, readResult, writeFolder } from "./output.js";
import { sweep } from "./sweep.js";

/** `relulab run`: trains, writes the folder, prints the result; returns the exit code. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const request = parseRunArguments(args);
  const job = await resolveJob(request);
  const kept = await readResult(job.folder);
  const result = await resultOf(job, request);
  report(result, job, request, kept !== undefined);
  return result.checks.every((check) => check.passed) ? 0 : EXIT_CHECK_FAILED;
}

/** The result of the job's folder; computed first where there is none. */
export async function resultOf(job: RunJob, request: RunArguments): Promise<Result> {
  const kept = await readResult(job.folder);
  return kept === undefined ? compute(job, request) : reuse(kept, job, request);
}

async function compute({ experiment, config, inputs, folder }: RunJob, request: RunArguments): Promise<Result> {
  const removeEmpty = await prepareFolder(folder);
  const started = performance.now();
  try {
    const grid = experiment.grid(config);
    const outcomes = await sweep({ experiment, config, inputs }, "trial", request);
    const result = makeResult(experiment, request.preset, config, outcomes);
    const seconds = (performance.now() - started) / 1000;
    const files = {
      "records.ndjson": recordLines(grid, outcomes),
      "cells.csv": toCsv(result.cells),
      "figure.svg": exportSvg(experiment.figure(config, { cells: result.cells })),
      "run.log.json": `${JSON.stringify({ seconds, node: process.version, relulab: version, workers: request.workers ?? null })}\n`,
    };
    await writeFolder(folder, { ...files, "result.json": `${canonicalJson(result)}\n` });
    return result;
  } catch (cause) {
    await removeEmpty();
    throw cause;
  }
}

/** A complete folder of the same configuration answers by itself; one of another is refused with the keys that differ. */
function reuse(kept: Result, { experiment, config, folder }: RunJob, { preset }: RunArguments): Result {
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

function report(result: Result, { experiment, config, folder }: RunJob, request: RunArguments, kept: boolean): void {
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
