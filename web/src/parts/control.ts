import { button, h, on, withSymbols } from "../dom.js";
import { shortNumber } from "../words.js";
import { makeSlider, type SliderScale } from "./slider.js";

/** One setting as the page shows it. Parameters of experiments and the settings of every run (trials, seed …) have this shape. */
export interface Setting {
  readonly key: string;
  readonly type: "integer" | "number" | "integers" | "numbers" | "choice";
  readonly label: string;
  readonly note: string;
  readonly choices?: readonly string[];
  readonly slider?: SliderScale;
  /** What the preset has; null where there is none to go back to. */
  readonly default: string | null;
}

export interface Control {
  readonly element: HTMLElement;
  /** Shows a value, and an error that belongs to it. */
  update(value: string, error: string): void;
}

let controls = 0;

/** A field with its slider where the setting is one number; says when it differs from the preset, and why it is refused. */
export function control(setting: Setting, change: (value: string) => void): Control {
  const id = `setting${++controls}`;
  const { field, value: read, write } = fieldOf(setting, id);
  on(field, "change", () => change(read()));
  const slider = setting.slider === undefined ? undefined : makeSlider(setting.slider, setting, change);
  const preset = setting.default ?? "";
  const reset = button({ class: "reset" }, [`reset to ${brief(preset)}`], () => change(preset));
  const problem = h("p", { class: "problem", id: `${id}-problem` });
  const element = h(
    "div",
    { class: `setting ${setting.type}` },
    h("label", { for: id }, ...withSymbols(setting.label)),
    field,
    slider?.element,
    setting.note === "" ? null : h("p", { class: "note", id: `${id}-note` }, ...withSymbols(setting.note)),
    problem,
    reset,
  );
  const update = (value: string, error: string): void => {
    if (!field.matches(":focus")) write(value);
    slider?.update(value);
    const changed = setting.default !== null && value !== setting.default;
    element.classList.toggle("changed", changed);
    reset.hidden = !changed;
    problem.textContent = error;
    problem.hidden = error === "";
    field.setAttribute("aria-invalid", String(error !== ""));
    field.setAttribute("aria-describedby", error !== "" ? `${id}-problem` : setting.note === "" ? "" : `${id}-note`);
  };
  return { element, update };
}

const brief = (text: string): string => (text.length > 18 ? "the preset" : text);
const spaced = (list: string): string => list.split(",").join(", ");

interface Field {
  readonly field: HTMLInputElement | HTMLSelectElement;
  readonly value: () => string;
  readonly write: (value: string) => void;
}

function fieldOf({ type, choices = [] }: Setting, id: string): Field {
  if (type === "choice") {
    const select = h("select", { id }, ...choices.map((choice) => h("option", { value: choice }, choice)));
    return { field: select, value: () => select.value, write: (value) => (select.value = value) };
  }
  const list = type === "integers" || type === "numbers";
  const input = h("input", { id, type: "text", inputmode: list ? "text" : "decimal", autocomplete: "off", spellcheck: "false" });
  return {
    field: input,
    value: () => input.value.replace(/\s+/g, list ? "" : " ").trim(),
    write: (value) => (input.value = list ? spaced(value) : value),
  };
}

export const limitsText = (min: number, max: number): string => `${shortNumber(min)} … ${shortNumber(max)}`;
