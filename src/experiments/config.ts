import { RelulabError, show } from "../errors.js";
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

/** The full configuration of a run: defaults, preset, then what was asked for. Throws `ARG_*` and `UNKNOWN_KEY`. */
export function makeConfig(experiment: Experiment, request: ConfigRequest = {}): Config {
  const preset = experiment.presets[request.preset ?? "quick"];
  const parameters: Record<string, ParameterValue> = {};
  for (const parameter of experiment.parameters) {
    const { key } = parameter;
    const value = request.set?.[key] ?? preset.parameters?.[key] ?? parameter.default;
    parameters[key] = checkValue(parameter, typeof value === "string" ? parseValue(parameter, value) : value);
  }
  const unknown = Object.keys(request.set ?? {}).find((key) => !(key in parameters));
  if (unknown !== undefined)
    throw new RelulabError(
      "UNKNOWN_KEY",
      `${experiment.id} has no parameter ${show(unknown)}.`,
      `Known parameters: ${Object.keys(parameters).join(", ")}.`,
    );
  return {
    seed: checkInteger("--seed", request.seed ?? 1, 0, Number.MAX_SAFE_INTEGER),
    trials: checkInteger("--trials", request.trials ?? preset.trials, 1, MOST_TRIALS),
    precision: request.precision ?? experiment.precision,
    errata: request.errata ?? "corrected",
    parameters,
    inputs: request.inputs ?? null,
  };
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
  if (parameter.type === "choice") return text;
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
