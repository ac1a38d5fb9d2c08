import { h } from "../dom.js";
import { changedUnit } from "./edits.js";
import { type Field, field, fieldTable, replaced, type Row, SIDES } from "./fieldTable.js";
import { checked, checkUnits, OUTPUT_WEIGHT, type PlaygroundState, type Unit, UNITS, WEIGHT } from "./state.js";
import { subscript } from "./verdict.js";
import type { Actions, Part } from "./view.js";

/** First and second layer at the start. */
export function unitsPlate(actions: Actions): Part {
  const problem = h("p", { class: "problem", role: "status" });
  const table = fieldTable(
    ["neuron", "v", "across", "up"],
    "weights at the start",
    ({ units }) => units.length,
    (index) => unitRow(index, actions, problem),
  );
  const note = `Where all three start. ${UNITS.min} to ${UNITS.max} neurons; v has both signs and no 0.`;
  const element = h(
    "section",
    { class: "plate units-plate" },
    h("h2", {}, "Weights at the start"),
    h("p", { class: "soft" }, note),
    table.element,
    h("div", { class: "table-foot" }, problem),
  );
  return { element, update: ({ state }) => table.update(state) };
}

function unitRow(index: number, actions: Actions, problem: HTMLElement): Row {
  const name = subscript("w", index + 1);
  const edit = (change: (unit: Unit) => Partial<Unit>): void => {
    const { state } = actions.view();
    const next = changedUnit(state, index, change(state.units[index]));
    checkUnits(next.units);
    actions.edit(next);
  };
  const weight = (at: 0 | 1): Field => {
    const accept = (text: string): void => edit(({ w }) => ({ w: replaced(w, at, checked(`${name} ${SIDES[at]}`, text, WEIGHT)) }));
    return field(`${name}, ${SIDES[at]}`, accept, problem);
  };
  const output = (text: string): void => edit(() => ({ v: checked(`output weight ${index + 1}`, text, OUTPUT_WEIGHT) }));
  const fields = [field(`v of neuron ${index + 1}`, output, problem), weight(0), weight(1)];
  const update = ({ units }: PlaygroundState): void => [units[index].v, ...units[index].w].forEach((value, i) => fields[i].update(value));
  const cells = fields.map(({ input }) => h("td", {}, input));
  return { element: h("tr", {}, h("th", { scope: "row" }, name), ...cells), update };
}
