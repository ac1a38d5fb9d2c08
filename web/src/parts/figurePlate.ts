import { makeConfig } from "../../../src/experiments/config.js";
import type { Config, Experiment, Figure } from "../../../src/experiments/types.js";
import type { App } from "../app.js";
import { button, h, withSymbols } from "../dom.js";
import type { Picture } from "../runs/messages.js";
import { pictureOf } from "../runs/picture.js";
import type { Run } from "../runs/run.js";
import { canonicalJson } from "../../../src/sweep/resultFile.js";
import { dataTable } from "./dataTable.js";
import { errorBlock } from "./errorBlock.js";
import { exportRow } from "./exports.js";
import { figureBox } from "./figureBox.js";
import { runKeys } from "./runKeys.js";
import { runBar, type RunBarActions, type RunBarState } from "./runBar.js";

export interface FigurePlate {
  readonly element: HTMLElement;
  /** The picture that is now shown: of the run, else empty axes. */
  update(state: RunBarState, config: Config | null): Picture;
}

const NO_WASM = "This browser has no WebAssembly SIMD, so nothing can be computed here. You see a stored result.";
const NO_WASM_EMPTY = "This browser has no WebAssembly SIMD, so nothing can be computed here.";

/** Run bar, figure, caption, files: the figure is the hero of a page. `more` goes to what the paper does not print. */
export function figurePlate(app: App, experiment: Experiment, actions: RunBarActions, more?: () => void): FigurePlate {
  const bar = runBar(actions);
  const box = figureBox();
  const caption = h("p", { class: "caption" });
  const problem = h("div", { class: "problems" });
  const exports = exportRow();
  const table = dataTable();
  const body = h("div", { class: "plate-body" }, box.element);
  const foot = h("div", { class: "plate-foot" }, caption, exports.element, table.element);
  const element = h("section", { class: "plate main figure-plate", "aria-label": "Figure" }, bar.element, problem, body, foot);
  runKeys(body, actions);
  let stored: Picture | null = null;
  const empty = emptyPictures(experiment);
  const draw = (figure: Figure, live = false): void => {
    box.show(figure, live);
    table.update(figure);
    const link = more === undefined ? [] : [" ", button({ class: "link" }, ["What the paper does not print"], more)];
    caption.replaceChildren(h("strong", {}, ...withSymbols(figure.lead)), " ", ...withSymbols(figure.caption), ...link);
  };
  let shown: Picture | null = null;
  let failed: Run | undefined;
  const update = (state: RunBarState, config: Config | null): Picture => {
    bar.update(state);
    exports.update(experiment.id, state.run);
    const picture = state.run?.picture ?? stored ?? empty(config);
    if (picture !== shown) draw(picture.figure, state.run?.state === "running");
    shown = picture;
    const failure = state.run?.failure ?? null;
    if (failed !== (failure === null ? undefined : state.run)) problem.replaceChildren(...(failure === null ? [] : [errorBlock(failure)]));
    failed = failure === null ? undefined : state.run;
    return picture;
  };
  if (!app.capable)
    void app.stored(experiment).then((picture) => {
      stored = picture;
      problem.replaceChildren(h("p", { class: "band warn", role: "status" }, picture === null ? NO_WASM_EMPTY : NO_WASM));
      if (picture !== null) draw(picture.figure);
    });
  return { element, update };
}

/** Empty axes of a configuration; of the last good one where the settings are refused, else of the quick preset. */
function emptyPictures(experiment: Experiment): (config: Config | null) => Picture {
  let last: { readonly config: Config; readonly picture: Picture } | undefined;
  return (config) => {
    if (last !== undefined && (config === null || canonicalJson(config) === canonicalJson(last.config))) return last.picture;
    const drawn = config ?? makeConfig(experiment);
    last = { config: drawn, picture: pictureOf(experiment, drawn, []) };
    return last.picture;
  };
}
