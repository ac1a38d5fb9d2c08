import { fileURLToPath } from "node:url";
import temml from "temml";

/** TeX as MathML that every engine draws by itself. Temml's styles and classes are for its own sheet; the policy of the site refuses the first. */
export const mathml = (tex) =>
  temml.renderToString(tex, { displayMode: true, xml: true, throwOnError: true }).replace(/ (?:style|class)="[^"]*"/g, "");

const rendered = (value) => (typeof value === "string" ? mathml(value) : Array.isArray(value) ? value.map(rendered) : mapped(value));
const mapped = (table) => Object.fromEntries(Object.entries(table).map(([key, value]) => [key, rendered(value)]));

/** The loader: a table of TeX in, the same table of MathML out. */
export default function formulas(source) {
  return JSON.stringify(mapped(JSON.parse(source)));
}

export const formulaRule = { test: /\.tex\.json$/, type: "json", loader: fileURLToPath(import.meta.url) };
