import { h, on } from "../dom.js";
import { shortNumber } from "../words.js";

export interface SliderScale {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** Default: where the range is at most two decades. */
  readonly linear?: boolean;
}

const STEPS = 1000;
/** Wider ranges than two decades are logarithmic; from 0, the lowest step is 0 and the rest five decades. */
const DECADES_FROM_ZERO = 5;

interface Scale {
  toValue(step: number): number;
  toStep(value: number): number;
}

function scaleOf({ min, max, integer, linear = false }: SliderScale): Scale {
  const bottom = min > 0 ? min : integer ? Math.min(1, max) : max / 10 ** DECADES_FROM_ZERO;
  if (linear || min < 0 || max <= Math.max(min, bottom) * 100)
    return { toValue: (step) => min + ((max - min) * step) / STEPS, toStep: (value) => ((value - min) / (max - min)) * STEPS };
  const first = min > 0 ? 0 : 1;
  const decades = Math.log10(max / bottom);
  return {
    toValue: (step) => (step < first ? min : bottom * 10 ** ((decades * (step - first)) / (STEPS - first))),
    toStep: (value) => (value < bottom ? 0 : first + (Math.log10(value / bottom) / decades) * (STEPS - first)),
  };
}

/** Two digits are what a hand can set. */
const round = (value: number, { integer, min, max }: SliderScale): number => {
  const rounded = Number(value.toPrecision(2));
  return Math.min(max, Math.max(min, integer ? Math.round(rounded) : rounded));
};

export interface Slider {
  readonly element: HTMLElement;
  update(value: string): void;
}

export function makeSlider(range: SliderScale, { label }: { readonly label: string }, change: (value: string) => void): Slider {
  const scale = scaleOf(range);
  const input = h("input", { type: "range", min: 0, max: STEPS, step: 1, "aria-label": label });
  const read = (): string => String(round(scale.toValue(Number(input.value)), range));
  on(input, "input", () => {
    input.setAttribute("aria-valuetext", read());
    change(read());
  });
  const ends = h(
    "div",
    { class: "ends", "aria-hidden": "true" },
    h("span", {}, shortNumber(range.min)),
    h("span", {}, shortNumber(range.max)),
  );
  const update = (value: string): void => {
    const number = Number(value);
    if (!input.matches(":focus") || read() !== value) input.value = String(Number.isFinite(number) ? scale.toStep(number) : 0);
    input.setAttribute("aria-valuetext", value);
  };
  return { element: h("div", { class: "slider" }, input, ends), update };
}
