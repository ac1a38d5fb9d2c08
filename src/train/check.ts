import { count, reading, RelulabError, show } from "../errors.js";
import { type Precision, requirePrecision } from "../wasm/binary.js";

// Checks at the door: one sentence with the value found and the limit, one with what to do.

export interface NumberRule {
  readonly min?: number;
  readonly max?: number;
  /** The limits themselves are refused. */
  readonly above?: number;
  readonly below?: number;
  readonly integer?: boolean;
  readonly example: number;
}

export function checkNumber(where: string, name: string, value: unknown, rule: NumberRule): number {
  const kind = rule.integer ? "an integer" : "a finite number";
  const fits =
    typeof value === "number" &&
    value - value === 0 &&
    (!rule.integer || Number.isSafeInteger(value)) &&
    (rule.min === undefined || value >= rule.min) &&
    (rule.max === undefined || value <= rule.max) &&
    (rule.above === undefined || value > rule.above) &&
    (rule.below === undefined || value < rule.below);
  if (fits) return value;
  const limits = [
    rule.above === undefined ? "" : `> ${rule.above}`,
    rule.min === undefined ? "" : `≥ ${rule.min}`,
    rule.max === undefined ? "" : `≤ ${rule.max}`,
    rule.below === undefined ? "" : `< ${rule.below}`,
  ].filter((text) => text !== "");
  const limit = limits.length > 0 ? ` ${limits.join(" and ")}` : "";
  throw new RelulabError(
    typeof value === "number" ? "ARG_RANGE" : "ARG_TYPE",
    `${where}: ${name} must be ${kind}${limit}, got ${show(value)}.`,
    `Use for example ${rule.example}.`,
  );
}

export function checkChoice<T extends string | number | boolean>(where: string, name: string, value: unknown, choices: readonly T[]): T {
  if ((choices as readonly unknown[]).includes(value)) return value as T;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: ${name} must be one of ${choices.join(", ")}, got ${show(value)}.`,
    `Use for example ${String(choices[0])}.`,
  );
}

/** Refuses anything that is not a plain options object with known keys. */
export function checkKeys(where: string, options: unknown, known: readonly string[]): void {
  if (options === null || typeof options !== "object" || Array.isArray(options))
    throw new RelulabError("ARG_TYPE", `${where}: options must be an object, got ${show(options)}.`, "Pass for example { hidden: 10 }.");
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new RelulabError("ARG_UNKNOWN", `${where}: there is no option ${show(unknown)}.`, `Known options: ${known.join(", ")}.`);
}

/** The known options, each read once; a caller's later changes, or a getter with two answers, have no effect. Throws `ARG_*`. */
export function readOptions<T extends object>(where: string, options: T, known: readonly (keyof T & string)[]): T {
  return reading(where, () => {
    checkKeys(where, options, known);
    return Object.fromEntries(known.map((key) => [key, options[key]])) as T;
  });
}

/** `{ precision }`, default f32. Throws `ARG_*`. */
export function readPrecision(where: string, options: { readonly precision?: Precision }): Precision {
  return requirePrecision(where, readOptions(where, options, ["precision"]).precision ?? "f32");
}

/** A copy of `length` finite numbers, also as reals of the precision they are for. Throws `ARG_*`; `hint` is for a wrong length. */
export function readNumbers(
  where: string,
  name: string,
  value: unknown,
  { length, precision, hint }: { readonly length: number; readonly precision: Precision; readonly hint: string },
): Float64Array {
  if (value === null || typeof value !== "object" || typeof (value as ArrayLike<number>).length !== "number")
    throw new RelulabError("ARG_TYPE", `${where}: ${name} must be an array of numbers, got ${show(value)}.`, hint);
  const given = value as ArrayLike<number>;
  if (given.length !== length)
    throw new RelulabError("ARG_SHAPE", `${where}: ${name} must have ${count(length)} numbers, got ${show(given.length)}.`, hint);
  const copy = new Float64Array(length);
  for (let e = 0; e < length; e++) {
    const number: unknown = given[e];
    if (typeof number !== "number" || !fitsPrecision(number, precision))
      throw new RelulabError(
        "ARG_RANGE",
        `${where}: ${name} must be finite ${precision} numbers, entry ${count(e)} is ${show(number)}.`,
        "Pass finite numbers.",
      );
    copy[e] = number;
  }
  return copy;
}

/** Is the number finite as a real of this precision? */
function fitsPrecision(value: number, precision: Precision): boolean {
  const real = precision === "f32" ? Math.fround(value) : value;
  return real - real === 0;
}

/** A number that the kernels take as a real: it must not become infinite there, nor 0 where it is none. */
export function checkReal(where: string, name: string, value: number, precision: Precision): number {
  const vanishes = value !== 0 && precision === "f32" && Math.fround(value) === 0;
  if (fitsPrecision(value, precision) && !vanishes) return value;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: ${name} is ${show(value)}, which ${precision} takes for ${vanishes ? 0 : "infinite"}.`,
    'Use precision "f64", or a number nearer to 1.',
  );
}

export function checkFlag(where: string, name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new RelulabError("ARG_TYPE", `${where}: ${name} must be true or false, got ${show(value)}.`, "Use for example true.");
}
