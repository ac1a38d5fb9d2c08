import type { BinaryData } from "../../../src/data/dataset.js";
import type { Lab } from "../../../src/lab.js";
import type { CriticalPoint } from "../../../src/theory/criticalPoint.js";
import type { MarginResult } from "../../../src/theory/marginResult.js";
import type { TwoLayerOptions } from "../../../src/train/twoLayerOptions.js";
import type { RunStatus, TwoLayerResult } from "../../../src/train/twoLayerResult.js";
import type { TwoLayerRun } from "../../../src/train/twoLayerRun.js";
import type { PlaygroundState, Vector } from "./state.js";

export const METHODS = ["plain", "noisy", "leaky"] as const;
export type Method = (typeof METHODS)[number];

/** What three runs need: a step and a speed are no part of it. */
export type Setup = Omit<PlaygroundState, "step">;

/** One method at one step, as plain data. */
export interface MethodState {
  readonly status: RunStatus;
  readonly updates: number;
  readonly loss: number;
  /** Samples with y·f ≤ 0. */
  readonly errors: number;
  /** (hidden, 2) row-major. */
  readonly weights: readonly number[];
  /** Where it stands; for leaky SGD `global` or `notCritical` (S2-T5: its critical points are global minima of separable data). */
  readonly kind: CriticalPoint["kind"];
  readonly violating: readonly number[];
  readonly dead: readonly number[];
  /** Every change with all ‖Δw_j‖ below it keeps gradient 0 and the loss; 0 where none is known. */
  readonly radius: number;
  /** Loss at the steps of `trace`, as far as this method has ever been. */
  readonly curve: readonly number[];
}

export interface Frame {
  readonly step: number;
  readonly methods: Readonly<Record<Method, MethodState>>;
  /** Steps at which losses are kept. */
  readonly trace: readonly number[];
  readonly separable: MarginResult["verdict"];
  /** Of the best unit separator through the origin; 0 without one. */
  readonly margin: number;
  /** Non-zero updates that S0 Theorem 1 allows Algorithm 1 from this start; null where it does not apply. */
  readonly bound: number | null;
}

/** Points of a curve; more would not be seen. */
const CURVE_POINTS = 600;

export function dataOf({ points }: Pick<Setup, "points">): BinaryData {
  return {
    samples: points.length,
    features: 2,
    X: Float64Array.from(points.flatMap(({ x }) => x)),
    y: Int8Array.from(points, ({ label }) => label),
    name: "points of the playground",
  };
}

/** The options of one method's run: same start, same second layer, same sample stream for all three. */
export function optionsOf({ points, units, settings }: Setup, method: Method): TwoLayerOptions {
  const { learningRate, noiseStd, slope, sampling, seed, steps } = settings;
  return {
    hidden: units.length,
    outputWeights: units.map(({ v }) => v),
    initialWeights: units.flatMap(({ w }) => w),
    learningRate,
    sampling,
    seed,
    maxEpochs: Math.ceil(steps / points.length),
    ...{ plain: { method: "plain" as const }, noisy: { method: "noisy" as const, noiseStd }, leaky: { method: "plain" as const, slope } }[
      method
    ],
  };
}

/** Three runs from one start that can be asked for any step: forwards they go on, backwards they start again, which gives the same bits. */
export class Trio {
  readonly #lab: Lab;
  readonly #setup: Setup;
  readonly #data: BinaryData;
  readonly #trace: readonly number[];
  readonly #facts: Pick<Frame, "separable" | "margin" | "bound">;
  readonly #curves: Record<Method, readonly number[]> = { plain: [], noisy: [], leaky: [] };
  #runs: Readonly<Record<Method, TwoLayerRun>>;
  #step = 0;

  constructor(lab: Lab, setup: Setup) {
    this.#lab = lab;
    this.#setup = setup;
    this.#data = dataOf(setup);
    const { steps } = setup.settings;
    const stride = Math.ceil(steps / CURVE_POINTS);
    this.#trace = Array.from({ length: Math.floor(steps / stride) + 1 }, (_, i) => i * stride);
    this.#runs = this.#start();
    const margin = lab.sync.margin(this.#data);
    const theorem = lab.sync.certify(this.#runs.noisy.result(), this.#data, { margin }).find((one) => one.theorem === "S0 Theorem 1");
    this.#facts = { separable: margin.verdict, margin: margin.margin, bound: theorem?.bound ?? null };
  }

  #start(): Readonly<Record<Method, TwoLayerRun>> {
    const run = (method: Method): TwoLayerRun =>
      this.#lab.start.twoLayer(this.#data, { ...optionsOf(this.#setup, method), trace: this.#trace });
    return { plain: run("plain"), noisy: run("noisy"), leaky: run("leaky") };
  }

  seek(step: number): Frame {
    if (step < this.#step) {
      this.dispose();
      this.#runs = this.#start();
      this.#step = 0;
    }
    for (const method of METHODS) this.#runs[method].advance(step - this.#step);
    this.#step = step;
    const methods = { plain: this.#state("plain"), noisy: this.#state("noisy"), leaky: this.#state("leaky") };
    return { step, methods, trace: this.#trace, ...this.#facts };
  }

  #state(method: Method): MethodState {
    const result = this.#runs[method].result();
    const { status, updates, loss, trainingError, weights } = result;
    return {
      status,
      updates,
      loss,
      errors: Math.round(trainingError * this.#data.samples),
      weights: Array.from(weights),
      ...this.#place(method, result),
      curve: this.#curve(method, result),
    };
  }

  /** Leaky units are never off: with a slope there is no dead sample, and the classifier, made for ReLU, has nothing to say. */
  #place(
    method: Method,
    { weights, outputWeights, loss, status }: TwoLayerResult,
  ): Pick<MethodState, "kind" | "violating" | "dead" | "radius"> {
    if (status === "diverged" || (method === "leaky" && this.#setup.settings.slope > 0))
      return { kind: loss === 0 ? "global" : "notCritical", violating: [], dead: [], radius: 0 };
    const { kind, violating, dead, radius } = this.#lab.classifyCriticalPoint({ weights, outputWeights }, this.#data);
    return { kind, violating, dead, radius };
  }

  /**
   * A run notes the loss of a step when it takes the next one, and none after its end, where nothing changes: the loss of now fills both.
   * A run that started again has been further before.
   */
  #curve(method: Method, { trace, loss }: TwoLayerResult): readonly number[] {
    const reached = this.#trace.filter((step) => step <= this.#step).length;
    const losses = trace.map((point) => point.loss);
    while (losses.length < reached) losses.push(loss);
    if (losses.length > this.#curves[method].length) this.#curves[method] = losses;
    return this.#curves[method];
  }

  dispose(): void {
    for (const method of METHODS) this.#runs[method].dispose();
  }
}

export const rowOf = (weights: readonly number[], unit: number): Vector => [weights[2 * unit], weights[2 * unit + 1]];
