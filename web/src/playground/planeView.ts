import type { PlanePanel } from "../../../src/experiments/types.js";
import { planeSvg } from "../../../src/report/plane.js";
import { hasLine } from "../../../src/report/planeRegions.js";
import { h, setText, svg } from "../dom.js";
import { Drawing } from "../drawing.js";
import { followWidth } from "../parts/followWidth.js";
import { grouped } from "../words.js";
import { listenToKeys, listenToPointer } from "./surface.js";
import type { PlaygroundState } from "./state.js";
import { type Method, type MethodState, rowOf } from "./trio.js";
import { lossText, tagOf } from "./verdict.js";
import type { Actions, Part, View } from "./view.js";

const STEP = 8;
const LARGEST = 440;
const LABEL = "Arrow keys step, or move what is selected; Enter selects; n adds a point.";

export const NAMES: Readonly<Record<Method, (state: PlaygroundState) => string>> = {
  plain: () => "Plain SGD",
  noisy: () => "Algorithm 1",
  leaky: ({ settings }) => `Leaky SGD, α = ${settings.slope}`,
};

/** One method: its name and what it has reached, the plane, its numbers. */
export function planeView(method: Method, actions: Actions): Part {
  const [name, tag] = [h("h2", {}), h("p", { class: "plane-tag" })];
  const square = h("div", { class: "figure square", tabindex: 0, role: "application" });
  const box = h("div", { class: "square-box" }, square);
  const numbers = ["loss", "errors", "updates", "dead"].map((label) => ({ label, value: h("dd", {}, "–") }));
  const element = h(
    "section",
    { class: `plate plane ${method}` },
    h("div", { class: "plane-head" }, h("span", { class: "bar", "aria-hidden": "true" }), name, tag),
    box,
    h("dl", { class: "plane-facts" }, ...numbers.map(({ label, value }) => h("div", {}, h("dt", {}, label), value))),
  );
  listenToPointer(square, actions, () => arrowsOf(method, actions.view()));
  listenToKeys(square, actions);
  const draw = drawer(square, box, method);
  const update = (view: View): void => {
    const { state, frame } = view.shown;
    setText(name, NAMES[method](state));
    square.setAttribute("aria-label", `${NAMES[method](state)}, plane with ${state.points.length} points. ${LABEL}`);
    draw(view);
    const found = frame?.methods[method];
    const { kind, word } = found === undefined ? { kind: "plain", word: "" } : tagOf(found, frame?.separable === "separable");
    tag.className = `plane-tag ${kind}`;
    setText(tag, word);
    const texts = found === undefined ? ["–", "–", "–", "–"] : factsOf(found, state.points.length);
    numbers.forEach(({ value }, i) => setText(value, texts[i]));
  };
  return { element, update };
}

const factsOf = ({ loss, errors, updates, dead }: MethodState, points: number): string[] => [
  lossText(loss, points),
  `${errors} of ${points}`,
  grouped(updates),
  String(dead.length),
];

/** Draws at the width of the square, and again only what changed; over it what is selected. */
function drawer(square: HTMLElement, box: HTMLElement, method: Method): (view: View) => void {
  const ring = svg("circle", { class: "chosen", r: 19 });
  const over = svg("svg", { class: "over", "aria-hidden": "true" }, ring);
  let width = 0;
  let last: View | undefined;
  let drawn: { readonly shown: View["shown"]; readonly width: number } | undefined;
  let drawing: Drawing | undefined;
  const mark = (): void => {
    if (last !== undefined) markSelected(square, ring, last, arrowsOf(method, last), width);
  };
  const drawNow = (): void => {
    if (last === undefined || width === 0) return;
    const { shown } = last;
    if (drawn?.shown === shown && drawn.width === width) return mark();
    drawn = { shown, width };
    const markup = (): string => planeSvg(panelOf(method, { shown }), width, `plane-${method}`);
    if (drawing !== undefined) return drawing.follow(markup, mark);
    drawing = new Drawing(markup());
    drawing.element.setAttribute("aria-hidden", "true");
    square.append(drawing.element, over);
    mark();
  };
  const draw = (view: View): void => {
    last = view;
    drawNow();
  };
  const measure = (found: number): void => {
    const next = Math.min(LARGEST, Math.floor(found / STEP) * STEP);
    if (next === width || next <= 0) return;
    width = next;
    drawNow();
  };
  followWidth(box, measure);
  return draw;
}

/** Units that have a line, in the order of their arrows. */
const arrowsOf = (method: Method, view: View): number[] => panelOf(method, view).neurons.flatMap(({ w }, j) => (hasLine(w) ? [j] : []));

function panelOf(method: Method, { shown: { state, frame } }: Pick<View, "shown">): PlanePanel {
  const found = frame?.methods[method];
  const dead = new Set(found?.dead);
  return {
    kind: "plane",
    title: NAMES[method](state),
    finding: "",
    style: method,
    limit: 1,
    leak: method === "leaky" ? state.settings.slope : 0,
    neurons: state.units.map(({ v, w }, j) => {
      const now = found === undefined ? w : rowOf(found.weights, j);
      return now[0] === w[0] && now[1] === w[1] ? { v, w } : { v, w: now, start: w };
    }),
    samples: state.points.map(({ x, label }, i) => ({ x, label, dead: dead.has(i) })),
  };
}

/** A ring round the chosen point; the chosen neuron's arrow in bold. Put on after each drawing, which knows neither. */
function markSelected(square: HTMLElement, ring: SVGCircleElement, view: View, arrows: readonly number[], width: number): void {
  const { selected, shown } = view;
  const unit = selected?.kind === "unit" ? arrows.indexOf(selected.index) : -1;
  square.querySelectorAll(".arrow").forEach((arrow, i) => arrow.classList.toggle("here", i === unit));
  const point = selected?.kind === "point" ? shown.state.points[selected.index] : undefined;
  ring.classList.toggle("none", point === undefined);
  if (point === undefined) return;
  ring.setAttribute("cx", String(((1 + point.x[0]) * width) / 2));
  ring.setAttribute("cy", String(((1 - point.x[1]) * width) / 2));
}
