import { experiments, findExperiment } from "../../../src/experiments/registry.js";
import type { Experiment } from "../../../src/experiments/types.js";
import type { App, Page } from "../app.js";
import { h, withSymbols } from "../dom.js";
import { cardOf } from "../parts/card.js";
import { figurePlate } from "../parts/figurePlate.js";
import { paperParts } from "../paper.js";
import { experimentAddress } from "../route.js";
import { actionsFor, barState } from "../runs/control.js";

const FEATURED = "wang-fig2";
const FACTS_EVERY = 250;

/** The start page: one figure that runs at a click, then all experiments by paper. */
export function figuresPage(app: App): Page {
  const experiment = findExperiment(FEATURED);
  const request = (): object => ({});
  const figure = figurePlate(app, experiment, actionsFor(app, experiment, "trial", request));
  const cards = experiments.map((one) => ({ paper: paperParts(one), card: cardOf(app, one) }));
  const update = (): void => {
    const state = barState(app, experiment, "trial", {});
    figure.update(state, state.config);
  };
  const deaf = app.queue.listen((run) => {
    if (run.experiment === experiment || run.ended) update();
    for (const { card } of cards) card.update(run);
  });
  const timer = setInterval(update, FACTS_EVERY);
  update();
  const papers = Array.from(new Set(cards.map(({ paper }) => paper.title)));
  const element = h(
    "div",
    { class: "figures" },
    h("div", { class: "featured" }, introduction(experiment), figure.element),
    h("h2", { class: "list-title" }, "All figures"),
    ...papers.map((title) => {
      const own = cards.filter(({ paper }) => paper.title === title);
      return h(
        "section",
        { class: "paper" },
        h("h3", {}, title, h("span", { class: "soft" }, ` · ${own[0].paper.authors}`)),
        h("div", { class: "cards" }, ...own.map(({ card }) => card.element)),
      );
    }),
  );
  return {
    title: "Figures",
    element,
    leave: () => {
      deaf();
      clearInterval(timer);
    },
  };
}

function introduction(experiment: Experiment): HTMLElement {
  const { authors, place } = paperParts(experiment);
  return h(
    "div",
    { class: "introduction" },
    h("p", { class: "kicker" }, h("strong", {}, authors), ` · ${place}`),
    h("h1", { tabindex: -1 }, experiment.title),
    h("p", { class: "claim" }, ...withSymbols(experiment.claim)),
    h(
      "p",
      { class: "soft" },
      "Run recomputes the figure in this tab, with the bits of the command line. ",
      h("a", { href: experimentAddress(experiment) }, "Settings, checks and certificates"),
    ),
  );
}
