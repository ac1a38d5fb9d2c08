import { RelulabError } from "../errors.js";
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

/** JSON with sorted keys, without white space; ±Infinity as strings, NaN refused. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number") {
    if (value !== value)
      throw new RelulabError(
        "NONDETERMINISM_FOUND",
        "a result holds NaN, which no result may.",
        "Report this with the command that gave it.",
      );
    return value - value === 0 ? JSON.stringify(value) : `"${value}"`;
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(",")}}`;
}

export function sha256OfJson(value: unknown): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson(value)));
}

export function makeResult(experiment: Experiment, preset: string, config: Config, outcomes: readonly TrialOutcome[]): Result {
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
  return outcomes.map(({ cell, index, record }) => `${canonicalJson({ cell: grid[cell], index, record })}\n`).join("");
}
