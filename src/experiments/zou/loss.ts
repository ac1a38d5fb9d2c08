import { exp } from "../../numerics/exp.js";
import { log } from "../../numerics/log.js";
import { showNumber } from "../../theory/certificate.js";
import type { DeepResult } from "../../train/deepResult.js";
import type { Steps } from "../../numerics/steps.js";
import { number, numbers } from "../inputs.js";
import { columns } from "../li/curves.js";
import { decadeAbove, roundAbove } from "../li/panels.js";
import { slopeOf } from "../li/rules.js";
import { meanOf } from "../statistics.js";
import type {
  Aggregate,
  Cell,
  Check,
  Claim,
  Config,
  CurvePanel,
  Experiment,
  Series,
  SeriesStyle,
  TrialContext,
  TrialRecord,
} from "../types.js";
import { drawData } from "./data.js";
import { cap, FEATURES, layers, PAPER, samples, separation } from "./paper.js";
import { isBelow, theoryLine } from "./panels.js";
import { trainAndCertify, trainSteps } from "./train.js";

const LOSSES = ["hinge", "squared-hinge", "logistic"] as const;
type LossName = (typeof LOSSES)[number];

/** p of Assumption 3.2, the setting with η·m and that with the losses ε to be reached (hinge: 0 as well). */
const OF: Readonly<Record<LossName, { readonly p: string; readonly rate: string; readonly targets: string; readonly style: SeriesStyle }>> =
  {
    hinge: { p: "0", rate: "hingeRate", targets: "hingeTargets", style: "plain" },
    "squared-hinge": { p: "½", rate: "squaredRate", targets: "squaredTargets", style: "noisy" },
    logistic: { p: "1", rate: "logisticRate", targets: "logisticTargets", style: "leaky" },
  };

interface Summary {
  readonly loss: LossName;
  readonly trials: number;
  readonly status: readonly string[];
  /** Steps of the whole run and its last loss, by f64 sums over the weights. */
  readonly steps: readonly number[];
  readonly last: readonly number[];
  /** K for every target, largest target first; null where it was not reached. */
  readonly reached: readonly (readonly (number | null)[])[];
}

const summaries = ({ cells }: Aggregate): Summary[] => (cells as unknown as Summary[]).filter(({ trials }) => trials > 0);

const targetsOf = (config: Config, loss: LossName): number[] => [...numbers(config, OF[loss].targets)].sort((a, b) => b - a);

function request(context: TrialContext, cell: Cell, index: number) {
  const { config } = context;
  const loss = cell.loss as LossName;
  const hidden = number(config, "hidden");
  const options = {
    hidden,
    layers: number(config, "layers"),
    learningRate: number(config, OF[loss].rate) / hidden,
    loss,
    // Hinge, alone among these, becomes exactly 0.
    lossTarget: loss === "hinge" ? 0 : Math.min(...targetsOf(config, loss)),
    maxSteps: number(config, "maxSteps"),
    seed: config.seed,
    trial: index,
  };
  return { prepared: drawData(context, index).prepared, options };
}

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const { prepared, options } = request(context, cell, index);
  const run = yield* trainSteps(context, prepared, options);
  return {
    status: run.status,
    steps: run.steps,
    last: run.status === "diverged" ? null : run.loss,
    reached: targetsOf(context.config, options.loss).map((epsilon) => firstBelow(run, epsilon)),
  };
}

const firstBelow = ({ trace }: DeepResult, epsilon: number): number | null => trace.find(({ loss }) => loss <= epsilon)?.step ?? null;

/** Mean K of the repeats for every target that all of them reached. */
function meanSteps(config: Config, { loss, reached }: Summary): { readonly epsilon: number; readonly steps: number }[] {
  return targetsOf(config, loss).flatMap((epsilon, place) => {
    const found = reached.map((list) => list[place]).filter((step) => step !== null);
    return found.length < reached.length ? [] : [{ epsilon, steps: meanOf(found).mean }];
  });
}

/** Share of the variance of y that its least-squares line over x explains. */
function lineFit(points: readonly { readonly x: number; readonly y: number }[]): { readonly slope: number; readonly r2: number } {
  const slope = slopeOf(points);
  const [x, y] = [meanOf(points.map((p) => p.x)).mean, meanOf(points.map((p) => p.y)).mean];
  const rest = points.reduce((sum, p) => sum + square(p.y - y - slope * (p.x - x)), 0);
  return { slope, r2: 1 - rest / points.reduce((sum, p) => sum + square(p.y - y), 0) };
}

const square = (x: number): number => x * x;
const byLog = (points: readonly { readonly epsilon: number; readonly steps: number }[], both: boolean) =>
  points.map(({ epsilon, steps }) => ({ x: -log(epsilon), y: both ? log(Math.max(1, steps)) : steps }));

