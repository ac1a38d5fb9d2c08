import type { BinaryData } from "../data/dataset.js";
import { reading, RelulabError } from "../errors.js";
import { writeInitialWeights } from "../models/twoLayer.js";
import { euclideanNorm } from "../numerics/norm.js";
import { runSteps } from "../numerics/steps.js";
import type { Certificate } from "../theory/certificate.js";
import { certifyRun } from "../theory/certifyRun.js";
import { type MarginProgress, MarginSearch } from "../theory/margin.js";
import { type MarginResult, requireSeparator } from "../theory/marginResult.js";
import { checkFlag, checkNumber, readOptions } from "../train/check.js";
import { isReals } from "../train/dataShape.js";
import { driveSync, type Run } from "../train/drive.js";
import { PreparedData } from "../train/prepared.js";
import { checkTwoLayerOptions, readTwoLayerOptions, type TwoLayerOptions } from "../train/twoLayerOptions.js";
import type { TwoLayerResult } from "../train/twoLayerResult.js";
import { TwoLayerRun } from "../train/twoLayerRun.js";
import type { InstancePool } from "../wasm/pool.js";
import { samePrecision, withInstance } from "./shared.js";

export interface MarginOptions {
  /** Append 1 to every sample; the bias is then part of ‖ω‖. Default false. Not with prepared data, which have it or not. */
  readonly bias?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MarginProgress) => void;
}

export interface CertifyOptions {
  /** The answer of `margin()` on the same data, where it is known already. */
  readonly margin?: MarginResult;
  /** δ of the compression bound. Default 0.05. */
  readonly delta?: number;
}

/** A run of plain SGD or Algorithm 1, ready to be driven. */
export function startTwoLayer(where: string, pool: InstancePool, data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerRun {
  const read = readTwoLayerOptions(where, options);
  const training = prepareFor(where, data, read.bias, pool);
  const prepared = read.test === undefined ? training : training.withHeldOut(prepareTest(where, read.test, training));
  const checked = checkTwoLayerOptions(where, prepared, read);
  if (!checked.checkProof) return new TwoLayerRun(pool, prepared, checked);
  const separator = unitMargin(prepared) ?? requireSeparator(driveSync(new MarginSearch(pool, prepared)), `${where} with checkProof`);
  return new TwoLayerRun(pool, prepared, checked, separator);
}

/** The data's own separator, if it is one with margins of at least 1, up to its rounding: anything else would break the proof's inequalities. */
function unitMargin(data: PreparedData): Float64Array | undefined {
  const { separator, labels } = data;
  return separator !== undefined && data.products(separator).every((product, i) => product * labels[i] >= 1 - 1e-12)
    ? separator
    : undefined;
}

/** Options of `margin()`, read once. */
export const readMarginOptions = (where: string, options: MarginOptions): MarginOptions =>
  readOptions(where, options, ["bias", "signal", "onProgress"]);

export function startMargin(where: string, pool: InstancePool, data: BinaryData | PreparedData, { bias }: MarginOptions): MarginSearch {
  return new MarginSearch(pool, prepareFor(where, data, bias, pool));
}

/** Certificates in two parts: a search for the separator where it is not known, and what to do with its answer. */
export interface Certification<Answer> {
  readonly known?: Answer;
  readonly search: () => Run<unknown, Answer>;
  readonly finish: (answer: Answer) => readonly Certificate[];
}

export function certification(
  where: string,
  pool: InstancePool,
  run: TwoLayerResult,
  data: BinaryData | PreparedData,
  options: CertifyOptions,
): Certification<MarginResult> {
  const { margin: known, delta = 0.05 } = readOptions(where, options, ["margin", "delta"]);
  checkNumber(where, "delta", delta, { above: 0, max: 0.5, example: 0.05 });
  const bias = PreparedData.is(data) ? undefined : reading(where, () => run.features === data.features + 1);
  const prepared = prepareFor(where, data, bias, pool);
  reading(where, () => checkSameShape(where, run, prepared));
  const margin = known === undefined ? undefined : reading(where, () => readMargin(where, known, prepared));
  const initialWeights = reading(where, () =>
    runSteps(
      withInstance(pool, run.weights.length * 8, function* (instance) {
        writeInitialWeights(instance, instance.base, run.hidden, run.features, run.options.initialWeights, run.options);
        yield;
        return instance.reals(instance.base, run.weights.length).slice();
      }),
    ),
  );
  return {
    ...(margin === undefined ? {} : { known: margin }),
    search: () => new MarginSearch(pool, prepared),
    finish: (found) => reading(where, () => certifyRun({ run, data: prepared, margin: found, initialWeights, delta })),
  };
}

/** Held-out data as the training data are. Throws `ARG_*`, `DATA_*`. */
function prepareTest(where: string, test: BinaryData | PreparedData, training: PreparedData): PreparedData {
  const { precision, bias, features } = training;
  const name = `${where}, test`;
  const ready = PreparedData.is(test) ? samePrecision(name, test, precision) : PreparedData.of(test, precision, { bias }, name);
  if (ready.bias !== bias)
    throw new RelulabError(
      "ARG_RANGE",
      `${name}: bias is ${ready.bias}, that of the training data is ${bias}.`,
      "Prepare both alike, or pass the test data unprepared.",
    );
  if (ready.features === features) return ready;
  const own = bias ? 1 : 0;
  throw new RelulabError(
    "DATA_SHAPE",
    `${name}: the test data have ${ready.features - own} features, the training data ${features - own}.`,
    "Pass test data of the same kind.",
  );
}

/** An answer of `margin()` that was found before: must be one of these data. */
function readMargin(where: string, given: MarginResult, data: PreparedData): MarginResult {
  const margin = { ...given, radius: data.radius };
  const { separator } = margin;
  if (separator === null && typeof margin.text === "string") return margin;
  const fits = separator instanceof Float64Array && separator.length === data.features;
  const { labels } = data;
  if (fits && data.products(separator).every((product, i) => product * labels[i] >= 1))
    return { ...margin, norm: euclideanNorm(separator) };
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: margin is not the answer for these data${fits ? ", its separator has margins below 1 here" : ""}.`,
    "Pass what margin() gave for the same data, or leave it out.",
  );
}

function checkSameShape(where: string, run: TwoLayerResult, data: PreparedData): void {
  const { hidden, features, weights, outputWeights, updatesOf } = run;
  const typed = updatesOf instanceof Uint32Array && isReals(weights) && isReals(outputWeights);
  if (!typed || outputWeights.length !== hidden || weights.length !== hidden * features)
    throw new RelulabError("ARG_TYPE", `${where}: the run is not a result of trainTwoLayer().`, "Pass what trainTwoLayer() gave.");
  if (run.features === data.features && run.updatesOf.length === data.samples) return;
  throw new RelulabError(
    "ARG_SHAPE",
    `${where}: the run was on ${run.updatesOf.length} samples of ${run.features} features, these data have ${data.samples} of ${data.features}.`,
    "Pass the data that the run was trained on.",
  );
}

function prepareFor(where: string, data: BinaryData | PreparedData, bias: boolean | undefined, { precision }: InstancePool): PreparedData {
  if (bias !== undefined) checkFlag(where, "bias", bias);
  if (!PreparedData.is(data)) return PreparedData.of(data, precision, { bias: bias ?? false, shared: false }, where);
  samePrecision(where, data, precision);
  if (bias !== undefined && bias !== data.bias)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: bias is ${bias}, but these data were prepared with bias ${data.bias}.`,
      "Give bias to prepare() only.",
    );
  return data;
}
