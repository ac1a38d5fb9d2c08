import { svg } from "../dom.js";

const PATHS = {
  run: "M4 2.5v11l9-5.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  stop: "M3.5 3.5h9v9h-9z",
  step: "M3 2.5v11l7.5-5.5zM11 2.5h2.5v11H11z",
  rewind: "M13 2.5v11L5.5 8zM2.5 2.5H5v11H2.5z",
  theme: "M8 1.5a6.5 6.5 0 1 0 0 13zM8 1.5a6.5 6.5 0 0 1 0 13v-1.5a5 5 0 0 0 0-10z",
  tick: "M3 8.5l3.2 3.2L13 5",
  cross: "M4.5 4.5l7 7m0-7l-7 7",
  unequal: "M3.5 6h9m-9 4h9M10 3.5l-4 9",
  dash: "M4 8h8",
} as const;

/** A drawing of 16 px for the eye only: every use stands beside a word or a label. */
export function icon(name: "run" | "pause" | "stop" | "step" | "rewind" | "theme"): SVGElement {
  return svg("svg", { class: "icon", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}

export type Mark = "open" | "partial" | "passed" | "failed" | "risk" | "unequal" | "none";

const GLYPHS: Readonly<Partial<Record<Mark, keyof typeof PATHS>>> = { passed: "tick", failed: "cross", unequal: "unequal", none: "dash" };

/** The shape of a state: ring, ring part-filled, disc with tick, square with cross, disc with ≠. Colour never says it alone. */
export function mark(state: Mark): SVGElement {
  const glyph = GLYPHS[state];
  const square = state === "failed";
  const shape = square
    ? svg("rect", { class: "shape", x: 1, y: 1, width: 14, height: 14, rx: 2 })
    : svg("circle", { class: "shape", cx: 8, cy: 8, r: state === "passed" || state === "unequal" ? 7.5 : 6.5 });
  const part = state === "partial" || state === "risk" ? svg("path", { class: "arc", d: "M8 1.5a6.5 6.5 0 1 1-6.2 4.5" }) : null;
  const inner = glyph === undefined ? null : svg("path", { class: "glyph", d: PATHS[glyph] });
  return svg("svg", { class: `mark ${state}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, shape, part, inner);
}

/** The hinge on a line. */
export function logo(): SVGElement {
  return svg(
    "svg",
    { class: "logo", viewBox: "0 0 26 18", width: 26, height: 18, "aria-hidden": "true" },
    svg("path", { class: "logo-line", d: "M1 15h24" }),
    svg("path", { class: "logo-hinge", d: "M1 15h11L22 2" }),
  );
}
