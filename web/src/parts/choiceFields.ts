import { SCALINGS, type Scaling } from "../../../src/data/scaling.js";
import { h, on } from "../dom.js";
import { samplesOf, withClasses } from "../data/choice.js";
import type { Choice, TableFacts } from "../data/messages.js";
import type { DataSession } from "../data/session.js";
import { grouped } from "../words.js";
import { chooser, field, tick } from "./fields.js";

const SCALING_WORDS: Readonly<Record<Scaling, string>> = {
  raw: "as in the file",
  "max-norm": "largest ‖x‖ is 1",
  "unit-norm": "every ‖x‖ is 1",
  columns: "every feature: mean 0, deviation 1",
};

const SCALING_CHOICES = SCALINGS.map((value) => ({ value, text: SCALING_WORDS[value] }));

/** Which samples are looked at, and how they are scaled; every change looks for a separator anew. */
export function choiceFields(session: DataSession, table: TableFacts, choice: Choice): HTMLElement[] {
  const change = (changed: Partial<Choice>): void => session.search({ ...choice, ...changed });
  const scaling = chooser(SCALING_CHOICES, choice.scaling, (value) => change({ scaling: value }));
  const bias = tick(choice.bias, (checked) => change({ bias: checked }));
  return [
    ...(choice.negative === "" ? [] : classFields(session, table, choice)),
    sampleField(samplesOf(table, choice), choice, (samples) => change({ samples })),
    field("scaling", "Scaling", scaling),
    field("bias", "Bias: append 1 to every sample", bias),
  ];
}

/** Choosing the class that the other one has makes them change places. */
function classFields(session: DataSession, table: TableFacts, choice: Choice): HTMLElement[] {
  const names = table.classes.map(({ name }) => ({ value: name, text: name }));
  const { positive, negative } = choice;
  const pick = (pair: Pick<Choice, "positive" | "negative">): void => session.search(withClasses(table, choice, pair));
  const first = chooser(names, positive, (name) => pick({ positive: name, negative: name === negative ? positive : negative }));
  const second = chooser(names, negative, (name) => pick({ positive: name === positive ? negative : positive, negative: name }));
  return [field("positive", "Class +1", first), field("negative", "Class −1", second)];
}

function sampleField(most: number, { samples }: Choice, change: (samples: number) => void): HTMLElement {
  const input = h("input", { type: "text", inputmode: "numeric", value: String(samples), autocomplete: "off" });
  on(input, "change", () => {
    const value = Number(input.value);
    const fits = Number.isInteger(value) && value >= 1 && value <= most;
    input.setAttribute("aria-invalid", String(!fits));
    if (fits) change(value);
  });
  return field("samples", "Samples, the first", input, `1 … ${grouped(most)}`);
}
