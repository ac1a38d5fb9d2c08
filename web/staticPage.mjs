import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mathml } from "./webpack.formulas.mjs";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const FEATURED = "wang-fig2";

/**
 * index.html with what is read where no script runs: the stored figure, and every paper's formulas and claims. Needs the built package.
 * `reference` is what scripts/lib/storedResults.mjs gives.
 */
export async function staticPage(reference) {
  const { experiments, findExperiment } = await import("../dist/experiments/index.js");
  const { exportSvg } = await import("../dist/report/index.js");
  const { escapeText } = await import("../dist/report/svg.js");
  const models = JSON.parse(readFileSync(file("formulas/papers.tex.json"), "utf8"));
  const featured = findExperiment(FEATURED);
  const { config, cells } = JSON.parse(readFileSync(reference[`reference/${FEATURED}.json`], "utf8"));
  const figure = featured.figure(config, { cells });
  const drawing = exportSvg(figure, { width: 720, columns: 2, standalone: false, id: "stored" });
  const paperOf = ({ paper }) => paper.split(/, (?:Figure|Theorem|Lemma|[Ss]ection|§)/)[0];
  const section = (paper) => {
    const formulas = models[/^\p{L}+/u.exec(paper)[0]] ?? [];
    const own = experiments.filter((one) => paperOf(one) === paper);
    const items = own.map(({ title, claim }) => `<li><strong>${escapeText(title)}</strong> ${escapeText(claim)}</li>`);
    return `<section class="plate static"><h2>${escapeText(paper)}</h2>${formulas.map((tex) => `<div class="formula" tabindex="0">${mathml(tex)}</div>`).join("")}<ul>${items.join("")}</ul></section>`;
  };
  const content = [
    `<div class="plate static"><div class="figure">${drawing}</div>`,
    `<p class="caption"><strong>${escapeText(figure.lead)}</strong> ${escapeText(figure.caption)} This result is stored with the page.</p></div>`,
    ...Array.from(new Set(experiments.map(paperOf)), section),
  ];
  return readFileSync(file("index.html"), "utf8").replace("<!-- figure, formulas, claims -->", () => content.join("\n"));
}