const digits = (value: number, count = 3): string => showNumber(Number(value.toPrecision(count)));

function checks(config: Config, result: Aggregate): Check[] {
  return summaries(result).flatMap((cell): Check[] => {
    const count = cell.status.filter((status) => status === "loss-target").length;
    const reached: Check = {
      id: `reached-${cell.loss}`,
      text:
        cell.loss === "hinge"
          ? "The hinge loss is exactly 0 after finitely many steps"
          : `Every run on the ${NAMES[cell.loss]} loss reaches its least ε`,
      passed: count === cell.trials && (cell.loss !== "hinge" || cell.last.every((loss) => loss === 0)),
      observed: `${count} of ${cell.trials}, after ${digits(Math.max(...cell.steps), 5)} steps at most`,
      expected: "all, before the cap",
    };
    const points = meanSteps(config, cell);
    if (cell.loss === "hinge" || points.length < 3) return [reached];
    const straight = lineFit(byLog(points, false));
    const power = lineFit(byLog(points, true));
    const shape: Check =
      cell.loss === "squared-hinge"
        ? {
            id: "straight",
            text: "Squared hinge, p = ½: K is straight in log(1/ε)",
            passed: straight.r2 >= 0.98,
            observed: `R² = ${digits(straight.r2, 4)}, ${digits(straight.slope)} steps for each factor e`,
            expected: "R² at least 0.98",
          }
        : {
            id: "power",
            text: "Logistic, p = 1: K is a power of 1/ε, the exponent about that of ε¹⁻²ᵖ",
            passed: power.slope >= 0.7 && isBelow(power.slope, 1.1),
            observed: `exponent ${digits(power.slope)}, R² = ${digits(power.r2, 4)}`,
            expected: "exponent 0.7 to 1.1",
          };
    return [reached, shape];
  });
}

const NAMES: Readonly<Record<LossName, string>> = { hinge: "hinge", "squared-hinge": "squared hinge", logistic: "logistic" };

function claims(config: Config, result: Aggregate): Claim[] {
  const list = summaries(result);
  const logistic = list.find(({ loss }) => loss === "logistic");
  const points = logistic === undefined ? [] : meanSteps(config, logistic);
  if (points.length < 3) return [];
  const { slope } = lineFit(byLog(points, true));
  return [
    {
      id: "order-logistic",
      text: "For p = 1 the number of steps is at most of order 1/ε (Theorem 4.1).",
      reproduced: slope <= 1,
      observed: `K grows as (1/ε)^${digits(slope)} from ε = ${points[0].epsilon} to ${points[points.length - 1].epsilon}`,
    },
  ];
}

function panels(config: Config, result: Aggregate): CurvePanel[] {
  const list = summaries(result);
  const targets = LOSSES.flatMap((loss) => targetsOf(config, loss));
  const least = Math.min(...targets);
  const most = Math.max(...targets);
  const x = { label: "one over the loss", symbol: "1/ε", scale: "log" as const, min: 1 / most / 1.01, max: 1.01 / least };
  const drawn = list.map((cell) => ({ cell, points: meanSteps(config, cell).map(({ epsilon, steps }) => ({ x: 1 / epsilon, y: steps })) }));
  const finite = drawn.filter(({ cell }) => cell.loss !== "logistic");
  const top = finite.reduce((a, { points }) => points.reduce((b, { y }) => Math.max(b, y), a), 10);
  const all = drawn.flatMap(({ points }) => points.map(({ y }) => y)).filter((y) => y > 0);
  const series = (chosen: typeof drawn): CurvePanel["series"] =>
    chosen.map(({ cell, points }) => ({
      label: `${NAMES[cell.loss]}, p = ${OF[cell.loss].p}`,
      style: OF[cell.loss].style,
      line: "mean",
      marker: "filled",
      points,
    }));
  const hinge = list.find(({ loss }) => loss === "hinge");
  const orders = (chosen: typeof drawn): Series[] =>
    chosen.map(({ cell }, place) => theoryLine("order of Theorem 4.1", orderLine(config, cell, x), place === 0));
  return [
    {
      kind: "curves",
      title: "(a) straight in log(1/ε), or finite",
      finding: hinge === undefined ? "no run finished" : `hinge is exactly 0 after ${digits(meanOf(hinge.steps).mean)} steps in the mean`,
      x,
      y: { label: "mean number of steps", symbol: "K", scale: "linear", min: 0, max: roundAbove(1.05 * top) },
      series: [...orders(finite), ...series(finite)],
      legend: true,
    },
    {
      kind: "curves",
      title: "(b) a power of 1/ε",
      finding: all.length === 0 ? "no run finished" : "the same on logarithmic axes, with the logistic loss",
      x,
      y: {
        label: "mean number of steps",
        symbol: "K",
        scale: "log",
        min: decadeAbove(Math.min(10, ...all)) / 10,
        max: decadeAbove(Math.max(10, ...all)),
      },
      series: [...orders(drawn.filter(({ cell }) => cell.loss === "logistic")), ...series(drawn)],
      legend: true,
    },
  ];
}

