import { RelulabError } from "../../errors.js";
import type { Certificate } from "../../theory/certificate.js";
import { showNumber } from "../../theory/certificate.js";
import { LOSSES } from "../../train/loss/losses.js";
import { runSteps, type Steps } from "../../numerics/steps.js";
import type { PreparedData } from "../../train/prepared.js";
import { readParameter } from "../config.js";
import { number } from "../inputs.js";
import { columns } from "../li/curves.js";
import type { Aggregate, BarPanel, Cell, Check, Claim, Config, Experiment, Parameter, TrialContext, TrialRecord } from "../types.js";
import { compared, type ComparedRow, type ComparedTable, lossOfConfig } from "./compared.js";
import { drawData } from "./data.js";
import { FEATURES, layers, PAPER, rate, samples, separation, WIDEST } from "./paper.js";
import { type Enough, leastWidth } from "./search.js";
import { trainOptions } from "./train.js";

/** The paper's letters of the settings that have one, as `relulab bound zou --set` takes them. */
export const LETTERS: Readonly<Record<string, string>> = {
  n: "samples",
  L: "layers",
  phi: "separation",
  epsilon: "epsilon",
  B: "batchSize",
  m: "hidden",
};

/** What is asked for follows from these; they reach far beyond what can be measured. */
const THEORY: readonly Parameter[] = [
  { key: "samples", type: "integer", min: 2, max: 1_000_000_000, default: 40, doc: "samples n" },
  { key: "layers", type: "integer", min: 1, max: 10_000, default: 2, doc: "hidden layers L" },
  {
    key: "separation",
    type: "number",
    min: 1e-6,
    max: 2,
    default: 0.5,
    doc: "class separation φ; least distance of samples of different labels",
  },
  { key: "epsilon", type: "number", min: 1e-12, max: 0.999, default: 0.01, doc: "loss to be reached, ε" },
  { key: "loss", type: "choice", choices: Object.keys(LOSSES), default: "logistic", doc: "loss; gives p and α₀ of Assumption 3.2" },
  { key: "batchSize", type: "integer", min: 1, max: 1_000_000_000, default: 1, doc: "batch size B of SGD" },
  {
    key: "hidden",
    type: "integer",
    min: 0,
    max: 1_000_000_000,
    default: 0,
    doc: "own width m; η, Kη and T are then those of a network so wide; 0: the width asked for",
  },
];

/** How it is measured what is enough. */
const MEASUREMENT: readonly Parameter[] = [
  FEATURES,
  // At 8 the exponential loss diverges at B = 1; at 0.5 all take three times as long.
  rate(2),
  WIDEST,
  {
    key: "passes",
    type: "integer",
    min: 1,
    max: 100_000,
    default: 1000,
    doc: "cap on the passes over the samples; a step of gradient descent is one",
  },
];

/** More cannot be trained in a minute. Throws `ARG_RANGE`, with the limit, for settings of which only the theory can be had. */
export function checkMeasurable({ parameters }: Config): void {
  for (const limit of [samples(40), layers(2), separation(0.5)]) {
    try {
      readParameter(limit, parameters[limit.key]);
    } catch (error) {
      const { code, message, hint } = error as RelulabError;
      throw new RelulabError(code, `to measure what is enough, ${message.slice(code.length + 2)}`, hint);
    }
  }
}

function grid(config: Config): Cell[] {
  const [n, batch] = [number(config, "samples"), number(config, "batchSize")];
  if (batch > n)
    throw new RelulabError(
      "ARG_RANGE",
      `batchSize must be at most the number of samples, ${n}, got ${batch}.`,
      `Use for example --set batchSize=${n}.`,
    );
  return [{ algorithm: "gd" }, { algorithm: "sgd" }];
}

function* search(context: TrialContext, { algorithm }: Cell, index: number): Steps<Enough & { readonly prepared: PreparedData }> {
  const { config } = context;
  checkMeasurable(config);
  const [n, batchSize] = [number(config, "samples"), number(config, "batchSize")];
  const { prepared } = drawData(context, index, { samples: n });
  const sgd = algorithm === "sgd";
  const more = {
    loss: lossOfConfig(config),
    maxSteps: number(config, "passes") * (sgd ? Math.ceil(n / batchSize) : 1),
    ...(sgd ? { batchSize } : {}),
  };
  const found = yield* leastWidth(context, prepared, number(config, "widest"), (hidden) =>
    trainOptions(config, { hidden, layers: number(config, "layers") }, index, more),
  );
  return { prepared, ...found };
}

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const { width, run } = yield* search(context, cell, index);
  return { width, steps: run.steps };
}

function certify(context: TrialContext, cell: Cell, index: number): readonly Certificate[] {
  const { prepared, run } = runSteps(search(context, cell, index));
  return context.lab.sync.certify(run, prepared);
}

