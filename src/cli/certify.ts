import { join } from "node:path";
import { RelulabError, show } from "../errors.js";
import type { Preset } from "../experiments/config.js";
import { experiments, findExperiment } from "../experiments/registry.js";
import { resolveRun } from "../experiments/resolveRun.js";
import { certificatesText } from "../report/certificates.js";
import { cellText, summarise } from "../sweep/certificates.js";
import { exampleCertificates } from "../sweep/exampleCertificates.js";
import { canonicalJson, type Result } from "../sweep/resultFile.js";
import { numericsVersion } from "../version.js";
import { parseRunArguments, type RunArguments } from "./args.js";
import { EXIT_CHECK_FAILED } from "./exit.js";
import { loadInputs, resolveJob, type RunJob } from "./job.js";
import { readResult, writeFolder } from "./output.js";
import { resultOf } from "./run.js";
import { sweep } from "./sweep.js";

/**
 * `relulab certify <folder|id>`: every theorem that says something of the trials of a result, with the tight ω* of the margin oracle. The
 * trials are run once more: they are pure functions of the configuration. Returns the exit code, 1 where a theorem is broken.
 */
export async function certifyCommand(args: readonly string[]): Promise<number> {
  const given = parseRunArguments(args, "relulab certify");
  const named = experiments.some(({ id }) => id === given.id);
  const { request, job } = named ? { request: given, job: await resolveJob(given) } : await jobOfFolder(given, args);
  const { experiment, config, folder } = job;
  if (experiment.certify === undefined)
    throw new RelulabError(
      "ARG_UNKNOWN",
      `${experiment.id} has no certificates.`,
      `These have: ${experiments.flatMap(({ id, certify }) => (certify === undefined ? [] : [id])).join(", ")}.`,
    );
  const result = await resultOf(job, request);
  const outcomes = await sweep(job, "certify", request);
  const theorems = summarise(outcomes);
  const examples = await exampleCertificates(job, theorems);
  const grid = experiment.grid(config);
  const report = {
    id: experiment.id,
    result: result.sha256,
    theorems: theorems.map(({ example, ...rest }, i) => ({
      ...rest,
      example: { cell: grid[example.cell], index: example.index, certificate: examples[i] },
    })),
  };
  await writeFolder(folder, { "certificates.json": `${canonicalJson(report)}\n` });
  if (request.json) process.stdout.write(`${canonicalJson(report)}\n`);
  else if (!request.quiet) {
    const places = theorems.map(({ example }) => `${cellText(grid[example.cell])}, trial ${example.index}`);
    process.stdout.write(`\n${certificatesText(theorems, examples, places)}\nCertificates: ${join(folder, "certificates.json")}\n`);
  }
  return theorems.every(({ kept }) => kept) ? 0 : EXIT_CHECK_FAILED;
}

/** Settings and inputs of a finished folder; the preset is its own too. */
async function jobOfFolder(request: RunArguments, args: readonly string[]): Promise<{ request: RunArguments; job: RunJob }> {
  const folder = request.id;
  const kept = await readResult(folder);
  if (kept === undefined)
    throw new RelulabError(
      "UNKNOWN_EXPERIMENT",
      `${show(folder)} is neither an experiment nor a folder with a finished, unchanged result.json.`,
      `Known experiments: ${experiments.map(({ id }) => id).join(", ")}; relulab run makes such folders.`,
    );
  const own = args.find((arg) => /^--(preset|trials|seed|precision|errata|set|out)\b/.test(arg));
  if (own !== undefined)
    throw new RelulabError(
      "ARG_UNKNOWN",
      `a folder is certified with its own settings, got ${show(own)}.`,
      "Leave it out, or name the experiment instead of the folder.",
    );
  return { request: { ...request, preset: kept.preset as Preset }, job: { ...(await restore(kept, request)), folder } };
}

async function restore(kept: Result, request: RunArguments): Promise<Omit<RunJob, "folder">> {
  const experiment = findExperiment(kept.id);
  if (kept.numericsVersion !== numericsVersion)
    throw new RelulabError(
      "OUTPUT_EXISTS",
      `this result has numerics ${kept.numericsVersion}, this package has ${numericsVersion}.`,
      "Run the experiment again.",
    );
  const { parameters, inputs: named, ...rest } = kept.config;
  const loaded = await loadInputs(experiment, request.data);
  const { config, inputs } = resolveRun(experiment, { ...rest, preset: kept.preset as Preset, set: parameters }, loaded);
  if (canonicalJson(config.inputs) !== canonicalJson(named))
    throw new RelulabError(
      "INPUT_MISSING",
      `the result was made on ${show(nameOf(named))}, what is given is ${show(nameOf(config.inputs))}.`,
      "Name the folder of the same digits by --data or RELULAB_DATA.",
    );
  return { experiment, config, inputs };
}

/** Name and hash of inputs, for a message. */
function nameOf(facts: unknown): string {
  const { name = "its own data", sha256 = "" } = (facts ?? {}) as { name?: string; sha256?: string };
  return sha256 === "" ? name : `${name} (${sha256.slice(0, 12)}…)`;
}
