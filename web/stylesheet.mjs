import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Parts of the site's sheet, in the order of its rules: a phone's rules first, those of wider windows last, then pages of their own. */
const PARTS = [
  "base",
  "frame",
  "controls",
  "plates",
  "runBar",
  "figures",
  "rows",
  "settings",
  "certificates",
  "panels",
  "start",
  "queue",
  "formulas",
  "wide",
];

const file = (name) => fileURLToPath(new URL(`styles/${name}.css`, import.meta.url));
const read = (name) => readFileSync(file(name), "utf8");

export const styleFiles = () => ["light", "dark", ...PARTS].map(file);

/**
 * The tokens with the selectors of whoever carries them. The dark ones are written once and stand twice in the sheet: for a dark system
 * unless light is chosen, and for whoever chose dark; `light-dark()` would do it in one, but shuts out browsers of two years ago.
 */
export function tokens({ all, notLight, dark }) {
  const night = (selector) => read("dark").replace(":root", selector);
  return [read("light").replace(":root", all), `@media (prefers-color-scheme: dark) {\n${night(notLight)}}\n`, night(dark)].join("");
}

export const parts = (names) => names.map(read).join("\n");

export const stylesheet = () =>
  [tokens({ all: ":root", notLight: ':root:not([data-theme="light"])', dark: ':root[data-theme="dark"]' }), parts(PARTS)].join("\n");
