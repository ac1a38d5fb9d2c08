import { announce } from "../announce.js";
import { button, h } from "../dom.js";
import { control, type Setting } from "../parts/control.js";
import { shownError } from "../parts/errorBlock.js";
import { outputWeightOf, withDrawnWeights, withOutputWeight, withUnits } from "./edits.js";
import { checked, OUTPUT_WEIGHT, readSetting, SAMPLINGS, type Settings, UNITS } from "./state.js";
import type { Actions, Part, View } from "./view.js";

type Key = keyof Settings | "hidden" | "outputWeight";

const COUNT = { ...UNITS, integer: true, example: 4 };
const SIZE = { above: 0, max: OUTPUT_WEIGHT.max ?? 100, example: 1 };

const SETTINGS: readonly (Omit<Setting, "default"> & { readonly key: Key })[] = [
  { key: "learningRate", type: "number", label: "Step size η", note: "", slider: { min: 1e-4, max: 1, integer: false } },
  { key: "noiseStd", type: "number", label: "Gate noise γ", note: "", slider: { min: 0, max: 100, integer: false, linear: true } },
  { key: "slope", type: "number", label: "Leak α", note: "", slider: { min: 0, max: 0.99, integer: false, linear: true } },
  { key: "hidden", type: "integer", label: "Hidden k", note: "", slider: { ...UNITS, integer: true, linear: true } },
  { key: "outputWeight", type: "number", label: "Output ±v", note: "" },
  { key: "sampling", type: "choice", label: "Order", note: "", choices: SAMPLINGS },
  { key: "steps", type: "integer", label: "Steps", note: "", slider: { min: 10, max: 20_000, integer: true } },
  { key: "speed", type: "integer", label: "Steps/s", note: "", slider: { min: 1, max: 10_000, integer: true } },
  { key: "seed", type: "integer", label: "Seed", note: "" },
];

export interface SettingsPart extends Part {
  /** Why the run that is shown is not the one that the fields say; empty if it is. */
  readonly problem: () => string;
  /** Forgets refused texts: another state has come. */
  readonly reset: () => void;
}

/** Settings act at once: the step that is shown is reached again with them. A refused text stays in its field, and the last good run is shown. */
export function settingsPlate(actions: Actions, refused: () => void): SettingsPart {
  const drafts = new Map<Key, { readonly text: string; readonly problem: string }>();
  const change = (key: Key, text: string): void => {
    try {
      drafts.delete(key);
      apply(key, text, actions);
    } catch (error) {
      drafts.set(key, { text, problem: shownError(error).message.replace(/^\w+: playground: /, "") });
    }
    refused();
  };
  const controls = SETTINGS.map((setting) => ({
    key: setting.key,
    control: control({ ...setting, default: null }, (text) => change(setting.key, text)),
  }));
  const draw = button({ class: "small" }, ["Draw new weights"], () => {
    const { state } = actions.view();
    const seed = state.settings.seed + 1;
    actions.set("seed", seed);
    actions.edit(withDrawnWeights(state, seed));
    announce(`Weights drawn with seed ${seed}.`);
  });
  const update = ({ state }: View): void => {
    for (const { key, control } of controls) {
      const draft = drafts.get(key);
      control.update(draft?.text ?? valueOf(key, state), draft?.problem ?? "");
    }
  };
  const body = h("div", { class: "settings-body" }, ...controls.map(({ control }) => control.element), draw);
  return {
    element: h("section", { class: "plate playground-settings" }, h("h2", {}, "Settings"), body),
    update,
    reset: () => drafts.clear(),
    problem: () => (drafts.size > 0 ? "a setting is out of range" : ""),
  };
}

/** Throws `ARG_*`. */
function apply(key: Key, text: string, { edit, set, view }: Actions): void {
  const { state } = view();
  if (key === "hidden") edit(withUnits(state, checked("k", text, COUNT), state.settings.seed));
  else if (key === "outputWeight") edit(withOutputWeight(state, checked("v", text, SIZE)));
  else set(key, readSetting(key, text));
}

const valueOf = (key: Key, state: View["state"]): string =>
  key === "hidden"
    ? String(state.units.length)
    : key === "outputWeight"
      ? String(outputWeightOf(state) ?? "each its own")
      : String(state.settings[key]);
