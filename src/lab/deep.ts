import type { BinaryData } from "../data/dataset.js";
import type { SeparatedOptions } from "../data/separated.js";
import { checkMu, DEFAULT_MU } from "../data/unitSphere.js";
import { reading, RelulabError, show } from "../errors.js";
import type { Certificate } from "../theory/certificate.js";
import { certifyDeep, diverged } from "../theory/deep/certifyDeep.js";
import type { CertifiedDeep } from "../theory/deep/facts.js";
import { type DeepMeasurement, measureNetwork } from "../theory/deep/measure.js";
import { PathWatch } from "../theory/deep/pathWatch.js";
import { OPERATOR_PAIRS, OPERATOR_SAMPLES, replayDeep } from "../theory/deep/replay.js";
import { checkDiverged, checkSame } from "../theory/deep/sameRun.js";
import { betaOf, sparsityOf } from "../theory/deep/startCertificates.js";
import type { Steps } from "../numerics/steps.js";
import { checkChoice, checkNumber, readNumbers, readOptions } from "../train/check.js";
import { DeepMemory } from "../train/deepMemory.js";
import type { Pieces } from "../train/deepProducts.js";
import { checkDeepOptions, type DeepOptions, readDeepOptions } from "../train/deepOptions.js";
import type { DeepResult, DeepStatus, DeepTracePoint } from "../train/deepResult.js";
import { DeepRun } from "../train/deepRun.js";
import { type Run, stepsOfPieces, WORK_PER_CALL } from "../train/drive.js";
import { PreparedData } from "../train/prepared.js";
import type { Precision } from "../wasm/binary.js";
import { checkFits } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import { samePrecision } from "./shared.js";

/** A run on a deep network, ready to be driven. */
export function startDeep(where: string, pool: InstancePool, data: BinaryData | PreparedData, options: DeepOptions): DeepRun {
  const read = readDeepOptions(where, options);
  const prepared = prepareFor(where, data, pool);
  return new DeepRun(pool, prepared, checkDeepOptions(where, prepared, read), where);
}

export function prepareFor(where: string, data: BinaryData | PreparedData, { precision }: InstancePool): PreparedData {
  if (PreparedData.is(data)) return samePrecision(where, data, precision);
  return PreparedData.of(data, precision, { shared: false }, where);
}

/** Options of `data.separated()`, read once and checked. Throws `ARG_*`. */
export function readSeparated(options: SeparatedOptions): SeparatedOptions {
  const where = "data.separated()";
  const read = readOptions(where, options, ["samples", "features", "separation", "mu", "closePairs", "seed", "trial"]);
  const { mu = DEFAULT_MU, seed = 1, trial = 0 } = read;
  const samples = checkNumber(where, "samples", read.samples, { min: 1, max: 2 ** 24, integer: true, example: 100 });
  const features = checkNumber(where, "features", read.features, { min: 3, max: 2 ** 24, integer: true, example: 20 });
  checkMu(where, mu);
  const most = 2 * Math.sqrt((1 - mu) * (1 + mu));
  const separation = checkNumber(where, "separation", read.separation, { above: 0, max: most, example: 0.1 });
  const pairs = Math.floor(samples / 2);
  const closePairs = checkNumber(where, "closePairs", read.closePairs ?? Math.min(1, pairs), {
    min: 0,
    max: pairs,
    integer: true,
    example: 1,
  });
  checkFits(8 * samples * features, where, "Use fewer samples or features.");
  return {
    samples,
    features,
    separation,
    mu,
    closePairs,
    seed,
    trial: checkNumber(where, "trial", trial, { min: 0, max: 2 ** 32 - 1, integer: true, example: 0 }),
  };
}

export interface MeasureDeepOptions extends Pick<DeepOptions, "hidden" | "layers" | "initialWeights" | "outputWeights" | "seed" | "trial"> {
  /** β of Theorem 5.1 (iv). Default none. */
  readonly betas?: readonly number[];
  /** Samples that the operator norms (v) to (vii) are looked at for. Default 0: they are left out. */
  readonly operatorSamples?: number;
  /** s of (vi) and (vii). Default 10. */
  readonly sparsity?: number;
}

