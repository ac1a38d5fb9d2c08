import type { App, Page } from "../app.js";
import { h } from "../dom.js";
import { errorBlock, shownError, type ShownError } from "../parts/errorBlock.js";
import { editBar } from "../playground/editBar.js";
import { heading, presetRow, verdictPlate } from "../playground/head.js";
import { planeKey } from "../playground/key.js";
import { lossPlate } from "../playground/lossPlate.js";
import { numbersTable, programPlate } from "../playground/numbers.js";
import { pointsPlate } from "../playground/pointsPlate.js";
import { type Asked, Playground } from "../playground/playground.js";
import { planeView } from "../playground/planeView.js";
import { settingsPlate } from "../playground/settingsPlate.js";
import { readState } from "../playground/state.js";
import { transport } from "../playground/transport.js";
import { METHODS } from "../playground/trio.js";
import { unitsPlate } from "../playground/unitsPlate.js";
import type { Part } from "../playground/view.js";

const NO_WASM = "This browser has no WebAssembly SIMD, so nothing can be computed here. You see where the networks start.";

/** Three methods on points in the plane, from one start on one sample stream. */
export function playgroundPage(app: App, query: URLSearchParams): Page {
  const problem = h("div", { class: "page-problem" });
  const parts: Part[] = [];
  let said: ShownError | null = null;
  const playground = new Playground(readAddress(query), app.capable, (view) => {
    for (const part of parts) part.update(view);
    const error = playground.failure;
    if (error === said) return;
    said = error;
    problem.replaceChildren(...(error === null ? [] : [errorBlock(error)]));
  });
  const element = build(playground, problem, parts, app.capable);
  const stop = (): void => {
    if (document.hidden) playground.pause();
  };
  document.addEventListener("visibilitychange", stop);
  playground.start();
  return {
    title: "Playground",
    element,
    go: (next) => playground.load(readAddress(next)),
    leave: () => {
      document.removeEventListener("visibilitychange", stop);
      playground.dispose();
    },
  };
}

/** An address that is refused gives the default preset, and why. */
function readAddress(query: URLSearchParams): Asked {
  try {
    return { state: readState(query), error: null };
  } catch (error) {
    return { state: readState(new URLSearchParams()), error: shownError(error) };
  }
}

function build(playground: Playground, problem: HTMLElement, parts: Part[], capable: boolean): HTMLElement {
  const { actions } = playground;
  const presets = presetRow(({ points, units, settings }) => playground.load({ state: { points, units, settings, step: 0 }, error: null }));
  const planes = METHODS.map((method) => planeView(method, actions));
  const settings = settingsPlate(actions, () => playground.redrawNow());
  playground.fields = settings;
  const [verdict, edit, run, loss] = [verdictPlate(), editBar(actions), transport(actions), lossPlate()];
  const [points, units, numbers, program] = [pointsPlate(actions), unitsPlate(actions), numbersTable(), programPlate()];
  parts.push(presets, verdict, edit, ...planes, run, loss, settings, points, units, numbers, program);
  const band = capable ? null : h("p", { class: "band warn", role: "status" }, NO_WASM);
  return h(
    "div",
    { class: "playground" },
    heading(actions),
    presets.element,
    problem,
    band,
    verdict.element,
    edit.element,
    h("div", { class: "planes" }, ...planes.map((plane) => plane.element), planeKey()),
    run.element,
    h(
      "div",
      { class: "playground-lower" },
      h("div", { class: "playground-left" }, loss.element, h("div", { class: "playground-tables" }, points.element, units.element)),
      settings.element,
    ),
    h("section", { class: "plate", "aria-label": "Numbers" }, numbers.element, program.element),
  );
}
