import { deriveSeed, ROLE, WordStream } from "../data/streams.js";
import { largestRow } from "../models/twoLayer.js";
import { classifyCriticalPoint } from "../theory/criticalPoint.js";
import { GALLERY, galleryData, type GalleryPoint } from "../theory/figureOne.js";
import { outputFacts } from "../theory/updateBound.js";
import { boundName, updateBoundFor } from "./inputs.js";
import { allCheck, pool } from "./rates.js";
import type { Steps } from "../numerics/steps.js";
import { stepsOf } from "../train/drive.js";
import type { TwoLayerOptions } from "../train/twoLayerOptions.js";
import type { Aggregate, Cell, Check, Claim, Config, Experiment, PlanePanel, TrialContext, TrialOutcome, TrialRecord } from "./types.js";

type Method = "plain" | "noisy";

interface PointSummary {
  readonly point: GalleryPoint["id"];
  readonly method: Method;
  readonly trials: number;
  /** Trials in which the classifier found gradient 0, loss and training error exactly as drawn. */
  readonly exact: number;
  readonly trainingError: number;
  readonly radius: number;
  readonly stayed: number;
  readonly successes: number;
  readonly leastUpdates: number;
  readonly mostUpdates: number;
  readonly bound: number;
  /** Perturbations inside the certified radius that kept gradient 0 and the loss. */
  readonly unmoved: number;
}

const METHODS: readonly Method[] = ["plain", "noisy"];
const LOSSES = { a: 0, b: 1 / 3, c: 2 / 3, d: 1 } as const;
/** f = 0 is an error for both labels; with sgn(0) = +1, as §2 prints it, it is right for y = +1, and the errors of the figure are lost. */
const ERRORS = { corrected: LOSSES, printed: { a: 0, b: 1 / 3, c: 0, d: 1 / 3 }, authors: LOSSES } as const;

const fraction = (value: number): string => ["0", "1/3", "2/3", "1"][Math.round(3 * value)];
/** Non-zero updates that Algorithm 1 needs from (b), (c), (d), whatever seed, γ and order (by η). */
const KNOWN_UPDATES: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  [1 / 16]: { b: 96, c: 96, d: 160 },
  [1 / 2]: { b: 12, c: 12, d: 20 },
};

const pointOf = (cell: Cell): GalleryPoint => GALLERY.find(({ id }) => id === cell.point) as GalleryPoint;

function options({ parameters, seed }: Config, cell: Cell, index: number): TwoLayerOptions {
  return {
    hidden: 2,
    outputWeights: pointOf(cell).outputWeights,
    initialWeights: pointOf(cell).weights,
    method: cell.method as Method,
    learningRate: parameters.learningRate as number,
    noiseStd: parameters.noiseStd as number,
    sampling: parameters.sampling as "cycle",
    maxEpochs: parameters.maxEpochs as number,
    seed: deriveSeed(seed, GALLERY.indexOf(pointOf(cell))),
    trial: index,
  };
}

/** A change of both rows, uniform in the square that the certified ball holds: |Δ| < radius/√2 in each coordinate. */
function staysNearby(point: GalleryPoint, radius: number, seed: number, index: number): boolean {
  const stream = new WordStream({ seed, trial: index, role: ROLE.subsample, part: 0 });
  const size = (radius / Math.sqrt(2)) * (1 - 2 ** -20);
  const weights = Array.from(point.weights, (w) => w + size * (2 * stream.uniform() - 1));
  const found = classifyCriticalPoint({ weights, outputWeights: point.outputWeights }, galleryData());
  return found.loss === point.loss && found.dead.join() === point.dead.join();
}

function* trial({ lab, config }: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const point = pointOf(cell);
  const data = galleryData();
  const start = classifyCriticalPoint(point, data);
  const given = options(config, cell, index);
  const run = yield* stepsOf(lab.start.twoLayer(data, given));
  const bound = updateBoundFor(config, {
    hidden: 2,
    ...outputFacts(point.outputWeights),
    learningRate: given.learningRate,
    separatorNorm: 2,
    initialRadius: largestRow(point.weights, 2),
    dataRadius: Math.sqrt(0.625),
  });
  const { kind, loss, radius } = start;
  const trainingError = config.errata === "printed" ? start.printedTrainingError : start.trainingError;
  const unmoved = staysNearby(point, radius, given.seed ?? 1, index);
  return {
    status: run.status,
    updates: run.updates,
    epochs: run.epochs,
    endLoss: run.loss,
    kind,
    loss,
    trainingError,
    radius,
    bound,
    unmoved,
  };
}

