import { button, h, on, setText } from "../dom.js";
import { removeSelected, setClass } from "./surface.js";
import { MOST_POINTS } from "./state.js";
import { subscript } from "./verdict.js";
import type { Actions, Part, View } from "./view.js";

const CLASSES = [
  { label: 1, sign: "+", name: "class +" },
  { label: -1, sign: "−", name: "class −" },
] as const;

/** Which class a click adds, and what can be done with what is selected. */
export function editBar(actions: Actions): Part {
  const choices = CLASSES.map(({ label, sign, name }) => ({
    label,
    input: on(h("input", { type: "radio", name: "adding", "aria-label": `A click adds ${name}` }), "change", () => actions.add(label)),
    sign,
  }));
  const segments = choices.map(({ input, sign, label }) => h("label", { class: label > 0 ? "pos" : "neg" }, input, h("span", {}, sign)));
  const fieldset = h("fieldset", { class: "segments" }, h("legend", { class: "hidden-text" }, "Class of new points"), ...segments);
  const said = h("p", { class: "selected-text", role: "status" });
  const swap = button({ class: "small" }, ["Swap class"], () => {
    const { state, selected } = actions.view();
    if (selected?.kind === "point") setClass(state.points[selected.index].label > 0 ? -1 : 1, actions);
  });
  const remove = button({ class: "small" }, ["Remove"], () => removeSelected(actions));
  const clear = button({ class: "small" }, ["Clear points"], () => {
    actions.select(null);
    actions.edit({ ...actions.view().state, points: [] });
  });
  const element = h("div", { class: "edit-bar" }, h("span", { class: "soft" }, "A click adds"), fieldset, said, swap, remove, clear);
  const update = (view: View): void => {
    for (const { label, input } of choices) input.checked = label === view.adding;
    const point = view.selected?.kind === "point";
    [swap.disabled, remove.disabled, clear.disabled] = [!point, !point, view.state.points.length === 0];
    setText(said, selectedText(view));
  };
  return { element, update };
}

const signed = (value: number): string => String(value).replace("-", "−");

function selectedText({ state, selected }: View): string {
  const count = state.points.length;
  if (selected === null)
    return count >= MOST_POINTS
      ? `${count} of ${MOST_POINTS} points: remove one to add another`
      : `${count} of at most ${MOST_POINTS} points`;
  if (selected.kind === "point") {
    const { x, label } = state.points[selected.index];
    return `${subscript("x", selected.index + 1)} at (${signed(x[0])}, ${signed(x[1])}), class ${label > 0 ? "+" : "−"}`;
  }
  const { v, w } = state.units[selected.index];
  return `${subscript("w", selected.index + 1)} starts at (${w.map((value) => signed(Number(value.toPrecision(4)))).join(", ")}), v = ${signed(v)}`;
}