/** S4-T2 for the network that a run with these options starts from. Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`. */
export function* measureDeep(pool: InstancePool, data: BinaryData | PreparedData, options: MeasureDeepOptions): Steps<DeepMeasurement> {
  const where = "measureDeep()";
  const read = readOptions(where, options, [
    "hidden",
    "layers",
    "initialWeights",
    "outputWeights",
    "seed",
    "trial",
    "betas",
    "operatorSamples",
    "sparsity",
  ]);
  const prepared = prepareFor(where, data, pool);
  const { betas = [], operatorSamples = 0, sparsity = 10, ...start } = read;
  const checked = checkDeepOptions(where, prepared, { ...start, learningRate: 1 });
  const look = reading(where, () => ({
    betas: readBetas(where, betas).map((beta) => checkNumber(where, "betas", beta, { min: 0, example: 0.001 })),
    operatorSamples: checkNumber(where, "operatorSamples", operatorSamples, { min: 0, max: prepared.samples, integer: true, example: 8 }),
    operatorPairs: Infinity,
    sparsity: checkNumber(where, "sparsity", sparsity, { min: 1, integer: true, example: 10 }),
  }));
  const network = new DeepMemory(pool, prepared, checked.hidden, { columns: prepared.samples }, where);
  try {
    yield* stepsOfPieces(network.initialise(checked));
    return yield* stepsOfPieces(measureNetwork(network, look));
  } finally {
    network.memory.dispose();
  }
}

function readBetas(where: string, betas: unknown): readonly unknown[] {
  if (Array.isArray(betas) || ArrayBuffer.isView(betas)) return Array.from(betas as ArrayLike<unknown>);
  throw new RelulabError("ARG_TYPE", `${where}: betas must be an array of numbers, got ${show(betas)}.`, "Use for example [0.001].");
}

export interface CertifyDeepOptions {
  /** δ of Theorem 5.1. Default 0.05. */
  readonly delta?: number;
}

/** Work in pieces that `drive` can run; what it yields is the work done. */
class PiecesRun<Result> implements Run<null, Result> {
  readonly #pieces: Pieces<Result>;
  readonly #free: () => void;
  #result: { readonly value: Result } | undefined;

  constructor(pieces: Pieces<Result>, free: () => void) {
    this.#pieces = pieces;
    this.#free = free;
  }

  get done(): boolean {
    return this.#result !== undefined;
  }

  snapshot(): null {
    return null;
  }

  chunk(): boolean {
    for (let work = 0; !this.done && work < WORK_PER_CALL;) {
      const next = this.#pieces.next();
      if (next.done === true) this.#result = { value: next.value };
      else work += next.value;
    }
    return this.done;
  }

  /** Nothing hands these runs a signal. */
  cancel(): void {}

