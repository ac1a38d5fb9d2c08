import { RelulabError, show } from "../errors.js";
import { MOST_WORKERS } from "../sweep/pool.js";
import { parseFlags, usageOf } from "./flags.js";

export interface RunArguments {
  readonly id: string;
  readonly preset: "quick" | "paper";
  readonly trials?: number;
  readonly seed?: number;
  readonly workers?: number;
  readonly precision?: "f32" | "f64";
  readonly errata?: "corrected" | "printed" | "authors";
  readonly data?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly out?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

const FLAGS = {
  preset: { type: "string" },
  trials: { type: "string" },
  seed: { type: "string" },
  workers: { type: "string" },
  precision: { type: "string" },
  errata: { type: "string" },
  data: { type: "string" },
  set: { type: "string", multiple: true },
  out: { type: "string" },
  json: { type: "boolean" },
  quiet: { type: "boolean" },
} as const;

export const RUN_USAGE: string = `relulab run <id> ${usageOf(FLAGS)}`;
export const CERTIFY_USAGE: string = "relulab certify <folder|id> [the flags of run]";

/** Throws `UNKNOWN_FLAG` and `ARG_*`. */
export function parseRunArguments(args: readonly string[], command = "relulab run"): RunArguments {
  const { values, positionals } = parseFlags(command, FLAGS, args);
  if (positionals.length !== 1)
    throw new RelulabError(
      "ARG_SHAPE",
      `${command} needs one experiment${command.endsWith("certify") ? " or folder" : ""}, got ${positionals.length === 0 ? "none" : positionals.map(show).join(", ")}.`,
      "Name one: relulab list shows them.",
    );
  const integer = (name: string, min: number, max?: number): number | undefined => parseInteger(name, values[name], min, max);
  return dropUndefined({
    id: positionals[0],
    preset: oneOf("preset", values.preset, ["quick", "paper"]) ?? "quick",
    trials: integer("trials", 1),
    seed: integer("seed", 0),
    workers: integer("workers", 1, MOST_WORKERS),
    precision: oneOf("precision", values.precision, ["f32", "f64"]),
    errata: oneOf("errata", values.errata, ["corrected", "printed", "authors"]),
    data: values.data as string | undefined,
    set: parseSet((values.set ?? []) as string[]),
    out: values.out as string | undefined,
    json: values.json === true,
    quiet: values.quiet === true,
  });
}

function parseInteger(name: string, value: unknown, min: number, max: number = Number.MAX_SAFE_INTEGER): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value as string) ? Number(value) : NaN;
  if (Number.isSafeInteger(number) && number >= min && number <= max) return number;
  throw new RelulabError(
    "ARG_RANGE",
    `--${name} must be an integer from ${min} to ${max}, got ${show(value)}.`,
    `Use for example --${name} ${Math.max(min, 1)}.`,
  );
}

export function oneOf<T extends string>(name: string, value: unknown, choices: readonly T[]): T | undefined {
  if (value === undefined || choices.includes(value as T)) return value as T | undefined;
  throw new RelulabError(
    "ARG_RANGE",
    `--${name} must be one of ${choices.join(", ")}, got ${show(value)}.`,
    `Use for example --${name} ${choices[0]}.`,
  );
}

export function parseSet(entries: readonly string[]): Record<string, string> {
  // Without a prototype, so that a key such as __proto__ is a key like any other and gets refused as unknown.
  const set = Object.create(null) as Record<string, string>;
  for (const entry of entries) {
    const at = entry.indexOf("=");
    if (at < 1) throw new RelulabError("ARG_TYPE", `--set needs key=value, got ${show(entry)}.`, "Use for example --set samples=20,40.");
    set[entry.slice(0, at)] = entry.slice(at + 1);
  }
  return set;
}

function dropUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
