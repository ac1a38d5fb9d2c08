import { sharedInSteps } from "./sharedInSteps.js";
import { PAPER } from "./brutzkus.js";
import { deriveSeed } from "../data/streams.js";
import { binomialLowerTail, binomialUpperTail } from "../numerics/binomialTest.js";
import { log } from "../numerics/log.js";
import { showNumber } from "../theory/certificate.js";
import type { Steps } from "../numerics/steps.js";
import { chunksOf } from "../train/drive.js";
import { number, numbers } from "./inputs.js";
import { LEVEL } from "./rates.js";
import type { Aggregate, Cell, Check, Claim, Config, CurvePanel, Experiment, TrialContext, TrialOutcome, TrialRecord } from "./types.js";

interface LawCell extends Cell {
  readonly features: number;
  /** k: units of each half. */
  readonly half: number;
}

interface LawSummary {
  readonly features: number;
  readonly half: number;
  readonly trials: number;
  readonly successes: number;
  readonly mostUpdates: number;
}

/** v and C of Theorem 9: output weights ±1, initial weights uniform in [−1, 1]. */
const OUTPUT = 1;
const BOX = 1;
/** δ of the two thresholds drawn. */
const DELTA = 0.1;
const LN2 = 0.6931471805599453;

/** P = (1 − 2⁻ᵏ)ᵈ: every coordinate needs one of k fair coins (S2 Theorem 9, exactly). */
function successLaw(features: number, half: number): number {
  let miss = 1;
  for (let i = 0; i < half; i++) miss /= 2;
  let power = 1;
  for (let base = 1 - miss, left = features; left > 0; base *= base, left = Math.floor(left / 2)) if (left % 2 === 1) power *= base;
  return power;
}

function* trial(context: TrialContext, anyCell: Cell, index: number): Steps<TrialRecord> {
  const { features, half } = anyCell as LawCell;
  const { lab, config } = context;
  const data = yield* sharedInSteps(context, `basis:${features}`, () =>
    lab.steps.prepare(lab.data.basis(features), { reserveHidden: 2 * Math.max(...numbers(config, "half")) }),
  );
  const run = lab.start.twoLayer(data, {
    hidden: 2 * half,
    outputWeights: { plusMinus: OUTPUT },
    initialWeights: { box: BOX },
    method: "plain",
    learningRate: number(config, "learningRate"),
    derivAtZero: 0,
    sampling: "shuffle",
    seed: deriveSeed(config.seed, features, half),
    trial: index,
  });
  try {
    yield* chunksOf(run);
    const { status, updates } = run.snapshot();
    return { status, success: status === "global-minimum", updates };
  } finally {
    run.dispose();
  }
}

function aggregate(grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({ ...(cell as LawCell), trials: 0, successes: 0, mostUpdates: 0 }));
  for (const { cell, record } of outcomes) {
    cells[cell].trials++;
    if (record.success === true) cells[cell].successes++;
    cells[cell].mostUpdates = Math.max(cells[cell].mostUpdates, record.updates as number);
  }
  return { cells };
}

const summaries = ({ cells }: Aggregate): LawSummary[] => (cells as unknown as LawSummary[]).filter(({ trials }) => trials > 0);

/** Twice the smaller tail: the two-sided exact binomial test. */
function probability({ successes, trials }: LawSummary, law: number): number {
  return Math.min(1, 2 * Math.min(binomialLowerTail(successes, trials, law), binomialUpperTail(successes, trials, law)));
}

/** Whether this many trials tell k from k + 1 where they come out as expected: a few cannot, and then it is not asked. */
const canTell = ({ features, half, trials, mostUpdates }: LawSummary): boolean => {
  const successes = Math.round(trials * successLaw(features, half));
  return probability({ features, half, trials, mostUpdates, successes }, successLaw(features, half + 1)) < LEVEL;
};

function checks(config: Config, result: Aggregate): Check[] {
  const list = summaries(result);
  if (list.length === 0) return [];
  const least = list
    .map((cell) => ({ cell, p: probability(cell, successLaw(cell.features, cell.half)) }))
    .reduce((a, b) => (b.p < a.p ? b : a));
  const wrong = list.map((cell) => probability(cell, successLaw(cell.features, cell.half + 1))).reduce((a, b) => Math.min(a, b), 1);
  const eta = number(config, "learningRate");
  const allowed = (features: number): number => features * (Math.ceil(Math.max(BOX, 1 / OUTPUT) / (eta * OUTPUT)) + 1);
  const over = list.filter(({ features, mostUpdates }) => mostUpdates > allowed(features)).length;
  return [
    {
      id: "law",
      text: "Successes have the law (1 − 2⁻ᵏ)ᵈ at every k and d",
      passed: least.p >= LEVEL,
      observed: `least probable: ${least.cell.successes} of ${least.cell.trials} at d = ${least.cell.features}, k = ${least.cell.half}, p = ${showNumber(least.p)}`,
      expected: "two-sided exact binomial test at 1e-6",
    },
    ...(list.some(canTell)
      ? [
          {
            id: "wrong-law",
            text: "The same test rejects the law of k + 1",
            passed: wrong < LEVEL,
            observed: `smallest p = ${showNumber(wrong)}`,
            expected: "below 1e-6 somewhere",
          },
        ]
      : []),
    {
      id: "updates",
      text: "No run makes more than d·(⌈max(C, 1/v)/(ηv)⌉ + 1) non-zero updates",
      passed: over === 0,
      observed: `${over} of ${list.length} cells above`,
      expected: "none",
    },
  ];
}

