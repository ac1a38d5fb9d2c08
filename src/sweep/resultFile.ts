import { reading, RelulabError, show } from "../errors.js";
import { sha256Hex } from "../data/sha256.js";
import { numericsVersion } from "../version.js";
import type { Aggregate, Check, Claim, Config, Experiment, Json, TrialOutcome } from "../experiments/types.js";

/** The content of `result.json`: a pure function of the configuration. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly preset: string;
  readonly config: Config;
  readonly seed: number;
  readonly numericsVersion: number;
  readonly cells: Aggregate["cells"];
  readonly checks: readonly Check[];
  readonly claims: readonly Claim[];
  /** Of the canonical JSON of all other fields. */
  readonly sha256: string;
}

/** JSON with sorted keys, without white space; ±Infinity as strings, NaN refused. Throws `ARG_TYPE` for what JSON cannot say. */
export function canonicalJson(value: unknown): string {
  return reading("canonicalJson()", () => write(value));
}

function write(value: unknown): string {
  if (typeof value === "number") {
    if (value !== value)
      throw new RelulabError(
        "NONDETERMINISM_FOUND",
        "a result holds NaN, which no result may.",
        "Report this with the command that gave it.",
      );
    return value - value === 0 ? JSON.stringify(value) : `"${value}"`;
  }
  if (Array.isArray(value)) return `[${Array.from(value, write).join(",")}]`;
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value !== "object")
    throw new RelulabError("ARG_TYPE", `canonicalJson(): JSON has no way to write ${show(value)}.`, "Pass plain data.");
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${write(entry)}`).join(",")}}`;
}

export function sha256OfJson(value: unknown): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson(value)));
}

export function makeResult(experiment: Experiment, preset: string, config: Config, outcomes: readonly TrialOutcome[]): Result {
  return reading("makeResult()", () => resultOf(experiment, preset, config, outcomes));
}

function resultOf(experiment: Experiment, preset: string, config: Config, outcomes: readonly TrialOutcome[]): Result {
  const aggregate = experiment.aggregate(config, experiment.grid(config), outcomes);
  const content = {
    id: experiment.id,
    title: experiment.title,
    preset,
    config,
    seed: config.seed,
    numericsVersion,
    cells: aggregate.cells,
    checks: experiment.checks(config, aggregate),
    claims: experiment.claims(config, aggregate),
  };
  return { ...content, sha256: sha256OfJson(content) };
}

/** One line a trial, grid and trial order. */
export function recordLines(grid: readonly Readonly<Record<string, Json>>[], outcomes: readonly TrialOutcome[]): string {
  return reading("recordLines()", () =>
    outcomes.map(({ cell, index, record }) => `${write({ cell: grid[cell], index, record })}\n`).join(""),
  );
}
