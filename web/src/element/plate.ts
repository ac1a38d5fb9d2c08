import type { Experiment } from "../../../src/experiments/types.js";
import { h, setText, withSymbols } from "../dom.js";
import { paperParts } from "../paper.js";
import { errorBlock, type ShownError } from "../parts/errorBlock.js";
import { figureBox } from "../parts/figureBox.js";
import { resultHash, runButtons, type RunBarActions, type RunBarState, runFacts } from "../parts/runBar.js";
import { runKeys } from "../parts/runKeys.js";
import type { Picture } from "../runs/messages.js";
import { verdictLine } from "./verdict.js";

/** Below, panels come one at a time. */
const ONE_PANEL_BELOW = 480;

export interface PlateState extends RunBarState {
  readonly picture: Picture;
  readonly error: ShownError | null;
  /** What is quietly said of how this is computed; empty for the usual way. */
  readonly remark: string;
  /** The page of these settings on a relulab site; empty where none is known. */
  readonly link: string;
}

export interface Plate {
  readonly element: HTMLElement;
  update(state: PlateState): void;
}

/** Title and buttons, figure, caption, progress, verdict, sources: of one size before, in and after a run. */
export function plate(experiment: Experiment, actions: RunBarActions): Plate {
  const buttons = runButtons(actions);
  for (const one of buttons.element.children) one.setAttribute("part", "button");
  const box = figureBox({ onePanelBelow: ONE_PANEL_BELOW });
  const problem = h("div", { class: "problem-place" });
  const caption = h("p", { class: "caption", part: "caption" });
  const { done, left, progress, ...facts } = runFacts();
  const verdict = verdictLine();
  const foot = footLine(experiment);
  const figure = h("div", { class: "figure-place", part: "figure" }, box.element, problem);
  const title = h("h3", { class: "plate-title", part: "title" }, experiment.title);
  const element = h(
    "div",
    { class: "body" },
    h("div", { class: "head" }, title, buttons.element),
    figure,
    caption,
    h("div", { class: "facts-row" }, progress, done, left),
    verdict.element,
    foot.element,
  );
  runKeys(figure, actions);
  let shown: Picture | undefined;
  let told: ShownError | null = null;
  const update = (state: PlateState): void => {
    const { run, picture, error } = state;
    buttons.update(state);
    facts.update(state);
    verdict.update(picture, run?.state, run?.done ?? 0);
    foot.update(state);
    if (error !== told) problem.replaceChildren(...(error === null ? [] : [errorBlock(error)]));
    told = error;
    if (picture === shown) return;
    shown = picture;
    box.show(picture.figure);
    caption.replaceChildren(h("strong", {}, ...withSymbols(picture.figure.lead)), " ", ...withSymbols(picture.figure.caption));
  };
  return { element, update };
}

/** Where the figure comes from; the hash of the result, or how it is computed; the way to all settings. */
function footLine(experiment: Experiment): { readonly element: HTMLElement; update(state: PlateState): void } {
  const { authors, place } = paperParts(experiment);
  const middle = h("span", { class: "middle" });
  const open = h("a", { class: "open", target: "_blank", rel: "noopener" }, "open in relulab");
  const element = h("p", { class: "foot" }, h("span", { class: "source" }, `${authors}, ${place}`), middle, open);
  const update = ({ run, remark, link }: PlateState): void => {
    const result = run?.result ?? null;
    if (result === null) setText(middle, remark);
    else if (middle.querySelector(".hash") === null) middle.replaceChildren(resultHash(result));
    open.hidden = link === "";
    if (link !== "") open.href = link;
  };
  return { element, update };
}
