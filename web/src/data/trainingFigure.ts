import type { CurveAxis, CurvePanel, Figure } from "../../../src/experiments/types.js";
import type { EpochPoint } from "../../../src/train/epochTrace.js";
import { showNumber } from "../../../src/theory/certificate.js";
import type { TrainingOrder } from "./messages.js";
import { thinned } from "./thinned.js";
import { methodOf, type TrainingMethod } from "./trainingSettings.js";

const NAMES = { plain: "plain SGD", noisy: "Algorithm 1", leaky: "leaky SGD" } as const;

/** The next 1, 2 or 5 times a power of ten: an axis that is moved seldom. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * (1 - 1e-12)) ?? 10 * power;
}

interface Curve {
  readonly title: string;
  readonly of: (point: EpochPoint) => number;
  readonly axis: (values: readonly number[]) => CurveAxis;
}

const LOSS: Curve = {
  title: "Loss",
  of: ({ loss }) => loss,
  axis: (values) => {
    const [low, high] = [Math.min(...values, 1), Math.max(...values, 1)];
    const [min, max] = [10 ** Math.floor(Math.log10(low) - 1e-9), 10 ** Math.ceil(Math.log10(high))];
    return { label: "mean hinge loss", symbol: "", scale: "log", min, max, zero: true };
  },
};

const ERROR: Curve = {
  title: "Training error",
  of: ({ trainingError }) => trainingError,
  axis: (values) => ({ label: "share of samples", symbol: "", scale: "linear", min: 0, max: roundUp(Math.max(...values, 0.1)) }),
};

function panelOf({ title, of, axis }: Curve, method: TrainingMethod, points: readonly EpochPoint[]): CurvePanel {
  const last = points.at(-1);
  const line = points.map((point) => ({ x: point.epoch, y: of(point) }));
  return {
    kind: "curves",
    title,
    finding: last === undefined ? "nothing trained yet" : `${showNumber(of(last))} after ${showNumber(last.epoch)} epochs`,
    style: method,
    x: { label: "epoch", symbol: "", scale: "linear", min: 0, max: roundUp(Math.max(10, last?.epoch ?? 0)) },
    y: axis(points.map(of).filter((value) => value > 0 && value < Infinity)),
    series: [{ label: NAMES[method], style: method, line: "mean", marker: "none", labelled: false, points: line }],
  };
}

/** Loss and training error by epoch, as far as the training has come. */
export function trainingFigure(name: string, order: TrainingOrder, all: readonly EpochPoint[]): Figure {
  const { hidden, learningRate, noiseStd, slope, seed } = order.options;
  const method = methodOf(order);
  const points = thinned(all);
  const own = { plain: "", noisy: `, γ = ${noiseStd}`, leaky: `, α = ${slope}` }[method];
  return {
    title: `${NAMES[method]} on ${name}`,
    lead: `Hinge loss and training error by epoch, k = ${hidden}, η = ${learningRate}${own}, seed ${seed}.`,
    caption: `${NAMES[method]} on ${name}. An error is a sample with y·f(x) ≤ 0. A loss of 0 stands on the strip under the broken axis.`,
    panels: [panelOf(LOSS, method, points), panelOf(ERROR, method, points)],
    columns: 2,
  };
}
