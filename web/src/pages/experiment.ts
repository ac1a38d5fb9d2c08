import type { ConfigRequest } from "../../../src/experiments/config.js";
import { findExperiment } from "../../../src/experiments/registry.js";
import type { Experiment } from "../../../src/experiments/types.js";
import type { App, Page } from "../app.js";
import { h, withSymbols } from "../dom.js";
import { certificatesPlate } from "../parts/certificates.js";
import { checkRows, claimRows } from "../parts/checks.js";
import { errorBlock } from "../parts/errorBlock.js";
import { modelFormulas } from "../parts/formula.js";
import { errataPlate } from "../parts/errata.js";
import { figurePlate } from "../parts/figurePlate.js";
import { settingsPlate } from "../parts/settings.js";
import { snippet } from "../parts/snippet.js";
import { paperParts } from "../paper.js";
import { experimentAddress, readRequest } from "../route.js";
import type { Picture } from "../runs/messages.js";
import { actionsFor, barState } from "../runs/control.js";
import { followRuns } from "../runs/follow.js";

/** One experiment, in the order of reading: claim, run bar, figure, caption, files, settings, checks, claims, certificates, Node. */
export function experimentPage(app: App, id: string, query: URLSearchParams): Page {
  const experiment = findExperiment(id);
  let request: ConfigRequest = readRequest(query);
  const parts = partsOf(app, experiment, {
    request: () => request,
    change: (next) => {
      request = next;
      history.replaceState(null, "", experimentAddress(experiment, next));
      parts.update(next);
    },
  });
  const update = (): void => parts.update(request);
  const leave = followRuns(app.queue, experiment, update);
  update();
  return {
    title: experiment.title,
    element: h("div", { class: "experiment" }, ...heading(experiment), ...parts.elements),
    go: (next) => {
      request = readRequest(next);
      update();
    },
    leave,
  };
}

interface Parts {
  readonly elements: readonly HTMLElement[];
  update(request: ConfigRequest): void;
}

interface Asked {
  readonly request: () => ConfigRequest;
  readonly change: (request: ConfigRequest) => void;
}

function partsOf(app: App, experiment: Experiment, { request, change }: Asked): Parts {
  const errata = errataPlate(experiment);
  const figure = figurePlate(app, experiment, actionsFor(app, experiment, "trial", request), errata?.open);
  const settings = settingsPlate(experiment, change);
  const [checks, claims] = [checkRows(), claimRows()];
  const certificates = experiment.certify === undefined ? undefined : certificatesPlate(actionsFor(app, experiment, "certify", request));
  const node = snippet();
  const problem = h("div", { class: "page-problem" });
  /** Some checks exist only once trials do. A stored result names them all, so that a run finds its rows in place. */
  let stored: Picture | null = null;
  const update = (now: ConfigRequest): void => {
    const state = barState(app, experiment, "trial", now);
    const { run, error, config } = state;
    const picture = figure.update(state, config);
    const atField = settings.update(now, error, run !== undefined && !run.ended);
    const rows = run?.picture ? picture : (stored ?? picture);
    checks.update(rows.checks, run?.state, run?.done ?? 0);
    claims.update(rows.claims, run?.state, run?.done ?? 0);
    certificates?.update(barState(app, experiment, "certify", now));
    node.update(experiment.id, now);
    problem.replaceChildren(...(error === null || atField ? [] : [errorBlock(error)]));
  };
  void app.stored(experiment).then((found) => {
    stored = found;
    update(request());
  });
  const columns = [
    figure.element,
    settings.element,
    plate("checks", "Checks", "what relulab promises for every seed", checks.element),
    plate("claims", "What the paper says", "never counted as passed or failed", claims.element),
    certificates?.element,
    node.element,
    errata?.element,
  ];
  return { elements: [problem, h("div", { class: "columns" }, ...columns)], update };
}

function heading(experiment: Experiment): (HTMLElement | null)[] {
  const { authors, place } = paperParts(experiment);
  return [
    h("p", { class: "kicker" }, h("strong", {}, authors), ` · ${place} · `, h("code", {}, experiment.id)),
    h("h1", { tabindex: -1 }, experiment.title),
    h("p", { class: "claim" }, ...withSymbols(experiment.claim)),
    modelFormulas(experiment.paper),
  ];
}

function plate(name: string, title: string, remark: string, content: HTMLElement): HTMLElement {
  const head = h("div", { class: "plate-head" }, h("h2", {}, title), h("p", { class: "soft" }, remark));
  return h("section", { class: `plate main ${name}` }, head, content);
}