  result(): Result {
    return (this.#result as { readonly value: Result }).value;
  }

  dispose(): void {
    this.#free();
  }
}

/** Certificates of a deep run: it is taken once more, with looks at W on the way. Throws `ARG_*`, `DATA_*`. */
export function certifyingDeep(
  where: string,
  pool: InstancePool,
  given: DeepResult,
  data: BinaryData | PreparedData,
  options: CertifyDeepOptions,
): Run<null, readonly Certificate[]> {
  const { delta = 0.05 } = readOptions(where, options, ["delta"]);
  checkNumber(where, "delta", delta, { above: 0, max: 0.5, example: 0.05 });
  const prepared = prepareFor(where, data, pool);
  const run = reading(where, () => readRun(where, given, prepared));
  const paths = new PathWatch(run.options.hidden.length);
  const once = { ...run.options, lossTarget: null, stopAtZeroError: false };
  if (run.status === "diverged") {
    const again = new DeepRun(pool, prepared, { ...once, maxSteps: run.steps + 1 }, where);
    return new PiecesRun(divergence(where, run, again), () => again.dispose());
  }
  const again = new DeepRun(pool, prepared, { ...once, maxSteps: run.steps }, where, (samples, slopes) => paths.see(samples, slopes));
  paths.attach(again.network);
  return new PiecesRun(certificates(where, { run, data: prepared, delta }, again, paths), () => again.dispose());
}

function* divergence(where: string, run: DeepResult, again: DeepRun): Pieces<readonly Certificate[]> {
  yield* again.stepping(Infinity);
  checkDiverged(where, run, again);
  return [diverged(run)];
}

function* certificates(
  where: string,
  known: Pick<CertifiedDeep, "run" | "data" | "delta">,
  again: DeepRun,
  paths: PathWatch,
): Pieces<readonly Certificate[]> {
  yield* again.begin();
  const { run, data, delta } = known;
  const { hidden } = run.options;
  const start = yield* measureNetwork(again.network, {
    betas: [
      betaOf(
        hidden.reduce((a, b) => Math.min(a, b)),
        hidden.length,
        data.samples,
        delta,
      ),
    ],
    operatorSamples: Math.min(OPERATOR_SAMPLES, data.samples),
    operatorPairs: OPERATOR_PAIRS,
    sparsity: sparsityOf(hidden.length, data.samples, delta),
  });
  const replay = yield* replayDeep(again, known.run.steps, paths);
  yield* checkSame(where, run, again);
  return yield* certifyDeep({ ...known, start, replay });
}

const UNCHANGED = "Pass what trainDeep() gave, unchanged.";

/** A result of `trainDeep` with the options that it must have had, checked again: they are run once more. */
function readRun(where: string, given: DeepResult, data: PreparedData): DeepResult {
  const { options, steps, trace, samples, features, weights } = given;
  // A run that diverged at its start was never evaluated.
  const traced = Array.isArray(trace) && (trace.length > 0 || given.status === "diverged");
  const shaped = traced && Array.isArray(weights) && typeof options === "object" && options !== null;
  if (!shaped) throw new RelulabError("ARG_TYPE", `${where}: the run is not a result of trainDeep() with an evaluation in it.`, UNCHANGED);
  if (samples !== data.samples || features !== data.features)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: the run was on ${show(samples)} samples of ${show(features)} features, these data have ${data.samples} of ${data.features}.`,
      "Pass the data that the run was trained on.",
    );
  const { batchSize, lossTarget, ...rest } = options;
  const checked = checkDeepOptions(where, data, {
    ...rest,
    ...(batchSize === null ? {} : { batchSize }),
    ...(lossTarget === null ? {} : { lossTarget }),
  });
  checkNumber(where, "run.steps", steps, { min: 0, max: checked.maxSteps, integer: true, example: 10 });
  const diverged = given.status === "diverged";
  return {
    ...given,
    status: checkChoice(where, "run.status", given.status, STATUSES),
    outputWeights: readNumbers(where, "run.outputWeights", given.outputWeights, {
      length: checked.outputWeights.length,
      precision: data.precision,
      hint: UNCHANGED,
    }),
    weights: readWeights(where, weights, [features, ...checked.hidden], data.precision),
    ...(diverged ? {} : readTotals(where, "run", given)),
    divergedAt: diverged ? readDivergedAt(where, given.divergedAt) : null,
    trace: readTrace(where, trace),
    options: checked,
  };
}

const STATUSES: readonly DeepStatus[] = ["running", "zero-error", "loss-target", "stationary", "budget", "diverged", "cancelled"];

/** Copies; what is no finite number is no weight of the run either, and refused with it. */
function readWeights(
  where: string,
  weights: readonly unknown[],
  sizes: readonly number[],
  precision: Precision,
): (Float32Array | Float64Array)[] {
  const layers = sizes.length - 1;
  if (weights.length !== layers)
    throw new RelulabError("ARG_SHAPE", `${where}: run.weights must have ${layers} layers, got ${weights.length}.`, UNCHANGED);
  return weights.map((W, l) => {
    const length = sizes[l] * sizes[l + 1];
    if ((W instanceof Float32Array || W instanceof Float64Array) && W.length === length) return W.slice();
    return readNumbers(where, `run.weights[${l}]`, W, { length, precision, hint: UNCHANGED });
  });
}

function readTotals(where: string, of: string, { loss, errors }: { loss: unknown; errors: unknown }): { loss: number; errors: number } {
  return {
    loss: checkNumber(where, `${of}.loss`, loss, { example: 0.5 }),
    errors: checkNumber(where, `${of}.errors`, errors, { min: 0, integer: true, example: 0 }),
  };
}

function readDivergedAt(where: string, at: DeepResult["divergedAt"]): DeepResult["divergedAt"] {
  const whole = (name: "step" | "layer"): number =>
    checkNumber(where, `run.divergedAt.${name}`, at?.[name], { min: 0, integer: true, example: 1 });
  return { step: whole("step"), layer: whole("layer") };
}

function readTrace(where: string, trace: DeepResult["trace"]): DeepTracePoint[] {
  return Array.from(trace, (point: DeepTracePoint | null, k) => {
    const of = `run.trace[${k}]`;
    if (typeof point !== "object" || point === null)
      throw new RelulabError("ARG_TYPE", `${where}: ${of} must be an evaluation, got ${show(point)}.`, UNCHANGED);
    return {
      step: checkNumber(where, `${of}.step`, point.step, { min: 0, integer: true, example: k }),
      ...readTotals(where, of, point),
      slopeSum: checkNumber(where, `${of}.slopeSum`, point.slopeSum, { example: 1 }),
    };
  });
}
