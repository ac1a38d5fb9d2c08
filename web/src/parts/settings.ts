import { makeConfig, type ConfigRequest, type Preset } from "../../../src/experiments/config.js";
import type { Config, Experiment, Parameter, ParameterValue } from "../../../src/experiments/types.js";
import { h, on, setText } from "../dom.js";
import { presetOf, RESERVED } from "../route.js";
import { type Control, control, limitsText, type Setting as AnySetting } from "./control.js";
import { shownError, type ShownError } from "./errorBlock.js";

/** Every setting of an experiment has a value in its preset. */
type Setting = AnySetting & { readonly default: string };

/** Where sliders of the settings that every run has end; the fields take more. */
const SLIDER_TRIALS = 1000;

/** The configuration that a request gives, or why it is refused. */
export function readConfig(
  experiment: Experiment,
  request: ConfigRequest,
): { readonly config: Config | null; readonly error: ShownError | null } {
  try {
    return { config: makeConfig(experiment, request), error: null };
  } catch (error) {
    return { config: null, error: shownError(error) };
  }
}

const text = (value: ParameterValue): string => String(value);

function presetValue({ presets }: Experiment, preset: Preset, parameter: Parameter): ParameterValue {
  return presets[preset]?.parameters?.[parameter.key] ?? parameter.default;
}

/** The control of a parameter: its doc is the label and, after a semicolon, the note; single numbers have a slider. */
export function settingOf(parameter: Parameter, value: ParameterValue): Setting {
  const { key, type, min = 0, max = 0, choices, doc } = parameter;
  const [label, ...notes] = doc.split(/; /);
  const single = type === "integer" || type === "number";
  return {
    key,
    type,
    label: label.replace(/^[a-z]/, (letter) => letter.toUpperCase()),
    note: notes.join("; "),
    default: text(value),
    ...(choices === undefined ? {} : { choices }),
    ...(single ? { slider: { min, max, integer: type === "integer" } } : {}),
    ...(single || type === "choice" ? {} : { note: [limitsText(min, max), ...notes].join("; ") }),
  };
}

function commonSettings(experiment: Experiment, preset: Preset): Setting[] {
  return [
    {
      key: "trials",
      type: "integer",
      label: "Trials per cell",
      note: "",
      default: String(experiment.presets[preset]?.trials ?? 1),
      slider: { min: 1, max: SLIDER_TRIALS, integer: true },
    },
    { key: "seed", type: "integer", label: "Seed", note: "", default: "1" },
    { key: "precision", type: "choice", label: "Precision", note: "", choices: ["f32", "f64"], default: experiment.precision },
    {
      key: "errata",
      type: "choice",
      label: "Errata",
      note: "slips of the papers: corrected, or as printed, or as in the authors' programs",
      choices: ["corrected", "printed", "authors"],
      default: "corrected",
    },
  ];
}

export interface Settings {
  readonly element: HTMLDetailsElement;
  /** Gives whether one of its fields shows the error. */
  update(request: ConfigRequest, error: ShownError | null, running: boolean): boolean;
}

/** The controls of an experiment, made of its parameter table alone. `change` gets the request with only what differs from its preset. */
export function settingsPlate(experiment: Experiment, change: (request: ConfigRequest) => void): Settings {
  const place = h("div", { class: "settings-body" });
  const summary = h("span", { class: "soft" });
  const note = h("p", { class: "under-way" }, "Changes start with the next run.");
  const details = h("details", { class: "plate rail settings" }, h("summary", {}, h("h2", {}, "Settings"), summary), note, place);
  details.open = matchMedia("(min-width: 768px)").matches;
  let request: ConfigRequest = {};
  let built:
    | { readonly preset: Preset; readonly controls: readonly { readonly setting: Setting; readonly control: Control }[] }
    | undefined;
  const build = (preset: Preset): NonNullable<typeof built> => {
    const settings = [
      ...commonSettings(experiment, preset),
      ...experiment.parameters.map((one) => settingOf(one, presetValue(experiment, preset, one))),
    ];
    const order = [settings[0], ...settings.slice(4), ...settings.slice(1, 4)];
    const controls = order.map((setting) => ({
      setting,
      control: control(setting, (value) => change(withValue(request, setting, value))),
    }));
    place.replaceChildren(presetChoice(experiment, preset, change), ...controls.map(({ control }) => control.element));
    return { preset, controls };
  };
  const update = (next: ConfigRequest, error: ShownError | null, running: boolean): boolean => {
    request = next;
    const preset = presetOf(next) === "paper" ? "paper" : "quick";
    if (built === undefined || built.preset !== preset) built = build(preset);
    for (const { setting, control } of built.controls) control.update(valueOf(next, setting), problemOf(setting, error));
    note.classList.toggle("now", running);
    setText(summary, `${preset}, ${valueOf(next, built.controls[0].setting)} a cell`);
    const refused = built.controls.some(({ setting }) => problemOf(setting, error) !== "");
    if (refused) details.open = true;
    return refused;
  };
  return { element: details, update };
}

function presetChoice(experiment: Experiment, preset: Preset, change: (request: ConfigRequest) => void): HTMLElement {
  const option = (name: Preset): HTMLElement => {
    const input = on(h("input", { type: "radio", name: "preset", value: name, checked: name === preset }), "change", () =>
      change({ preset: name }),
    );
    return h("label", {}, input, h("span", {}, name));
  };
  return h(
    "fieldset",
    { class: "segments" },
    h("legend", { class: "hidden-text" }, `Preset of ${experiment.id}`),
    option("quick"),
    option("paper"),
  );
}

const isCommon = ({ key }: Setting): boolean => RESERVED.includes(key);

function valueOf(request: ConfigRequest, setting: Setting): string {
  const own: ParameterValue | undefined = isCommon(setting) ? request[setting.key as "trials"] : ownValue(request, setting.key);
  return own === undefined ? setting.default : String(own);
}

const ownValue = ({ set = {} }: ConfigRequest, key: string): ParameterValue | undefined => (Object.hasOwn(set, key) ? set[key] : undefined);

/** The request with one value changed; a value of the preset is left out, so that equal settings have equal addresses. */
function withValue(request: ConfigRequest, setting: Setting, value: string): ConfigRequest {
  const same = value === setting.default;
  if (!isCommon(setting)) {
    const { [setting.key]: _old, ...rest } = request.set ?? {};
    const set = same ? rest : { ...rest, [setting.key]: value };
    const { set: _set, ...others } = request;
    return Object.keys(set).length === 0 ? others : { ...others, set };
  }
  const { [setting.key as "trials"]: _old, ...rest } = request;
  if (same) return rest;
  return { ...rest, [setting.key]: setting.type === "integer" ? (/^\d+$/.test(value) ? Number(value) : NaN) : value };
}

/** A refusal starts with the name of the setting that it is about. */
function problemOf({ key }: Setting, error: ShownError | null): string {
  const sentence = error?.message.replace(/^\w+: (makeConfig\(\): )?(--)?/, "") ?? "";
  return sentence.startsWith(`${key} `) ? sentence : "";
}
