import type { SeriesStyle } from "../experiments/types.js";

// Colours and type of all figures (tokens of the design). Figures carry classes only, so a page may give the classes other colours.

/** Sequential scale for rates 0 … 1 in 11 classes; lightness falls with every step. */
export const SCALE: readonly string[] = [
  "#efe4bd",
  "#dce0b9",
  "#c9dcc0",
  "#a8cdb8",
  "#86bdb0",
  "#63a6aa",
  "#3f8fa3",
  "#2f7699",
  "#1f5c8f",
  "#1b467d",
  "#17306b",
];
/** First class on which cell numbers are white. */
export const FIRST_DARK = 7;
export const INK = "#1a1d23";

const FONT = `-apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans Condensed", system-ui, sans-serif`;

/** Colours of series, and of the signs that samples and second-layer weights have. */
const INKS: Readonly<Record<SeriesStyle | "zero", string>> = {
  plain: "#7a3606",
  noisy: "#12408c",
  leaky: "#09845e",
  both: "#c32ad2",
  theory: INK,
  step3: SCALE[3],
  step4: SCALE[4],
  step5: SCALE[5],
  step6: SCALE[6],
  step7: SCALE[7],
  step8: SCALE[8],
  step9: SCALE[9],
  step10: SCALE[10],
  pos: "#835900",
  neg: "#352a9e",
  zero: "#666a72",
};
const DASHES = { plain: "7 4", leaky: "1.5 3.5", both: "8 3 1.5 3" };

const CURVE_RULES = [
  `.label{font-size:13px;font-weight:700}`,
  `.script{font-size:10px}`,
  `.halo{stroke:#fff;stroke-width:4;stroke-linejoin:round;paint-order:stroke}`,
  `.sunk{fill:#efede6}`,
  `.grid{stroke:#d9d6cc;stroke-width:1;fill:none}`,
  `.axis-line{stroke:#85827a;stroke-width:1;fill:none}`,
  `.axis-gap{stroke:#fff;stroke-width:3;fill:none}`,
  `.line{fill:none;stroke-linejoin:round}`,
  `.mean-line{stroke-width:2.25}`,
  `.casing{fill:none;stroke:#fff;stroke-width:5;stroke-opacity:.7;stroke-linejoin:round}`,
  `.grid,.axis-line,.rule{shape-rendering:crispEdges}`,
  `.axis-break{stroke:#85827a;stroke-width:1;fill:none}`,
  `.trial-line{stroke-width:1;stroke-opacity:.35}`,
  `.theory-line,.rule{fill:none;stroke:${INK};stroke-width:1.25;stroke-dasharray:10 4}`,
  `.rule{stroke-width:1}`,
  `.swatch{stroke-width:4}`,
  `.lead-line{fill:none;stroke:#85827a;stroke-width:1;stroke-dasharray:1 2}`,
  `.bracket{fill:none;stroke:${INK};stroke-width:1}`,
  `.band{fill-opacity:.18}`,
  `.dot{stroke:#fff;stroke-width:1.5;paint-order:stroke}`,
  `.cloud{fill-opacity:.3}`,
  `.open{fill:#fff;stroke-width:1.5}`,
];

const PLANE_RULES = [
  `.wash-pos{fill:#f6e7bd}`,
  `.wash-neg{fill:#dcd9f5}`,
  `.hatch{stroke:#d9d6cc;stroke-width:2}`,
  `.neuron{stroke-width:2;fill:none}`,
  `.start{stroke:#666a72;stroke-width:1.25;stroke-dasharray:1.5 3.5;stroke-linecap:round}`,
  `.sample{stroke:#fff;stroke-width:1.5}`,
  `.sample-mark{stroke:#fff;stroke-width:2;fill:none}`,
  `.dead{fill:none;stroke:${INK};stroke-width:1.5;stroke-dasharray:3.5 2.5}`,
  `.ring{fill:none;stroke-width:1.25}`,
];

/** The rules of every figure; exported files carry them, pages adopt them. */
export function figureStyle(): string {
  const rules = [
    `text{font-family:${FONT};font-variant-numeric:tabular-nums;fill:${INK}}`,
    `.background{fill:#fff}`,
    `.soft{fill:#4a4f59}`,
    `.faint{fill:#666a72}`,
    `.title{font-size:14px;font-weight:700}`,
    `.title.small{font-size:12px}`,
    `.finding,.axis,.key{font-size:12px}`,
    `.caption{font-size:13px}`,
    `.lead{font-weight:700}`,
    `.symbol{font-style:italic}`,
    `.number{font-size:11px;text-anchor:middle}`,
    `.middle{text-anchor:middle}`,
    `.end{text-anchor:end}`,
    `.outline{fill:none;stroke:#d9d6cc;stroke-width:1}`,
    ...SCALE.map((colour, i) => `.q${i}{fill:${colour}}`),
    ...SCALE.map((_, i) => `.on${i}{fill:${i < FIRST_DARK ? INK : "#fff"}}`),
    ...Object.entries(INKS).map(([name, colour]) => `.fill-${name}{fill:${colour}}.stroke-${name}{stroke:${colour}}`),
    ...Object.entries(DASHES).map(
      ([name, dashes]) => `.dash-${name}{stroke-dasharray:${dashes}${name === "leaky" ? ";stroke-linecap:round" : ""}}`,
    ),
    ...CURVE_RULES,
    ...PLANE_RULES,
  ];
  return rules.join("\n");
}

/** Class number of a rate 0…1. */
export const scaleClass = (rate: number): number => Math.round(Math.min(1, Math.max(0, rate)) * 10);
