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

const SERIES = { plain: "#7a3606", noisy: "#12408c", leaky: "#09845e", both: "#c32ad2", theory: INK };

/** The rules of every figure; exported files carry them, pages adopt them. */
export function figureStyle(): string {
  const rules = [
    `text{font-family:${FONT};font-variant-numeric:tabular-nums;fill:${INK}}`,
    `.background{fill:#fff}`,
    `.soft{fill:#4a4f59}`,
    `.faint{fill:#666a72}`,
    `.title{font-size:14px;font-weight:700}`,
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
    ...Object.entries(SERIES).map(([name, colour]) => `.bar-${name}{fill:${colour}}`),
  ];
  return rules.join("\n");
}

/** Class number of a rate 0…1. */
export const scaleClass = (rate: number): number => Math.round(Math.min(1, Math.max(0, rate)) * 10);
