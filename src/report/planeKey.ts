import type { PlanePanel } from "../experiments/types.js";
import { hasLine, planeRegions } from "./planeRegions.js";
import { element, moved, text, type Drawn } from "./svg.js";
import { textWidth } from "./textWidth.js";

const SAMPLE = 30;
const BETWEEN = 18;
const ROW = 20;

/** What the marks of the planes mean, once under all of them; only marks that occur. */
export function drawPlaneKey(panels: readonly PlanePanel[], width: number, hatch: string): Drawn {
  const neurons = panels.flatMap((panel) => panel.neurons);
  const zero = panels.some((panel) => planeRegions(panel.neurons, panel.leak).some(({ sign }) => sign === 0));
  const arrow = (sign: string): string =>
    element("path", { class: `neuron stroke-${sign}`, d: "M0 -3h22M11 -3v6" }) +
    element("path", { class: `fill-${sign}`, d: "M11 8l4 -6h-8z" });
  const entries = [
    { shown: neurons.some(({ v }) => v > 0), markup: arrow("pos"), label: "neuron with v > 0, arrow on the side where it is on" },
    { shown: neurons.some(({ v }) => v < 0), markup: arrow("neg"), label: "neuron with v < 0" },
    {
      shown: neurons.some(({ start }) => start !== undefined && hasLine(start)),
      markup: element("path", { class: "start", d: "M0 0h22" }),
      label: "where it started",
    },
    { shown: zero, markup: element("rect", { fill: `url(#${hatch})`, x: 0, y: -6, width: 22, height: 12 }), label: "f = 0" },
  ].filter(({ shown }) => shown);
  let [x, y] = [0, 8];
  const placed = entries.map(({ markup, label }) => {
    const needed = SAMPLE + textWidth(label, 12);
    if (x > 0 && x + needed > width) [x, y] = [0, y + ROW];
    const item = moved(markup + text(label, { class: "key soft", x: SAMPLE, y: 4 }), x, y);
    x += needed + BETWEEN;
    return item;
  });
  return { markup: placed.join(""), height: entries.length === 0 ? 0 : y + ROW };
}
