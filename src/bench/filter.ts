import { RelulabError, show } from "../errors.js";
import { benchCases } from "./suite.js";

/** The cases that a text chooses: a regular expression that some id fits. `name` is where it was written. Throws `ARG_RANGE`. */
export function benchFilter(text: string, name = "filter"): RegExp {
  const ids = benchCases.map(({ id }) => id);
  let filter: RegExp;
  try {
    filter = new RegExp(text);
  } catch {
    throw new RelulabError("ARG_RANGE", `${name} must be a regular expression, got ${show(text)}.`, `Use for example ${name} '^dot'.`);
  }
  if (ids.some((id) => filter.test(id))) return filter;
  throw new RelulabError("ARG_RANGE", `${name} ${show(text)} fits no benchmark.`, `Benchmarks: ${ids.join(", ")}.`);
}
