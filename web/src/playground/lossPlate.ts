import type { CurvePanel, Figure, Series } from "../../../src/experiments/types.js";
import { h } from "../dom.js";
import { figureBox } from "../parts/figureBox.js";
import { METHODS, type Method } from "./trio.js";
import type { Part, View } from "./view.js";

const LABELS: Readonly<Record<Method, string>> = { plain: "plain SGD", noisy: "Algorithm 1", leaky: "leaky SGD" };

/** Losses over time, as far as the run has ever been; the line is now. */
export function lossPlate(): Part {
  const box = figureBox({ label: "training loss over time" });
  let last: View["shown"] | undefined;
  const update = ({ shown }: View): void => {
    if (shown === last) return;
    last = shown;
    box.show(lossFigure(shown), false);
  };
  return { element: h("section", { class: "plate loss", "aria-label": "Training loss" }, box.element), update };
}

export function lossFigure({ state, frame }: View["shown"]): Figure {
  const { steps } = state.settings;
  const top =
    frame === null ? 1 : Math.max(1, ...METHODS.flatMap((method) => frame.methods[method].curve.reduce((a, b) => Math.max(a, b), 0)));
  const curves = METHODS.map((method): Series => {
    const curve = frame?.methods[method].curve ?? [];
    const points = curve.map((y, i) => ({ x: frame?.trace[i] ?? 0, y }));
    return { label: LABELS[method], style: method, line: "mean", marker: "none", points };
  });
  const now = METHODS.map((method): Series => {
    const points = frame === null ? [] : [{ x: frame.step, y: frame.methods[method].loss }];
    return { label: `${LABELS[method]} now`, style: method, line: "none", marker: "filled", labelled: false, points };
  });
  const panel: CurvePanel = {
    kind: "curves",
    title: "Training loss",
    finding: "mean hinge loss over the points",
    x: { label: "step of the shared sample stream", symbol: "", scale: "linear", min: 0, max: steps },
    y: { label: "loss", symbol: "", scale: "linear", min: 0, max: ceiling(top) },
    series: [...curves, ...now],
    rules: [{ axis: "x", value: state.step, label: `step ${state.step}` }],
    aspect: 2.7,
    legend: false,
  };
  return { title: "Training loss of three methods from one start on one sample stream.", lead: "", caption: "", panels: [panel] };
}

/** The next of 1, 2, 5, 10, … so that the axis moves seldom. */
function ceiling(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * decade).find((limit) => limit >= value) ?? value;
}
