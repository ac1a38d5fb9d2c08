import { announce } from "../announce.js";
import { button, h, setText, svg, withSymbols } from "../dom.js";
import { copyButton } from "../parts/copyButton.js";
import { PRESETS, type Preset } from "./presets.js";
import { presetOf, writeState } from "./state.js";
import { verdictOf } from "./verdict.js";
import type { Actions, Part } from "./view.js";

/** What it is, and the address of the very moment that is shown. */
export function heading({ view }: Pick<Actions, "view">): HTMLElement {
  const claim = "One start, one sample stream, three methods. Click a plane to add points, drag them, or turn a neuron by its arrow.";
  const link = copyButton("Copy permalink", () => new URL(writeState(view().state), location.href).href);
  return h("div", { class: "playground-head" }, h("h1", { tabindex: -1 }, "Playground"), link, h("p", { class: "claim" }, claim));
}

export function presetRow(load: (preset: Preset) => void): Part {
  const buttons = PRESETS.map((preset) => ({
    id: preset.id,
    element: button({ class: "small", "aria-pressed": "false" }, [preset.name.replace(/^Figure 1 (?=[bcd])/, "")], () => load(preset)),
  }));
  for (const { id, element } of buttons) if ("bcd".includes(id)) element.setAttribute("aria-label", `Figure 1 ${id}`);
  const label = h("span", { class: "soft", id: "presets-label" }, "Start from");
  return {
    element: h(
      "div",
      { class: "presets", role: "group", "aria-labelledby": "presets-label" },
      label,
      ...buttons.map(({ element }) => element),
    ),
    update: ({ state }) => {
      const chosen = presetOf(state);
      for (const { id, element } of buttons) element.setAttribute("aria-pressed", String(id === chosen));
    },
  };
}

/** A ball in a valley beside a deeper one, at the bottom, or rolling. */
const SHAPES = {
  warn: { hill: "M1 3c1 5 3 8 5.5 8s3-5 5.5-5 3.5 11 6 11 4-7 5-15", ball: [6.5, 7.2] },
  pass: { hill: "M1 2c3 19 19 19 22 0", ball: [12, 12.2] },
  plain: { hill: "M1 2c3 19 19 19 22 0", ball: [5.6, 5.4] },
} as const;

function shape(kind: keyof typeof SHAPES): SVGElement {
  const { hill, ball } = SHAPES[kind];
  return svg(
    "svg",
    { class: "valley", viewBox: "0 0 24 20", width: 29, height: 24, "aria-hidden": "true" },
    svg("path", { d: hill }),
    svg("circle", { cx: ball[0], cy: ball[1], r: 2.8 }),
  );
}

/** What is proved about plain SGD at this step. Of one height for all that it may say, so that nothing under it moves. */
export function verdictPlate(): Part {
  const [text, proof] = [h("p", { class: "verdict-text" }), h("p", { class: "verdict-proof" })];
  const place = h("span", { class: "verdict-shape" });
  const element = h("section", { class: "verdict", "aria-label": "What is proved" }, place, h("div", {}, text, proof));
  let shown = "";
  let told = "";
  const update: Part["update"] = ({ playing, shown: { state, frame } }) => {
    const found = verdictOf(state, frame);
    // Once a run stands, what it has come to is said; never on its way.
    if (!playing && frame !== null && found.text !== told) {
      if (told !== "") announce(found.text);
      told = found.text;
    }
    const key = JSON.stringify(found);
    if (key === shown) return;
    shown = key;
    element.className = `verdict ${found.kind}`;
    place.replaceChildren(shape(found.kind));
    setText(text, found.text);
    proof.replaceChildren(...withSymbols(found.proof));
  };
  return { element, update };
}
