import { RelulabError, show } from "../errors.js";

// Checks at the door: one sentence with the value found and the limit, one with what to do.

export interface NumberRule {
  readonly min?: number;
  readonly max?: number;
  /** The limit itself is refused. */
  readonly above?: number;
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
    (rule.above === undefined || value > rule.above);
  if (fits) return value;
  const limits = [
    rule.above === undefined ? "" : `> ${rule.above}`,
    rule.min === undefined ? "" : `≥ ${rule.min}`,
    rule.max === undefined ? "" : `≤ ${rule.max}`,
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
