import { h, svg } from "../dom.js";

const sample = (...parts: SVGElement[]): SVGElement =>
  svg("svg", { viewBox: "-15 -11 30 22", width: 30, height: 22, "aria-hidden": "true" }, ...parts);

const neuron = (sign: "pos" | "neg"): SVGElement =>
  sample(
    svg("path", { class: `neuron stroke-${sign}`, d: "M-13 -6h26M0 -6v8" }),
    svg("path", { class: `fill-${sign}`, d: "M0 9l4.5 -8h-9z" }),
  );

/** What the marks mean: always all of them, so that the page keeps its shape. */
export function planeKey(): HTMLElement {
  const hatch = svg(
    "pattern",
    { id: "key-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { class: "sunk", width: 8, height: 8 }),
    svg("path", { class: "hatch", d: "M4 0v8" }),
  );
  const entries: readonly (readonly [SVGElement, string])[] = [
    [neuron("pos"), "neuron with v > 0, arrow to where it is on"],
    [neuron("neg"), "neuron with v < 0"],
    [sample(svg("path", { class: "start", d: "M-13 0h26" })), "where it started"],
    [sample(hatch, svg("rect", { fill: "url(#key-hatch)", x: -13, y: -8, width: 26, height: 16 })), "f = 0"],
    [
      sample(svg("circle", { class: "dead", r: 10 }), svg("circle", { class: "sample fill-pos", r: 6.5 })),
      "dead: positive loss, all neurons off",
    ],
  ];
  return h("ul", { class: "plane-key", "aria-label": "Marks in the planes" }, ...entries.map(([mark, text]) => h("li", {}, mark, text)));
}