function aggregate({ errata }: Config, grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({
    ...(cell as { point: string; method: string }),
    trials: 0,
    exact: 0,
    trainingError: 0,
    radius: 0,
    stayed: 0,
    successes: 0,
    leastUpdates: 0,
    mostUpdates: 0,
    bound: 0,
    unmoved: 0,
  }));
  for (const { cell, record } of outcomes) {
    const summary = cells[cell];
    const { status, updates, endLoss, kind, loss, trainingError, radius, bound, unmoved } = record as Record<string, never>;
    summary.leastUpdates = summary.trials === 0 ? updates : Math.min(summary.leastUpdates, updates);
    summary.mostUpdates = Math.max(summary.mostUpdates, updates);
    Object.assign(summary, { trainingError, radius, bound, trials: summary.trials + 1 });
    const point = summary.point as GalleryPoint["id"];
    const exact = kind === (point === "a" ? "global" : "localMinimum") && loss === LOSSES[point] && trainingError === ERRORS[errata][point];
    if (exact) summary.exact++;
    if (updates === 0 && endLoss === loss) summary.stayed++;
    if (status === "global-minimum") summary.successes++;
    if (unmoved) summary.unmoved++;
  }
  return { cells };
}

const summaries = ({ cells }: Aggregate): PointSummary[] => (cells as unknown as PointSummary[]).filter(({ trials }) => trials > 0);

function checks(config: Config, result: Aggregate): Check[] {
  const all = summaries(result);
  const plain = all.filter(({ method }) => method === "plain");
  const bad = all.filter(({ method, point }) => method === "noisy" && point !== "a");
  const inAll = (id: string, text: string, cells: readonly PointSummary[], key: "exact" | "stayed" | "successes" | "unmoved"): Check =>
    allCheck(id, text, pool(cells.map((cell) => ({ successes: cell[key], trials: cell.trials }))), "trials");
  const errors = Object.values(ERRORS[config.errata]).map(fraction).join(", ");
  const list = [
    inAll("exact", `Gradient exactly 0; training errors exactly ${errors}`, all, "exact"),
    inAll("radius", "Random changes inside the certified radius keep gradient 0 and the loss", all, "unmoved"),
    inAll("plain-stays", "Plain SGD makes no update at any of the four", plain, "stayed"),
    inAll("noisy-leaves", "Algorithm 1 leaves (b), (c), (d) and reaches zero loss", bad, "successes"),
    withinBound(config, all, bad),
  ];
  const known = KNOWN_UPDATES[config.parameters.learningRate as number];
  if (known !== undefined && bad.length > 0) list.push(exactCounts(bad, known));
  return list;
}

function withinBound(config: Config, all: readonly PointSummary[], bad: readonly PointSummary[]): Check {
  return {
    id: "theorem-1",
    text: `No run makes more updates than Theorem 1 allows (${boundName(config)}, r² = 0.625)`,
    passed: all.every((cell) => cell.mostUpdates <= cell.bound),
    observed: `at most ${Math.max(0, ...bad.map((cell) => cell.mostUpdates))}, bounds from ${Math.floor(Math.min(...all.map((cell) => cell.bound)))}`,
    expected: "all below",
  };
}

/** Every number is dyadic and each update has the same inner products, so the count depends on η alone. */
function exactCounts(bad: readonly PointSummary[], known: Readonly<Record<string, number>>): Check {
  const text = (cell: PointSummary): string =>
    cell.leastUpdates === cell.mostUpdates ? String(cell.mostUpdates) : `${cell.leastUpdates} … ${cell.mostUpdates}`;
  return {
    id: "updates",
    text: "From (b), (c), (d) every run takes the same number of updates, whatever the seed",
    passed: bad.every((cell) => cell.leastUpdates === known[cell.point] && cell.mostUpdates === known[cell.point]),
    observed: bad.map(text).join(", "),
    expected: bad.map(({ point }) => known[point]).join(", "),
  };
}