const failBelow = (features: number): number => log(-features / log(DELTA)) / LN2;
const succeedFrom = (features: number): number => log(features / DELTA) / LN2;

function claims(result: Aggregate): Claim[] {
  const list = summaries(result);
  const rate = (test: (cell: LawSummary) => boolean): string => {
    const chosen = list.filter(test);
    const [successes, trials] = chosen.reduce(([s, t], cell) => [s + cell.successes, t + cell.trials], [0, 0]);
    return trials === 0 ? "no such cell" : `${successes} of ${trials} succeed`;
  };
  const narrow = list.filter(({ features, half }) => half <= failBelow(features));
  const wide = list.filter(({ features, half }) => half >= succeedFrom(features));
  const kept = (cells: readonly LawSummary[], succeed: boolean): boolean =>
    cells.every(({ successes, trials }) => {
      const failures = succeed ? trials - successes : successes;
      return binomialUpperTail(failures, trials, DELTA) >= LEVEL;
    });
  return [
    {
      id: "fails",
      text: `With k ≤ log₂(−d/ln δ) SGD fails with probability at least 1 − δ (here δ = ${DELTA}).`,
      reproduced: narrow.length > 0 && kept(narrow, false),
      observed: rate(({ features, half }) => half <= failBelow(features)),
    },
    {
      id: "succeeds",
      text: `With k ≥ log₂(d/δ) it succeeds with probability at least 1 − δ.`,
      reproduced: wide.length > 0 && kept(wide, true),
      observed: rate(({ features, half }) => half >= succeedFrom(features)),
    },
  ];
}

function panel(config: Config, result: Aggregate, features: number): CurvePanel {
  const halves = numbers(config, "half")
    .slice()
    .sort((a, b) => a - b);
  const list = summaries(result).filter((cell) => cell.features === features);
  return {
    kind: "curves",
    title: `d = ${features}`,
    finding:
      list.length === 0
        ? "no run finished"
        : `${list.reduce((sum, { successes }) => sum + successes, 0)} of ${list.reduce((sum, { trials }) => sum + trials, 0)} succeed`,
    x: { label: "units of each half", symbol: "k", scale: "linear", min: Math.min(0, halves[0]), max: halves[halves.length - 1] },
    y: { label: "success rate", symbol: "", scale: "linear", min: 0, max: 1 },
    series: [
      {
        label: "exact law",
        style: "theory",
        line: "theory",
        marker: "none",
        labelled: false,
        points: halves.map((half) => ({ x: half, y: successLaw(features, half) })),
      },
      {
        label: "simulated",
        style: "plain",
        line: "none",
        marker: "filled",
        labelled: false,
        points: list.map(({ half, successes, trials }) => ({
          x: half,
          y: successes / trials,
          text: `d = ${features}, k = ${half}: ${successes} of ${trials} succeed`,
        })),
      },
    ],
    rules: [
      { axis: "x", value: failBelow(features), label: "fails" },
      { axis: "x", value: succeedFrom(features), label: "succeeds" },
    ],
  };
}

/** F2.4 (ours): Theorem 9 of S2 against its exact law. */
export const brutzkusThm9: Experiment = {
  id: "brutzkus-thm9",
  title: "How wide must a ReLU network be to learn the basis vectors?",
  paper: `${PAPER}, Theorem 9 (a figure of ours)`,
  claim:
    "Plain SGD with ReLU learns the d basis vectors exactly if every coordinate starts positive in one of the k positive units, so its success rate is (1 − 2⁻ᵏ)ᵈ. Theorem 9's two thresholds for k lie on both sides of the step.",
  parameters: [
    { key: "features", type: "integers", min: 1, max: 16_384, default: [16, 64, 256, 1024], doc: "dimensions d" },
    {
      key: "half",
      type: "integers",
      min: 1,
      max: 30,
      default: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
      doc: "units k of each half, output weights +1 and −1",
    },
    { key: "learningRate", type: "number", min: 1e-4, max: 1e6, default: 0.1, doc: "step size η" },
  ],
  presets: { quick: { trials: 100 }, paper: { trials: 1000 } },
  precision: "f32",
  inputs: "none",
  grid: (config) => numbers(config, "features").flatMap((features) => numbers(config, "half").map((half) => ({ features, half }))),
  affinity: (cell, index) => `${cell.features}:${index}`,
  trial,
  aggregate: (_config, grid, outcomes) => aggregate(grid, outcomes),
  figure: (config, result) => ({
    title: "Success of plain SGD on the basis vectors follows the exact law (1 − 2⁻ᵏ)ᵈ.",
    lead: `Success rate of plain ReLU SGD on the d basis vectors, initial weights uniform in [−1, 1], ${config.trials} trials a point.`,
    caption: `Dots: simulated runs, decided exactly; dashed curve: (1 − 2⁻ᵏ)ᵈ; dashed lines: the thresholds log₂(−d/ln δ) and log₂(d/δ) of Theorem 9 for δ = ${DELTA}. The paper prints the theorem without a figure.`,
    panels: numbers(config, "features").map((features) => panel(config, result, features)),
    columns: 2,
  }),
  checks,
  claims: (_config, result) => claims(result),
};
