import { readParameter } from "../../../src/experiments/config.js";
import type { Parameter } from "../../../src/experiments/types.js";
import { RelulabError } from "../../../src/errors.js";
import { h, setText } from "../dom.js";
import { applies, TRAINING_PARAMETERS, textOf, type TrainingTexts } from "../data/trainingSettings.js";
import { control } from "./control.js";
import { settingOf } from "./settings.js";

export interface TrainSettings {
  readonly element: HTMLElement;
  update(texts: TrainingTexts, running: boolean): void;
}

/** The controls of a training, made of its parameter table; those that a method has no use for are hidden. */
export function trainSettings(change: (texts: TrainingTexts) => void): TrainSettings {
  let texts: TrainingTexts = {};
  const controls = TRAINING_PARAMETERS.map((parameter) => ({
    parameter,
    control: control(sliderless(parameter), (value) => change(changed(texts, parameter, value))),
  }));
  const note = h("p", { class: "under-way" }, "Changes start with the next training.");
  const summary = h("span", { class: "soft" });
  const place = h("div", { class: "settings-body" }, ...controls.map((one) => one.control.element));
  const element = h("details", { class: "plate rail settings" }, h("summary", {}, h("h2", {}, "Settings"), summary), note, place);
  element.open = matchMedia("(min-width: 768px)").matches;
  const update = (now: TrainingTexts, running: boolean): void => {
    texts = now;
    const method = textOf(now, TRAINING_PARAMETERS[0]);
    for (const { parameter, control: one } of controls) {
      one.element.hidden = !applies(parameter.key, method);
      one.update(textOf(now, parameter), problemOf(parameter, now));
    }
    note.classList.toggle("now", running);
    setText(summary, method);
  };
  return { element, update };
}

/** A seed has no scale. */
function sliderless(parameter: Parameter): ReturnType<typeof settingOf> {
  const { slider, ...setting } = settingOf(parameter, parameter.default);
  return parameter.key === "seed" || slider === undefined ? setting : { ...setting, slider };
}

/** What has its default is left out, so that equal settings have equal addresses. */
function changed(texts: TrainingTexts, { key, default: usual }: Parameter, value: string): TrainingTexts {
  const { [key]: _old, ...rest } = texts;
  return value === String(usual) ? rest : { ...rest, [key]: value };
}

function problemOf(parameter: Parameter, texts: TrainingTexts): string {
  try {
    readParameter(parameter, textOf(texts, parameter));
    return "";
  } catch (error) {
    if (error instanceof RelulabError) return error.message.slice(error.code.length + 2);
    throw error;
  }
}
