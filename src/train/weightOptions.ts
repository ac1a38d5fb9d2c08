import { RelulabError, show } from "../errors.js";
import { checkOutputWeights, defaultOutputWeights, type DrawnWeights, type InitialWeights, plusMinus } from "../models/twoLayer.js";
import type { Precision } from "../wasm/binary.js";
import { checkKeys, checkNumber, checkReal, readNumbers } from "./check.js";

/** v: one number per unit, or `{ plusMinus: v }` for +v in the first half of the units and −v in the other (S2 §2). */
export type OutputWeights = ArrayLike<number> | { readonly plusMinus: number };

/** v as numbers, default ±1 (S0 §6). Throws `ARG_*`. */
export function readOutputWeights(where: string, given: unknown, hidden: number, precision: Precision): Float64Array {
  const value = isPlusMinus(given) ? halves(where, given, hidden) : (given ?? defaultOutputWeights(hidden));
  const outputWeights = readNumbers(where, "outputWeights", value, {
    length: hidden,
    precision,
    hint: "Pass one number per hidden unit or { plusMinus: v }, or leave outputWeights out.",
  });
  checkOutputWeights(outputWeights, where);
  outputWeights.forEach((v) => checkReal(where, "an output weight", v, precision));
  // As the kernels have them: what is reported and certified must be what ran.
  return precision === "f32" ? outputWeights.map(Math.fround) : outputWeights;
}

function isPlusMinus(given: unknown): given is { readonly plusMinus: unknown } {
  return typeof given === "object" && given !== null && "plusMinus" in given;
}

function halves(where: string, given: { readonly plusMinus: unknown }, hidden: number): Float64Array {
  checkKeys(`${where}: outputWeights`, given, ["plusMinus"]);
  return plusMinus(hidden, checkNumber(where, "outputWeights.plusMinus", given.plusMinus, { above: 0, example: 1 }), where);
}

const SIZES = ["ball", "sphere", "box"] as const;

/** W⁰ as an option, sizes and numbers checked. Throws `ARG_*`. */
export function checkInitialWeights(
  where: string,
  init: unknown,
  hidden: number,
  { features, precision }: { readonly features: number; readonly precision: Precision },
): InitialWeights {
  if (init === "gaussian" || init === "zero") return init;
  if (typeof init === "object" && init !== null) {
    const law = SIZES.find((name) => name in init);
    if (law !== undefined) {
      checkKeys(`${where}: initialWeights`, init, [law]);
      const name = `initialWeights.${law}`;
      const size = checkNumber(where, name, (init as Record<string, unknown>)[law], { min: 0, example: 1 });
      return { [law]: checkReal(where, name, size, precision) } as unknown as DrawnWeights;
    }
    if ("length" in init)
      return readNumbers(where, "initialWeights", init, {
        length: hidden * features,
        precision,
        hint: `Pass (hidden, features) = (${hidden}, ${features}) row-major, one row per hidden unit; with bias the last column is the bias.`,
      });
  }
  throw new RelulabError(
    "ARG_TYPE",
    `${where}: initialWeights must be "gaussian", "zero", { ball: radius }, { sphere: radius }, { box: bound } or numbers, got ${show(init)}.`,
    'Use for example "gaussian".',
  );
}
