import type { ConfigRequest } from "../../../src/experiments/config.js";
import type { Config } from "../../../src/experiments/types.js";
import { checkMeasurable, LETTERS, zouGuarantee } from "../../../src/experiments/zou/guarantee.js";
import { canonicalJson } from "../../../src/sweep/resultFile.js";
import type { App, Page } from "../app.js";
import { h, withSymbols } from "../dom.js";
import { errorBlock, shownError } from "../parts/errorBlock.js";
import { errataPlate } from "../parts/errata.js";
import { figurePlate } from "../parts/figurePlate.js";
import { modelFormulas, openFormula } from "../parts/formula.js";
import { guaranteePlate } from "../parts/guaranteeTable.js";
import { settingsPlate } from "../parts/settings.js";
import { commandOf, snippet, word } from "../parts/snippet.js";
import { paperParts } from "../paper.js";
import { experimentAddress, readRequest, requestKey } from "../route.js";
import { actionsFor, barState } from "../runs/control.js";
import { followRuns } from "../runs/follow.js";

const THEOREMS = ["S4 Theorem 4.1", "S4 Theorem 4.5", "S4 Corollary 4.3"];

/** What S4's theorems ask for at any sizes, against the narrowest networks that reach zero training error here. */
export function guaranteePage(app: App, query: URLSearchParams): Page {
  let request: ConfigRequest = readRequest(query);
  const parts = partsOf(
    app,
    () => request,
    (next) => {
      request = next;
      history.replaceState(null, "", address(next));
      parts.update(next);
    },
  );
  const leave = followRuns(app.queue, zouGuarantee, () => parts.update(request));
  parts.update(request);
  return {
    title: "Guarantee",
    element: h("div", { class: "guarantee-page" }, ...heading(), ...parts.elements),
    go: (next) => {
      request = readRequest(next);
      parts.update(request);
    },
    leave,
  };
}

function address(request: ConfigRequest): string {
  const query = requestKey(request);
  return `#/guarantee${query === "" ? "" : `?${query}`}`;
}

interface Parts {
  readonly elements: readonly HTMLElement[];
  update(request: ConfigRequest): void;
}

function partsOf(app: App, request: () => ConfigRequest, change: (next: ConfigRequest) => void): Parts {
  const errata = errataPlate(zouGuarantee);
  const actions = actionsFor(app, zouGuarantee, "trial", request);
  const run = (): void => {
    if (unmeasurable(barState(app, zouGuarantee, "trial", request()).config) === null) actions.run();
  };
  const figure = figurePlate(app, zouGuarantee, { ...actions, run }, errata?.open);
  const [table, node] = [guaranteePlate(), snippet(commandsOf)];
  const settings = settingsPlate(zouGuarantee, change);
  const [problem, limit, more] = [
    h("div", { class: "page-problem" }),
    h("div", { class: "main limit" }),
    h("a", { href: "" }, "Checks and certificates"),
  ];
  const update = (now: ConfigRequest): void => {
    const state = barState(app, zouGuarantee, "trial", now);
    const { error, config } = state;
    const why = unmeasurable(config);
    const blocked = state.blocked === "" && why !== null ? "too large to be measured here" : state.blocked;
    const picture = figure.update({ ...state, blocked }, config);
    table.update(config ?? picture.config, config === null || isOf(config, picture.config) ? picture : null);
    const atField = settings.update(now, error, state.run !== undefined && !state.run.ended);
    node.update(zouGuarantee.id, now);
    more.href = experimentAddress(zouGuarantee, now);
    limit.replaceChildren(...(why === null ? [] : [h("p", { class: "band warn", role: "status" }, why)]));
    problem.replaceChildren(...(error === null || atField ? [] : [errorBlock(error)]));
  };
  const onward = h("p", { class: "main onward" }, more, " of such a run are on the page of ", h("code", {}, zouGuarantee.id), ".");
  const columns = [table.element, settings.element, limit, figure.element, formulas(), node.element, errata?.element, onward];
  return { elements: [problem, h("div", { class: "columns" }, ...columns)], update };
}

/** A stored picture has fewer trials than a run; what it says is about the same settings. */
const isOf = (config: Config, { parameters }: Config): boolean => canonicalJson(config.parameters) === canonicalJson(parameters);

/** Why only the theory can be had, in the words of the command line; null where all can. */
function unmeasurable(config: Config | null): string | null {
  try {
    if (config !== null) checkMeasurable(config);
    return null;
  } catch (error) {
    const { code, message } = shownError(error);
    const sentence = message.slice(`${code}: `.length);
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)} The table holds for any.`;
  }
}

function heading(): (HTMLElement | null)[] {
  const { authors, place } = paperParts(zouGuarantee);
  return [
    h("p", { class: "kicker" }, h("strong", {}, authors), ` · ${place}`),
    h("h1", { tabindex: -1 }, zouGuarantee.title),
    h("p", { class: "claim" }, ...withSymbols(zouGuarantee.claim)),
    modelFormulas(zouGuarantee.paper),
  ];
}

const formulas = (): HTMLElement =>
  h(
    "section",
    { class: "plate main" },
    h(
      "div",
      { class: "plate-head" },
      h("h2", {}, "The theorems"),
      h("p", { class: "soft" }, "with the case tables of their proofs, slips corrected"),
    ),
    ...THEOREMS.map(openFormula),
  );

/** The table and the run, as the command line has them. */
function commandsOf(id: string, request: ConfigRequest): string {
  const set: Readonly<Record<string, unknown>> = request.set ?? {};
  const letterOf = new Map(Object.entries(LETTERS).map(([letter, key]) => [key, letter]));
  const needed = new Set(["samples", "layers", "separation"]);
  const values = zouGuarantee.parameters
    .filter(({ key }) => needed.has(key) || Object.hasOwn(set, key))
    .map(({ key, default: usual }) => `${letterOf.get(key) ?? key}=${String(Object.hasOwn(set, key) ? set[key] : usual)}`);
  const errata = request.errata === "printed" ? " --errata printed" : "";
  return `npx relulab bound zou --set ${values.map(word).join(" ")}${errata}\n${commandOf(id, request)}`;
}
