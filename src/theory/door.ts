import { reading, RelulabError, show } from "../errors.js";

/** More numbers than any argument may claim to have: a loop over them would not end. */
const LONGEST = 2 ** 32;

/**
 * A pure function as callers from outside get it: whatever wrong arguments make it throw is a `RelulabError`, and none makes it run for
 * ever. The package itself calls the function without this.
 */
export function door<A extends unknown[], R>(name: string, work: (...args: A) => R): (...args: A) => R {
  const where = `${name}()`;
  return (...args) =>
    reading(where, () => {
      args.forEach((arg) => checkVector(where, arg));
      return work(...args);
    });
}

function checkVector(where: string, arg: unknown): void {
  if (arg === null || typeof arg !== "object" || !("length" in arg)) return;
  const { length } = arg;
  if ((arg instanceof Float64Array || arg instanceof Float32Array) && !(arg as Float64Array).every((x) => x - x === 0))
    throw new RelulabError("ARG_RANGE", `${where}: ${show(arg)} has entries that are not finite.`, "Pass finite numbers.");
  if (Number.isSafeInteger(length) && (length as number) >= 0 && (length as number) < LONGEST) return;
  throw new RelulabError("ARG_SHAPE", `${where}: an argument has the length ${show(length)}.`, "Pass arrays of numbers.");
}
