import { fileURLToPath } from "node:url";

/**
 * The loader: docs/errata.md in, its tables out, by the first author of the paper: rows of where, what the paper has, what is done here.
 */
export default function errata(source) {
  const papers = source.split(/^## /m).slice(1);
  const cells = (line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|"));
  const rows = (text) =>
    text
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .slice(2)
      .map(cells);
  return JSON.stringify(Object.fromEntries(papers.map((text) => [/^\p{L}+/u.exec(text)[0], rows(text)])));
}

export const errataRule = { test: /errata\.md$/, type: "json", loader: fileURLToPath(import.meta.url) };
