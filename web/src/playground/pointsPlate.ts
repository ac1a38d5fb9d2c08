import { button, h, on, setText } from "../dom.js";
import { grouped } from "../words.js";
import { changedPoint, freePlace, withoutPoint, withPoint } from "./edits.js";
import { type Field, field, fieldTable, replaced, type Row, SIDES } from "./fieldTable.js";
import { checked, COORDINATE, MOST_POINTS, type PlaygroundState } from "./state.js";
import { subscript } from "./verdict.js";
import type { Actions, Part, View } from "./view.js";

/** Every point: class, two coordinates, a button that takes it away; and whether a line separates them. */
export function pointsPlate(actions: Actions): Part {
  const problem = h("p", { class: "problem", role: "status" });
  const table = fieldTable(
    ["point", "class", "across", "up", ""],
    "points",
    ({ points }) => points.length,
    (index) => pointRow(index, actions, problem),
  );
  const add = button({ class: "small" }, ["Add a point"], () => {
    const { state, adding } = actions.view();
    actions.edit(withPoint(state, { x: freePlace(state), label: adding }));
  });
  const limit = h("p", { class: "soft" });
  const update = ({ state, shown }: View): void => {
    table.update(state);
    add.disabled = state.points.length >= MOST_POINTS;
    setText(limit, `${state.points.length} of at most ${MOST_POINTS} points. ${separability(shown)}`);
  };
  const foot = h("div", { class: "table-foot" }, add, problem);
  return { element: h("section", { class: "plate points-plate" }, h("h2", {}, "Points"), limit, table.element, foot), update };
}

function pointRow(index: number, actions: Actions, problem: HTMLElement): Row {
  const name = subscript("x", index + 1);
  const label = h("select", { "aria-label": `class of ${name}` }, h("option", { value: "1" }, "+"), h("option", { value: "-1" }, "−"));
  on(label, "change", () => actions.edit(changedPoint(actions.view().state, index, { label: label.value === "1" ? 1 : -1 })));
  const coordinate = (at: 0 | 1): Field => {
    const accept = (text: string): void => {
      const { state } = actions.view();
      const value = checked(`${name} ${SIDES[at]}`, text, COORDINATE);
      actions.edit(changedPoint(state, index, { x: replaced(state.points[index].x, at, value) }));
    };
    return field(`${name}, ${SIDES[at]}`, accept, problem);
  };
  const fields = [coordinate(0), coordinate(1)];
  const remove = button({ class: "small", "aria-label": `Remove ${name}` }, ["×"], () => {
    actions.select(null);
    actions.edit(withoutPoint(actions.view().state, index));
  });
  const cells = [label, ...fields.map(({ input }) => input), remove].map((content) => h("td", {}, content));
  const update = ({ points }: PlaygroundState): void => {
    label.value = String(points[index].label);
    fields.forEach((one, at) => one.update(points[index].x[at]));
  };
  return { element: h("tr", {}, h("th", { scope: "row" }, name), ...cells), update };
}

function separability({ frame }: View["shown"]): string {
  if (frame === null) return "";
  const { separable, margin, bound } = frame;
  if (separable === "not-separable") return "No line through the origin separates them: Theorem 1 says nothing of them.";
  if (separable === "no-margin-above") return "Whether a line through the origin separates them is not decided.";
  const allowed = bound === null ? "" : `; Theorem 1 then allows Algorithm 1 at most ${grouped(Math.floor(bound))} updates`;
  return `A line through the origin separates them with margin ${Number(margin.toPrecision(4))}${allowed}.`;
}