const rowOf = ({ rows }: ComparedTable, key: "width" | "steps"): ComparedRow => rows.find((row) => row.key === key) as ComparedRow;
const measured = (tables: readonly ComparedTable[]): ComparedTable[] => tables.filter((table) => rowOf(table, "width").enough !== null);

function checks(config: Config, result: Aggregate): Check[] {
  const tables = measured(compared(config, result));
  return tables.flatMap((table) => {
    const row = rowOf(table, "width");
    return [
      {
        id: `found-${table.algorithm}`,
        text: `${table.title}: some width up to ${number(config, "widest")} is enough for zero training error`,
        passed: row.enough?.log10 !== null,
        observed: `m = ${row.enough?.text}`,
        expected: "in every repeat",
      },
      {
        id: `ratio-${table.algorithm}`,
        text: `${table.theorem} asks for more than was enough`,
        passed: (row.ratio?.log10 ?? -1) > 0,
        observed: row.ratio === null ? "none was enough" : `${row.ratio.text} times as much`,
        expected: "a ratio above 1",
      },
    ];
  });
}

const claims = (config: Config, result: Aggregate): Claim[] =>
  measured(compared(config, result)).map((table) => {
    const { text, enough, ratio } = rowOf(table, "steps");
    return {
      id: `steps-${table.algorithm}`,
      text: `${table.title} needs at most a number of steps K of order ${text} (${table.theorem}).`,
      reproduced: ratio !== null && ratio.log10 >= 0,
      observed: ratio === null ? "no run to compare" : `the narrowest network that was enough took ${enough?.text}`,
    };
  });

/** Both algorithms on one axis: whole tens of powers. */
const lastPower = (tables: readonly ComparedTable[], key: "width" | "steps"): number =>
  10 * Math.ceil(Math.max(1, ...tables.map((table) => rowOf(table, key).order.log10)) / 10);

function panel(tables: readonly ComparedTable[], table: ComparedTable, key: "width" | "steps"): BarPanel {
  const { text, order, enough, ratio, source } = rowOf(table, key);
  const label = key === "width" ? "hidden units of each layer" : "steps";
  const place = 2 * (key === "width" ? 0 : 1) + tables.indexOf(table);
  return {
    kind: "bars",
    title: `(${"abcd"[place]}) ${table.title}: ${key === "width" ? "width" : "steps"}`,
    finding: `${source}: order with constant 1`,
    x: { label, symbol: key === "width" ? "m" : "K", last: lastPower(tables, key) },
    bars: [
      { label: "asked for", text, style: "theory", log10: order.log10 },
      { label: "enough", text: enough?.text ?? "not measured yet", style: "noisy", log10: enough?.log10 ?? null },
    ],
    gap: { from: 1, to: 0, label: ratio === null ? "no ratio yet" : `${ratio.text} times as much` },
  };
}

/** The guarantee explorer: S4-T6 at any sizes, beside the narrowest networks that train to zero error. */
export const zouGuarantee: Experiment = {
  id: "zou-guarantee",
  title: "What does the guarantee ask for, and what was enough?",
  paper: `${PAPER}, Theorems 4.1 and 4.5 (a figure of ours)`,
  claim:
    "Theorems 4.1 and 4.5 promise a small training loss to networks that are wide enough, trained long enough with small enough steps. Networks with a handful of units in each layer reach zero training error.",
  parameters: [...THEORY, ...MEASUREMENT],
  presets: { quick: { trials: 5 }, paper: { trials: 20, parameters: { passes: 10_000 }, cost: "about five minutes on two cores" } },
  precision: "f32",
  inputs: "none",
  grid,
  affinity: (_cell, index) => String(index),
  trial,
  certify,
  aggregate: (_config, cells, outcomes) => columns(["width", "steps"], cells, outcomes),
  figure: (config, result) => {
    const tables = compared(config, result);
    return {
      title: "The theorems ask for more than was enough, by tens of powers of ten.",
      lead: `What is asked for and what was enough, ${lossOfConfig(config).name} loss: n = ${number(config, "samples")}, L = ${number(config, "layers")}, φ = ${showNumber(number(config, "separation"))}, ε = ${showNumber(number(config, "epsilon"))}, B = ${number(config, "batchSize")}.`,
      caption: `Enough: the first of the widths 2, 4, 8, … whose run leaves no training error, and its steps; the largest of ${config.trials} repeats, η = ${number(config, "rate")}/(mL). The paper prints no constants and hides logarithms: bars of what is asked for have constant 1.`,
      panels: (["width", "steps"] as const).flatMap((key) => tables.map((table) => panel(tables, table, key))),
      columns: 2,
    };
  },
  checks,
  claims,
};
