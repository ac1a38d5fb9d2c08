import type { LabelledData } from "../data/labelled.js";
import { readLabelled } from "../data/readLabelled.js";
import { reading, RelulabError, show } from "../errors.js";
import type { Certificate } from "../theory/certificate.js";
import { certifySoftmax } from "../theory/softmax/certifySoftmax.js";
import { checkNumber, readOptions } from "../train/check.js";
import type { SoftmaxResult } from "../train/softmaxResult.js";
import type { Precision } from "../wasm/binary.js";

export interface CertifySoftmaxOptions {
  /** ε of Theorem 4.1. Default 0.05. */
  readonly epsilon?: number;
}

/** Certificates of a run of S3 on its training data. Throws `ARG_*`, `DATA_*`. */
export function certifySoftmaxRun(
  where: string,
  precision: Precision,
  run: SoftmaxResult,
  data: LabelledData,
  options: CertifySoftmaxOptions,
): readonly Certificate[] {
  const { epsilon = 0.05 } = readOptions(where, options, ["epsilon"]);
  checkNumber(where, "epsilon", epsilon, { above: 0, below: 1, example: 0.05 });
  const given = readLabelled(data, where);
  return reading(where, () => {
    checkSameShape(where, run, given);
    // As the run had them.
    const own = precision === "f32" ? { ...given, X: Float32Array.from(given.X) } : given;
    const { classes, hidden, features, outputWeights, initialWeights, weights, options: used } = run;
    const random = used.outputStd === 1 ? used.initialStd : null;
    const test = run.trace[run.trace.length - 1]?.test ?? null;
    return certifySoftmax({
      network: { classes, hidden, features, outputWeights, initialWeights, weights },
      data: own,
      precision,
      status: run.status,
      method: used.method,
      steps: run.steps,
      batch: used.batchSize,
      learningRate: used.learningRate,
      initialStd: random,
      testError: test === null ? null : 1 - test.accuracy,
      epsilon,
    });
  });
}

function checkSameShape(where: string, run: SoftmaxResult, data: LabelledData): void {
  const { hidden, features, classes, weights, initialWeights, outputWeights } = run;
  const isReals = (value: unknown, length: number): boolean =>
    (value instanceof Float32Array || value instanceof Float64Array) && value.length === length;
  const whole =
    isReals(weights, hidden * features) && isReals(initialWeights, hidden * features) && isReals(outputWeights, classes * hidden);
  if (!whole) throw new RelulabError("ARG_TYPE", `${where}: the run is not a result of trainSoftmax().`, "Pass what trainSoftmax() gave.");
  if (features === data.features && classes === data.classes) return;
  throw new RelulabError(
    "ARG_SHAPE",
    `${where}: the run was on ${show(features)} features and ${show(classes)} classes, these data have ${data.features} and ${data.classes}.`,
    "Pass the data that the run was trained on.",
  );
}
