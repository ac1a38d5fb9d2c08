import type { BarPanel, Check, Claim, Figure, HeatMapPanel, Panel, PlanePanel } from "../experiments/types.js";
import { count, curveText } from "./curveText.js";
import { reading } from "../errors.js";
import { percent } from "./heatMap.js";

/** The result in words for a terminal: each panel as a grid of per cents, a table or a line, then checks and claims. */
export function resultText(figure: Figure, checks: readonly Check[], claims: readonly Claim[]): string {
  return reading("resultText()", () => blocksOf(figure, checks, claims));
}

function blocksOf(figure: Figure, checks: readonly Check[], claims: readonly Claim[]): string {
  const blocks = [
    ...figure.panels.map(panelText),
    [
      "Checks",
      ...checks.map(({ passed, text, observed, expected }) => `  ${passed ? "✓" : "✗"} ${text}: ${observed} (expected: ${expected})`),
    ].join("\n"),
    [
      "What the paper says",
      ...claims.map(
        ({ reproduced, text, observed }) => `  ${reproduced ? "✓ reproduced" : "≠ not reproduced"}: ${text} Here: ${observed}.`,
      ),
    ].join("\n"),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function panelText(panel: Panel): string {
  if (panel.kind === "heatmap") return grid(panel);
  if (panel.kind === "bars") return barText(panel);
  return panel.kind === "curves" ? curveText(panel) : planeText(panel);
}

const barText = ({ title, finding, bars, gap }: BarPanel): string =>
  [`${title}: ${finding}`, ...bars.map(({ label, text }) => `  ${label}: ${text}`), ...(gap === undefined ? [] : [`  ${gap.label}`])].join(
    "\n",
  );

function planeText({ title, finding, neurons, samples }: PlanePanel): string {
  const dead = samples.filter((sample) => sample.dead === true).length;
  return `${title}: ${finding} (${count(neurons.length, "neuron", "neurons")}, ${count(samples.length, "sample", "samples")}, ${dead} dead)`;
}

function grid(panel: HeatMapPanel): string {
  const value = (column: number, row: number): string => {
    const cell = panel.cells.find((found) => found.column === column && found.row === row);
    return cell === undefined || cell.value === null ? "–" : percent(cell.value);
  };
  const width = Math.max(4, ...panel.x.values.map((x) => String(x).length)) + 1;
  const lines = panel.y.values.map(
    (y, row) => `  ${String(y).padStart(6)} │${panel.x.values.map((_, column) => value(column, row).padStart(width)).join("")}`,
  );
  const ticks = `  ${panel.y.symbol.padStart(6)} │${panel.x.values.map((x) => String(x).padStart(width)).join("")}   ${panel.x.symbol}`;
  return [
    `${panel.title}: ${panel.finding} (per cent of trials that succeed)`,
    ...lines.reverse(),
    `  ${"─".repeat(7)}┼${"─".repeat(width * panel.x.values.length)}`,
    ticks,
  ].join("\n");
}
