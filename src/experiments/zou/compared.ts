import { log } from "../../numerics/log.js";
import { showNumber } from "../../theory/certificate.js";
import { type GuaranteeRow, type GuaranteeTable, guaranteeTables, orderText } from "../../theory/deep/guarantee.js";
import { stopLevel } from "../../theory/deep/lemmas.js";
import type { Loss, LossConstants } from "../../train/loss/losses.js";
import { readLoss } from "../../train/loss/readLoss.js";
import { number } from "../inputs.js";
import type { Aggregate, Config } from "../types.js";

// What the theorems ask for beside what was enough: rows for the command line, the site and the figure.

export interface Enough {
  /** log₁₀ of the largest number that a repeat needed; null: some repeat found none. */
  readonly log10: number | null;
  readonly text: string;
}

export interface ComparedRow extends GuaranteeRow {
  /** null: not measured, or nothing that is measured. */
  readonly enough: Enough | null;
  /** Asked for over enough. */
  readonly ratio: { readonly log10: number; readonly text: string } | null;
}

export interface ComparedTable extends Omit<GuaranteeTable, "rows"> {
  readonly rows: readonly ComparedRow[];
  /** Asked for over the units of a network of one's own; null without one. */
  readonly own: { readonly log10: number; readonly text: string } | null;
}

/** A cell of `zou-guarantee` with finished repeats. */
interface Measured {
  readonly algorithm: string;
  readonly trials: number;
  /** The first of 2, 4, 8, … with zero training error within the cap; 0: none up to the widest. */
  readonly width: readonly number[];
  /** Of the run of that width. */
  readonly steps: readonly number[];
}

const LN10 = 2.302585092994046;

export const lossOfConfig = ({ parameters }: Config): Loss => readLoss("zou-guarantee", parameters.loss);

/** Throws `ARG_*` for settings that do not fit together. */
export function compared(config: Config, result: Aggregate = { cells: [] }): readonly ComparedTable[] {
  const { p, alpha0 } = lossOfConfig(config).constants as LossConstants;
  const own = number(config, "hidden");
  const tables = guaranteeTables({
    samples: number(config, "samples"),
    layers: number(config, "layers"),
    separation: number(config, "separation"),
    epsilon: number(config, "epsilon"),
    batch: number(config, "batchSize"),
    p,
    alpha0,
    errata: config.errata === "printed" ? "printed" : "corrected",
    ...(own === 0 ? {} : { width: own }),
  });
  const cells = result.cells as unknown as readonly Measured[];
  return tables.map((table) => {
    const cell = cells.find(({ algorithm, trials }) => algorithm === table.algorithm && trials > 0);
    const asked = table.rows.find(({ key }) => key === "width")?.order.log10 ?? NaN;
    const rows = table.rows.map((row) => comparedRow(row, cell, config));
    return { ...table, rows, own: own === 0 ? null : power(asked - log(own) / LN10) };
  });
}

const power = (log10: number): { readonly log10: number; readonly text: string } => ({ log10, text: orderText(log10) });

function comparedRow(row: GuaranteeRow, cell: Measured | undefined, config: Config): ComparedRow {
  if (cell === undefined || (row.key !== "width" && row.key !== "steps")) return { ...row, enough: null, ratio: null };
  const failed = cell.width.filter((width) => width === 0).length;
  if (failed > 0) {
    const repeats = failed === cell.trials ? "" : ` in ${failed} of ${cell.trials} repeats`;
    return { ...row, enough: { log10: null, text: `none up to m = ${number(config, "widest")}${repeats}` }, ratio: null };
  }
  const found = row.key === "width" ? cell.width : cell.steps;
  const [least, most] = [Math.min(...found), Math.max(...found)];
  // A start may have no error: 0 steps, of which there is no ratio.
  const log10 = log(Math.max(1, most)) / LN10;
  const text = least === most ? showNumber(most) : `${showNumber(most)} (${showNumber(least)} in the best repeat)`;
  return { ...row, enough: { log10, text }, ratio: power(row.order.log10 - log10) };
}

/** What must be known of the settings to read the rows, in sentences. */
export function remarks(config: Config): readonly string[] {
  const loss = lossOfConfig(config);
  const [n, epsilon] = [number(config, "samples"), number(config, "epsilon")];
  const level = stopLevel(loss, n);
  const below = `ℓ(0)/n = ${showNumber(Number(level.toPrecision(2)))}`;
  const { p, alpha0, lambda } = loss.constants as LossConstants;
  const smooth =
    lambda < Infinity
      ? []
      : loss.smoothnessBelow(loss.value(0)) < Infinity
        ? [`The ${loss.name} loss is smooth only where it is bounded, Assumption 3.3 asks for all margins.`]
        : [`The ${loss.name} loss is not smooth: Assumption 3.3 fails, the theorems say nothing of it, and the rows are those of its p.`];
  return [
    `Loss: ${loss.name}, p = ${showNumber(p)}, α₀ = ${showNumber(alpha0)}. Every number is an order with constant 1, hidden logarithms left out.`,
    ...smooth,
    epsilon < level
      ? `ε = ${showNumber(epsilon)} is below ${below}: where the loss is reached, no training error is left (Corollaries 4.3, 4.6).`
      : `ε = ${showNumber(epsilon)} is not below ${below}: the loss may be reached with training errors left; Corollaries 4.3, 4.6 need a smaller ε.`,
  ];
}
