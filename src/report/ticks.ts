import type { CurveAxis } from "../experiments/types.js";
import { decadeText, numberText, type PowerText } from "./numberText.js";

export interface Tick {
  readonly value: number;
  readonly label: PowerText;
}

const MOST = 6;
const FEWEST = 3;
/** Slack for ends that are round numbers but for the last bits. */
const SLACK = 1e-9;
const LARGEST = 1e300;

/** The range of an axis; what cannot be a range becomes 0 … 1 (1 … 10 on a log axis), because a figure never fails. */
export function axisRange({ scale, min, max }: CurveAxis): { readonly min: number; readonly max: number } {
  const usable = Math.abs(min) <= LARGEST && Math.abs(max) <= LARGEST && max - min > SLACK * Math.max(Math.abs(min), Math.abs(max));
  if (scale === "log") return usable && min > 0 ? { min, max } : { min: 1, max: 10 };
  return usable ? { min, max } : { min: 0, max: 1 };
}

/** The ticks asked for that lie on the axis, or 3 to 6 round ones. */
export function axisTicks(axis: CurveAxis): Tick[] {
  const { min, max } = axisRange(axis);
  if (axis.ticks !== undefined) {
    const slack = (max - min) * SLACK;
    return plain(axis.ticks.filter((value) => value >= min - slack && value <= max + slack));
  }
  return axis.scale === "log" ? logTicks(min, max) : plain(linearTicks(min, max));
}

const plain = (values: readonly number[]): Tick[] => values.map((value) => ({ value, label: numberText(value) }));

/** The finest of the steps 1, 2, 5 times a power of ten with at most 6 ticks; 2.5 where those leave fewer than 3. */
function linearTicks(min: number, max: number): number[] {
  const decade = Number((max - min).toExponential().split("e")[1]);
  for (const mantissas of [[1, 2, 5], [2.5]])
    for (const exponent of [decade - 1, decade, decade + 1])
      for (const mantissa of mantissas) {
        const step = Number(`${mantissa}e${exponent}`);
        const first = Math.ceil(min / step - SLACK);
        const count = Math.floor(max / step + SLACK) - first + 1;
        if (count >= FEWEST && count <= MOST)
          return Array.from({ length: count }, (_, i) => Number(`${(first + i) * mantissa}e${exponent}`));
      }
  return [min, max];
}

const multiples = (mantissas: readonly number[], min: number, max: number): number[] =>
  Array.from({ length: 632 }, (_, i) => i - 323)
    .flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)))
    .filter((value) => value > 0 && value >= min * (1 - SLACK) && value <= max * (1 + SLACK));

/** Decades, every second, third … where they are many; on less than three decades 1, 2, 5 or round numbers. */
function logTicks(min: number, max: number): Tick[] {
  const decades = multiples([1], min, max).map((value) => ({ value, exponent: Number(value.toExponential().split("e")[1]) }));
  if (decades.length >= FEWEST) {
    const every = Math.ceil(decades.length / MOST);
    const kept = decades.filter(({ exponent }) => exponent % every === 0);
    const short = kept.every(({ exponent }) => exponent >= -2 && exponent <= 4);
    return kept.map(({ value, exponent }) => ({ value, label: short ? numberText(value) : decadeText(exponent) }));
  }
  const found = [
    [1, 2, 5],
    [1, 5],
  ]
    .map((mantissas) => multiples(mantissas, min, max))
    .find(({ length }) => length >= FEWEST && length <= MOST);
  return plain(found ?? linearTicks(min, max));
}
