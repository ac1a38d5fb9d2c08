import { type ConfigRequest, makeConfig } from "../../../src/experiments/config.js";
import { findExperiment } from "../../../src/experiments/registry.js";
import type { Config, Experiment } from "../../../src/experiments/types.js";
import { RelulabError, show } from "../../../src/errors.js";
import { checkChoice } from "../../../src/train/check.js";
import { readRequest, RESERVED, writeRequest } from "../route.js";

// The state of an element is its attributes: `<relu-figure experiment="wang-fig2" trials="5" set-learning-rate="0.02">`. Whatever stands there
// is data: checked by makeConfig as the command line's flags are, shown as text.

/** Parameters have a prefix, as `--set` on the command line: `hidden` alone would hide any element. */
const SET = "set-";

/** `learningRate` → `set-learning-rate`: names of attributes know no capitals. */
const attributeOf = (key: string): string =>
  RESERVED.includes(key) ? key : SET + key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const settingKeys = ({ parameters }: Experiment): string[] => [...RESERVED, ...parameters.map(({ key }) => key)];

/** The experiment that an element names. Throws `UNKNOWN_EXPERIMENT`. */
export const experimentOf = (element: Element): Experiment => findExperiment(element.getAttribute("experiment") ?? "");

/** What its other attributes ask for. */
export function requestOf(element: Element, experiment: Experiment): ConfigRequest {
  const given = settingKeys(experiment).map((key) => [key, element.getAttribute(attributeOf(key))?.trim()]);
  return readRequest(new URLSearchParams(given.filter((entry): entry is [string, string] => entry[1] !== undefined)));
}

/** Throws `UNKNOWN_KEY` for a setting that the experiment does not have, `ARG_*` for a value. */
export function checkAttributes(element: Element, experiment: Experiment, request: ConfigRequest): Config {
  checkNames(element, experiment);
  checkChoice("<relu-figure>", "theme", element.getAttribute("theme") ?? "light", ["light", "dark"]);
  for (const name of ["trials", "seed"] as const)
    if (Number.isNaN(request[name]))
      throw new RelulabError(
        "ARG_RANGE",
        `${name} must be an integer, got ${show(element.getAttribute(name))}.`,
        `Use for example ${name}="1".`,
      );
  try {
    return makeConfig(experiment, request);
  } catch (error) {
    throw error instanceof RelulabError ? inAttributes(error) : error;
  }
}

/** Other attributes belong to the page and its tools; but one that has the name of a parameter was meant to be one. */
function checkNames(element: Element, experiment: Experiment): void {
  const known = settingKeys(experiment).map(attributeOf);
  const hint = `Settings are ${known.join(", ")}.`;
  for (const name of element.getAttributeNames()) {
    if (name.startsWith(SET) && !known.includes(name))
      throw new RelulabError("UNKNOWN_KEY", `${experiment.id} has no setting ${show(name)}.`, hint);
    const isHtml = name === "hidden" && !/\d/.test(element.getAttribute(name) ?? "");
    if (known.includes(SET + name) && !isHtml)
      throw new RelulabError("UNKNOWN_KEY", `the attribute ${show(name)} is no setting; ${SET}${name} is one.`, hint);
  }
}

/** A refusal in the words of a command line, in those of a page. */
function inAttributes({ code, message, hint, details }: RelulabError): RelulabError {
  const spoken = message.slice(`${code}: `.length).replace(/^(makeConfig\(\): )?(--)?/, "");
  const example = hint.replace(/--set (\w+)=(.*)\.$/, (_, key: string, value: string) => `${attributeOf(key)}="${value}".`);
  return new RelulabError(code, spoken, example, details);
}

/** Writes a request into the attributes, so that they stay what is shown. */
export function writeAttributes(element: Element, experiment: Experiment, request: ConfigRequest): void {
  const wanted = new Map(writeRequest(request));
  for (const key of settingKeys(experiment)) {
    const [name, value] = [attributeOf(key), wanted.get(key)];
    if (value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