function claims(result: Aggregate): Claim[] {
  const all = summaries(result);
  const errors = GALLERY.map(({ id }) => all.find(({ point }) => point === id)?.trainingError);
  return [
    {
      id: "errors",
      text: "The four critical points have training errors 0, 1/3, 2/3 and 1.",
      reproduced: errors.every((error, i) => error === undefined || error === LOSSES[GALLERY[i].id]),
      observed: `training errors ${all
        .filter(({ method }) => method === "plain")
        .map(({ trainingError }) => fraction(trainingError))
        .join(", ")}`,
    },
    {
      id: "escape",
      text: "Algorithm 1 escapes sub-optimal critical points at which plain SGD stays.",
      reproduced: all.every(
        ({ point, method, successes, stayed, trials }) => point === "a" || (method === "plain" ? stayed : successes) === trials,
      ),
      observed: `plain SGD stays, Algorithm 1 reaches zero loss from ${all.filter(({ point, method, successes, trials }) => point !== "a" && method === "noisy" && successes === trials).length} of 3`,
    },
  ];
}

function panel(point: GalleryPoint, all: readonly PointSummary[]): PlanePanel {
  const { X, y } = galleryData();
  const noisy = all.find((cell) => cell.point === point.id && cell.method === "noisy");
  const escape = noisy === undefined || point.id === "a" ? "" : `; Algorithm 1 leaves in ${noisy.mostUpdates} updates`;
  return {
    kind: "plane",
    title: `(${point.id}) ${point.id === "a" ? "global minimum" : "plain SGD stays"}`,
    finding:
      noisy === undefined
        ? `loss ${fraction(point.loss)}`
        : `error ${fraction(noisy.trainingError)}, loss ${fraction(point.loss)}${escape}`,
    limit: 1,
    neurons: [0, 1].map((j) => ({ v: point.outputWeights[j], w: [point.weights[2 * j], point.weights[2 * j + 1]] as const })),
    samples: Array.from(y, (label, i) => ({ x: [X[2 * i], X[2 * i + 1]] as const, label: label as 1 | -1, dead: point.dead.includes(i) })),
  };
}

/** Figure 1 of S0 (F0.1, S0-T10): four critical points in the plane, exact in binary. */
export const wangFig1: Experiment = {
  id: "wang-fig1",
  title: "Where can plain SGD stop?",
  paper: "Wang, Giannakis, Chen: Learning ReLU networks on linearly separable data, Figure 1",
  claim:
    "Two ReLU units on three separable points have critical points with training error 1/3, 2/3 and even 1. Plain SGD stays there for ever; Algorithm 1 leaves and reaches zero loss.",
  parameters: [
    { key: "learningRate", type: "number", min: 1e-3, max: 8, default: 1 / 16, doc: "step size η; not printed in the paper" },
    {
      key: "noiseStd",
      type: "number",
      min: 0.01,
      max: 1e6,
      default: 10,
      doc: "standard deviation γ of the gate noise; not printed in the paper",
    },
    { key: "sampling", type: "choice", choices: ["cycle", "shuffle", "uniform"], default: "cycle", doc: "order of the samples" },
    { key: "maxEpochs", type: "integer", min: 1, max: 1_000_000, default: 1_000_000, doc: "cap on the passes of a run" },
  ],
  presets: { quick: { trials: 20 }, paper: { trials: 1000 } },
  precision: "f64",
  inputs: "none",
  grid: () => GALLERY.flatMap(({ id }) => METHODS.map((method) => ({ point: id, method }))),
  affinity: (_cell, index) => String(index),
  trial,
  certify: ({ lab, config }, cell, index) => {
    const run = lab.sync.trainTwoLayer(galleryData(), { ...options(config, cell, index), checkProof: true });
    return lab.sync.certify(run, galleryData());
  },
  aggregate,
  figure: (config, result) => ({
    title: "Four critical points of two ReLU units: plain SGD stays at all of them, Algorithm 1 leaves the bad ones.",
    lead: `Training error 0, 1/3, 2/3 and 1 at gradient exactly 0; v = (1, −1), η = ${config.parameters.learningRate as number}, γ = ${config.parameters.noiseStd as number}, ${config.trials} trials each.`,
    caption:
      "A line is where a unit switches on, its arrow points to where it is on; a dashed ring is a dead sample, one with positive loss for which both units are off. Every change that moves each unit by less than √2, √2, √1.6 and √0.1 keeps gradient and loss. The paper prints no coordinates: these give its errors and are exact in binary.",
    panels: GALLERY.map((point) => panel(point, summaries(result))),
    columns: 2,
  }),
  checks,
  claims: (_config, result) => claims(result),
};
