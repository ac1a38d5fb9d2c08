import { count, reading, RelulabError, show } from "../errors.js";
import { checkChoice } from "../train/check.js";
import type { Precision } from "../wasm/binary.js";
import type { Config, Experiment, Json, Parameter, ParameterValue } from "./types.js";

export type Preset = "quick" | "paper";

export interface ConfigRequest {
  readonly preset?: Preset;
  readonly trials?: number;
  readonly seed?: number;
  readonly precision?: Precision;
  readonly errata?: Config["errata"];
  /** Parameter texts as `--set key=value` gives them, or values. */
  readonly set?: Readonly<Record<string, string | ParameterValue>>;
  readonly inputs?: Json;
}

const MOST_TRIALS = 1_000_000;
/** Trials of all cells together: their records are held in memory and joined into one text. */
const MOST_RECORDS = 2_000_000;
const LONGEST_LIST = 1000;

/** `--set` may name anything, `toString` too: only the caller's own keys count. */
const own = (set: ConfigRequest["set"], key: string): string | ParameterValue | undefined =>
  set !== undefined && Object.hasOwn(set, key) ? set[key] : undefined;

/** The full configuration of a run: defaults, preset, then what was asked for. Throws `ARG_*` and `UNKNOWN_KEY`. */
export function makeConfig(experiment: Experiment, request: ConfigRequest = {}): Config {
  return reading("makeConfig()", () => configOf(experiment, request));
}

function configOf(experiment: Experiment, request: ConfigRequest): Config {
  for (const [name, value] of Object.entries({ request, set: request?.set ?? {} }))
    if (value === null || typeof value !== "object")
      throw new RelulabError(
        "ARG_TYPE",
        `makeConfig(): ${name} must be an object, got ${show(value)}.`,
        "Pass for example { trials: 10 }.",
      );
  const preset = experiment.presets[checkChoice("makeConfig()", "preset", request.preset ?? "quick", ["quick", "paper"] as const)];
  const errata = checkChoice("makeConfig()", "errata", request.errata ?? "corrected", ["corrected", "printed", "authors"] as const);
  const variant = errata === "corrected" ? undefined : experiment.errata?.[errata];
  const parameters: Record<string, ParameterValue> = {};
  for (const parameter of experiment.parameters) {
    const { key } = parameter;
    const value = own(request.set, key) ?? variant?.[key] ?? preset.parameters?.[key] ?? parameter.default;
    parameters[key] = readParameter(parameter, value);
  }
  const unknown = Object.keys(request.set ?? {}).find((key) => !Object.hasOwn(parameters, key));
  if (unknown !== undefined)
    throw new RelulabError(
      "UNKNOWN_KEY",
      `${experiment.id} has no parameter ${show(unknown)}.`,
      `Known parameters: ${Object.keys(parameters).join(", ")}.`,
    );
  const config: Config = {
    seed: checkInteger("--seed", request.seed ?? 1, 0, Number.MAX_SAFE_INTEGER),
    trials: checkInteger("--trials", request.trials ?? preset.trials, 1, MOST_TRIALS),
    precision: checkChoice("makeConfig()", "precision", request.precision ?? experiment.precision, ["f32", "f64"] as const),
    errata,
    parameters,
    inputs: request.inputs ?? null,
  };
  checkRecords(experiment.grid(config).length, config.trials);
  return config;
}

/** A value as it is given, or as `--set` and the fields of a page write it. Throws `ARG_RANGE`. */
export function readParameter(parameter: Parameter, value: string | ParameterValue): ParameterValue {
  if (typeof value !== "string" || parameter.type === "choice") return checkValue(parameter, value);
  const parsed = parseValue(parameter, value);
  // What is no number is shown as it was written, not as NaN.
  if ([parsed].flat().some(Number.isNaN)) throw outOfRange(parameter, value);
  return checkValue(parameter, parsed);
}

function checkRecords(cells: number, trials: number): void {
  if (cells * trials <= MOST_RECORDS) return;
  throw new RelulabError(
    "ARG_RANGE",
    `${count(cells)} cells of ${count(trials)} trials are ${count(cells * trials)} records, the limit is ${count(MOST_RECORDS)}.`,
    `Use at most ${count(Math.floor(MOST_RECORDS / cells))} trials, or fewer cells.`,
  );
}

function checkInteger(name: string, value: number, min: number, max: number): number {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new RelulabError(
    "ARG_RANGE",
    `${name} must be an integer from ${min} to ${max}, got ${show(value)}.`,
    `Use for example ${Math.max(1, min)}.`,
  );
}

function parseValue(parameter: Parameter, text: string): ParameterValue {
  const number = (part: string): number => (part.trim() === "" ? NaN : Number(part));
  return parameter.type === "integers" || parameter.type === "numbers" ? text.split(",").map(number) : number(text);
}

function checkValue(parameter: Parameter, value: ParameterValue): ParameterValue {
  const { key, type, choices } = parameter;
  if (type === "choice") {
    if (choices?.includes(value as string)) return value;
    throw new RelulabError(
      "ARG_RANGE",
      `${key} must be one of ${choices?.join(", ")}, got ${show(value)}.`,
      `Use for example --set ${key}=${choices?.[0]}.`,
    );
  }
  const list = type === "integers" || type === "numbers";
  const values = list ? (value as readonly number[]) : [value as number];
  if (list && (!Array.isArray(value) || values.length === 0 || new Set(values).size !== values.length)) throw outOfRange(parameter, value);
  if (values.length > LONGEST_LIST)
    throw new RelulabError(
      "ARG_RANGE",
      `${key} must have at most ${count(LONGEST_LIST)} values, got ${count(values.length)}.`,
      "Split the run into several.",
    );
  for (const entry of values) if (!fits(parameter, entry)) throw outOfRange(parameter, entry);
  return value;
}

function fits({ type, min = -Infinity, max = Infinity }: Parameter, value: number): boolean {
  const integer = type === "integer" || type === "integers";
  return typeof value === "number" && value - value === 0 && value >= min && value <= max && (!integer || Number.isSafeInteger(value));
}

function outOfRange(parameter: Parameter, value: unknown): RelulabError {
  const { key, type, min, max } = parameter;
  const what = {
    integer: "an integer",
    number: "a number",
    integers: "different integers, separated by commas,",
    numbers: "different numbers, separated by commas,",
    choice: "",
  }[type];
  const example = Array.isArray(parameter.default) ? parameter.default.slice(0, 3).join(",") : String(parameter.default);
  return new RelulabError(
    "ARG_RANGE",
    `${key} must be ${what} from ${min} to ${max}, got ${show(value)}.`,
    `Use for example --set ${key}=${example}.`,
  );
}