const LINE = 40;

/** Of 1/ε, by Theorem 4.1: hinge, p = 0, is free of it. */
const GROWTH: Readonly<Record<LossName, (inverse: number) => number>> = {
  hinge: () => 1,
  "squared-hinge": (inverse) => log(inverse),
  logistic: (inverse) => inverse,
};

/** K by Theorem 4.1, the least multiple of its order that is nowhere below a point. */
function orderLine(config: Config, cell: Summary, { min, max }: { readonly min: number; readonly max: number }): Series["points"] {
  const growth = GROWTH[cell.loss];
  const points = meanSteps(config, cell).filter(({ epsilon }) => epsilon < 1);
  const scale = points.reduce((most, { epsilon, steps }) => Math.max(most, steps / growth(1 / epsilon)), 0);
  const stretch = log(max / min);
  const places = scale === 0 ? [] : Array.from({ length: LINE + 1 }, (_, i) => min * exp((stretch * i) / LINE));
  return places.map((x) => ({ x, y: scale * growth(x) }));
}

const targets = (key: string, value: readonly number[], name: string, more = "") =>
  ({ key, type: "numbers", min: 1e-9, max: 1, default: value, doc: `losses ε to be reached, ${name}${more}` }) as const;
const rateOf = (key: string, value: number, name: string) =>
  ({ key, type: "number", min: 1e-6, max: 1e6, default: value, doc: `η·m for the ${name} loss` }) as const;

/** F4.6: how the steps depend on ε for p = 0, ½ and 1. */
export const zouLoss: Experiment = {
  id: "zou-loss",
  title: "How long does a small training loss take, by the loss?",
  paper: `${PAPER}, Theorem 4.1 (a figure of ours)`,
  claim:
    "How the number of steps grows as ε falls depends on how fast the loss's derivative dies with the loss, −ℓ' ~ ℓᵖ. Hinge (p = 0) is exactly 0 after finitely many steps, squared hinge (p = ½) takes a number that is linear in log(1/ε), logistic (p = 1) a power of 1/ε.",
  parameters: [
    samples(40),
    { key: "hidden", type: "integer", min: 2, max: 8192, default: 128, doc: "hidden units m of each layer, even" },
    layers(2),
    FEATURES,
    separation(0.5),
    targets("hingeTargets", [0.1, 0.03, 0.01, 0.003, 0.001], "hinge", ", before exactly 0"),
    targets("squaredTargets", [0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4], "squared hinge"),
    targets("logisticTargets", [0.1, 0.05, 0.02, 0.01, 0.005, 0.002], "logistic"),
    rateOf("hingeRate", 2, "hinge"),
    rateOf("squaredRate", 2, "squared hinge"),
    rateOf("logisticRate", 8, "logistic"),
    cap(50_000),
  ],
  presets: {
    quick: { trials: 6 },
    paper: {
      trials: 20,
      parameters: { hidden: 256, logisticTargets: [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 5e-4] },
      cost: "about 2 minutes on two cores",
    },
  },
  precision: "f32",
  inputs: "none",
  grid: () => LOSSES.map((loss) => ({ loss })),
  affinity: (_cell, index) => String(index),
  trial,
  certify: (context, cell, index) => {
    const { prepared, options } = request(context, cell, index);
    return trainAndCertify(context, prepared, options);
  },
  aggregate: (_config, grid, outcomes) => columns(["status", "steps", "last", "reached"], grid, outcomes),
  figure: (config, result) => ({
    title: "The power p of the loss decides how the steps grow: finite, as log(1/ε), or as a power of 1/ε.",
    lead: `Steps of gradient descent until the loss is at most ε, n = ${number(config, "samples")}, L = ${number(config, "layers")}, m = ${number(config, "hidden")}, φ = ${number(config, "separation")}; mean of ${config.trials} repeats.`,
    caption:
      "A target that some repeat does not reach has no point. The paper prints no figure; its table has K free of ε for p < ½, log(1/ε) for p = ½ and ε¹⁻²ᵖ above: the dashed lines, each the least multiple that is nowhere below a point.",
    panels: panels(config, result),
    columns: 2,
  }),
  checks,
  claims,
};
