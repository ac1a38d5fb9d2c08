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
  "playground",
  "data",
  "bench",
  "guarantee",
  "device",
];
/** What the element shares with the site. */
const ELEMENT_PARTS = ["base", "controls", "figures", "rows", "settings", "panels", "element", "device"];

const file = (name) => fileURLToPath(new URL(`styles/${name}.css`, import.meta.url));
const read = (name) => readFileSync(file(name), "utf8");

export const styleFiles = () => ["light", "dark", ...PARTS, "rowsWide"].map(file);

/**
 * The tokens with the selectors of whoever carries them. The dark ones are written once and stand twice in the sheet: for a dark system
 * unless light is chosen, and for whoever chose dark; `light-dark()` would do it in one, but shuts out browsers of two years ago.
 */
export function tokens({ all, notLight, dark }) {
  const night = (selector) => read("dark").replace(":root", selector);
  return [read("light").replace(":root", all), `@media (prefers-color-scheme: dark) {\n${night(notLight)}}\n`, night(dark)].join("");
}

export const parts = (names) => names.map(read).join("\n");

const rowsAt = (condition) => `${condition} {\n${read("rowsWide")}}\n`;

export const stylesheet = () =>
  [
    tokens({ all: ":root", notLight: ':root:not([data-theme="light"])', dark: ':root[data-theme="dark"]' }),
    parts(PARTS),
    rowsAt("@media (min-width: 768px)"),
  ].join("\n");

const declared = (name) => new Map(Array.from(read(name).matchAll(/--([\w-]+):\s*([^;]+);/g), ([, token, value]) => [token, value]));

/** Tokens that a page may set on `<relu-figure>`, each by `--relu-` and its name here. */
const THEMABLE = new Set("page plate ink soft line accent plain noisy leaky both pos neg".split(" "));
const RENAMED = { sans: "font" };

/**
 * The tokens of the element. `light-dark()` follows the colour scheme that the element has in its page, which no query can ask for; browsers
 * before 2024 do not know it and stay light.
 */
function elementTokens() {
  const [light, dark] = [declared("light"), declared("dark")];
  const block = (value) => {
    const lines = Array.from(light, ([token, day]) => {
      const name = RENAMED[token] ?? (THEMABLE.has(token) ? token : undefined);
      const own = value(day, dark.get(token) ?? day);
      return `--${token}: ${name === undefined ? own : `var(--relu-${name}, ${own})`};`;
    });
    return `.relu {\n${lines.join("\n")}\n}`;
  };
  const both = (day, night) => (day === night ? day : `light-dark(${day}, ${night})`);
  return `${block((day) => day)}\n@supports (color: light-dark(red, red)) {\n${block(both)}\n}\n`;
}

export const elementSheet = () => [elementTokens(), parts(ELEMENT_PARTS), rowsAt("@container (min-width: 640px)")].join("\n");
