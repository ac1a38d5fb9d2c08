import { makeConfig } from "../../../src/experiments/config.js";
import type { Experiment, Figure, Panel } from "../../../src/experiments/types.js";
import { exportSvg } from "../../../src/report/figure.js";
import type { App } from "../app.js";
import { h, setText } from "../dom.js";
import { elementOf, readMarkup } from "../markup.js";
import { paperParts } from "../paper.js";
import { experimentAddress } from "../route.js";
import { pictureOf } from "../runs/picture.js";
import type { Run } from "../runs/run.js";
import { shortHash, trialsText } from "../words.js";

const THUMBNAIL = 400;
/** Margin, title and y title of a drawn panel. */
const TITLE = 64;

export interface Card {
  readonly element: HTMLElement;
  update(run: Run): void;
}

/** An experiment in the list: its first panel (the last result's, else empty axes), title, place in the paper, what a run is. */
export function cardOf(app: App, experiment: Experiment): Card {
  const { trials } = experiment.presets.quick;
  const thumbnail = h("div", { class: "thumbnail", "aria-hidden": "true" });
  const facts = h("p", { class: "facts-line" }, costOf(experiment, trials));
  const progress = h("progress", { max: 1, value: 0, hidden: true, "aria-label": "finished trials" });
  const element = h(
    "a",
    { class: "card", href: experimentAddress(experiment) },
    thumbnail,
    h("h4", {}, experiment.title),
    h("p", { class: "soft" }, `${paperParts(experiment).place} · `, h("code", {}, experiment.id)),
    facts,
    progress,
  );
  const draw = ({ panels, ...figure }: Figure): void => {
    const drawing = exportSvg(
      { ...figure, panels: [unnamed(panels[0])] },
      { width: THUMBNAIL, columns: 1, standalone: false, id: `card-${experiment.id}` },
    );
    thumbnail.replaceChildren(elementOf(readMarkup(drawing)));
    crop(thumbnail.firstElementChild as SVGSVGElement);
  };
  const update = (run: Run): void => {
    if (run.experiment !== experiment || run.job !== "trial") return;
    progress.hidden = run.ended;
    progress.value = run.total === 0 ? 0 : run.done / run.total;
    if (run.result === null || run.picture === null) return;
    draw(run.picture.figure);
    setText(facts, `result ${shortHash(run.result.sha256)}, ${trialsText(run.total)}`);
  };
  // Drawings of many cards are not one long task: each waits for a turn of its own.
  setTimeout(() => {
    const last = app.queue.latest((run) => run.experiment === experiment && run.result !== null);
    if (last !== undefined) return update(last);
    draw(pictureOf(experiment, makeConfig(experiment), []).figure);
    void app.stored(experiment).then((picture) => picture !== null && draw(picture.figure));
  }, 0);
  return { element, update };
}

/** Names are too small to be read there; without them no key of theirs stands beside the plot, and it has all the width. */
function unnamed(panel: Panel): Panel {
  if (panel.kind !== "curves") return panel;
  return { ...panel, legend: false, series: panel.series.map((series) => ({ ...series, labelled: false })) };
}

/** A thumbnail is the plot alone: its style hides texts, so that what is left is seen as large as it can be. */
function crop(svg: SVGSVGElement): void {
  for (const part of svg.querySelectorAll(".background, :scope > g:first-of-type > g:nth-of-type(n + 2)")) part.remove();
  const { x, y, width, height } = svg.getBBox();
  const top = Math.max(y, TITLE);
  svg.setAttribute("viewBox", [x, top, width, y + height - top].map(Math.round).join(" "));
}

function costOf(experiment: Experiment, trials: number): string {
  const cells = experiment.grid(makeConfig(experiment)).length;
  const digits = experiment.inputs === "digits" ? ", digits drawn by the package" : "";
  return `quick: ${trialsText(cells * trials)}${digits}`;
}
