import type { TwoClassData } from "../../../src/data/twoClasses.js";
import type { LabelledTable } from "../../../src/data/labelledTable.js";
import { canonicalJson, sha256OfJson } from "../../../src/sweep/resultFile.js";
import type { Certificate } from "../../../src/theory/certificate.js";
import type { MarginResult } from "../../../src/theory/marginResult.js";
import type { TwoLayerResult } from "../../../src/train/twoLayerResult.js";
import { numericsVersion } from "../../../src/version.js";
import type { ReadFile } from "./readFiles.js";
import type { Choice, TrainingOrder, Verdict, WitnessSample } from "./messages.js";

// In the worker: answers of the lab as the page and its files have them.

const SHOWN_WITNESSES = 12;
const SHOWN_FEATURES = 6;

export function verdictOf(margin: MarginResult, data: TwoClassData, table: LabelledTable): Verdict {
  const { witness, verdict, norm, normAtLeast, radius } = margin;
  const positive = data.y.reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0);
  const order = Array.from(witness.samples.keys()).sort((a, b) => witness.weights[b] - witness.weights[a]);
  return {
    kind: verdict,
    samples: data.samples,
    counts: [positive, data.samples - positive],
    margin: margin.margin,
    norm,
    normAtLeast,
    radius,
    residual: witness.residual,
    witness: order.slice(0, SHOWN_WITNESSES).map((at) => witnessSample(witness.samples[at], witness.weights[at], data, table)),
    witnessSize: witness.samples.length,
  };
}

/** The numbers are the file's, before any scaling: that is where a reader looks for them. */
function witnessSample(sample: number, weight: number, { source, y }: TwoClassData, table: LabelledTable): WitnessSample {
  const row = source[sample];
  const { X, features, rows, labels, classNames } = table;
  return {
    place: rows === undefined ? `item ${row + 1}` : `row ${rows[row]}`,
    label: `${classNames[labels[row]]} (${y[sample] === 1 ? "+1" : "−1"})`,
    weight,
    x: Array.from(X.subarray(row * features, row * features + Math.min(features, SHOWN_FEATURES))),
  };
}

export interface Trained {
  readonly files: readonly ReadFile[];
  readonly label: number | null;
  readonly data: TwoClassData;
  readonly choice: Choice;
  readonly order: TrainingOrder;
  readonly run: TwoLayerResult;
  /** Null where the search for a separator was stopped: then there are no certificates. */
  readonly margin: MarginResult | null;
  readonly certificates: readonly Certificate[];
}

const plainMargin = ({ witness, separator, ...facts }: MarginResult): object => ({
  ...facts,
  separator: separator === null ? null : Array.from(separator),
  witness: { ...witness, weights: Array.from(witness.weights) },
});

/** The whole result: a pure function of the files and the settings, with its hash. */
export function resultJson({ files, label, data, choice, order, run, margin, certificates }: Trained): { json: string; sha256: string } {
  const { weights, outputWeights, updatesOf, epochTrace = [], initialOutputWeights: _v, trace: _t, options: _o, ...facts } = run;
  const content = {
    kind: "two-layer network on own data",
    numericsVersion,
    data: {
      name: data.name,
      files: files.map(({ name, sha256, size }) => ({ name, sha256, bytes: size })),
      labelColumn: label === null ? null : label + 1,
      ...choice,
      samples: data.samples,
      features: data.features,
    },
    precision: order.precision,
    options: order.options,
    margin: margin === null ? null : plainMargin(margin),
    run: {
      ...facts,
      weights: Array.from(weights),
      outputWeights: Array.from(outputWeights),
      updatesOf: Array.from(updatesOf),
    },
    epochs: epochTrace,
    certificates,
  };
  const sha256 = sha256OfJson(content);
  return { json: `${canonicalJson({ ...content, sha256 })}\n`, sha256 };
}
