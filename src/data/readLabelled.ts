import { count, reading, RelulabError, show } from "../errors.js";
import { firstNonFinite } from "../numerics/finite.js";
import type { LabelledData } from "./labelled.js";

/** So that counts of classes and their products stay exact and small beside the samples. */
export const MOST_CLASSES = 10_000;

/**
 * The fields of labelled data, each read once, arrays not copied. Throws `DATA_SHAPE` unless lengths agree, `DATA_LABELS` for a label
 * outside 0…classes−1, `DATA_NOT_FINITE` for features that are not finite; `where` starts the message.
 */
export function readLabelled(data: LabelledData, where: string): LabelledData {
  return reading(where, () => {
    const { samples, features, classes, X, labels, components, name, truth } = data ?? {};
    checkSizes(where, { samples, features, classes }, X, labels);
    const wrong = labels.findIndex((label) => !(label >= 0 && label < classes));
    if (wrong >= 0)
      throw new RelulabError(
        "DATA_LABELS",
        `${where}: labels must be 0 to ${classes - 1}, that of sample ${count(wrong)} is ${show(labels[wrong])}.`,
        "Number the classes from 0, or raise data.classes.",
      );
    if (components !== undefined && !(components instanceof Int32Array && components.length === samples))
      throw new RelulabError(
        "DATA_SHAPE",
        `${where}: data.components must be an Int32Array with one number per sample, got ${show(components)}.`,
        "Leave it out where components are not known.",
      );
    const bad = firstNonFinite(X);
    if (bad >= 0)
      throw new RelulabError(
        "DATA_NOT_FINITE",
        `${where}: X must be finite, feature ${count(bad % features)} of sample ${count(Math.floor(bad / features))} is ${X[bad]}.`,
        "Remove or replace such values first.",
      );
    return {
      samples,
      features,
      classes,
      X,
      labels,
      name: typeof name === "string" ? name : "data without a name",
      ...(components && { components }),
      ...(truth && { truth }),
    };
  });
}

function checkSizes(
  where: string,
  sizes: Readonly<Record<"samples" | "features" | "classes", number>>,
  X: LabelledData["X"],
  labels: LabelledData["labels"],
): void {
  const arrays = X instanceof Float32Array || X instanceof Float64Array;
  if (!arrays || !(labels instanceof Uint8Array || labels instanceof Int32Array))
    throw new RelulabError(
      "DATA_SHAPE",
      `${where}: data must hold X as Float32Array or Float64Array and labels as Uint8Array or Int32Array, got X = ${show(X)}, labels = ${show(labels)}.`,
      "Build data with lab.data.mixture(), or pass { samples, features, classes, X, labels, name }.",
    );
  for (const [name, value] of Object.entries(sizes))
    if (!Number.isSafeInteger(value) || value < 1 || (name === "classes" && value > MOST_CLASSES))
      throw new RelulabError(
        "DATA_SHAPE",
        `${where}: data.${name} must be an integer ≥ 1${name === "classes" ? ` and ≤ ${count(MOST_CLASSES)}` : ""}, got ${show(value)}.`,
        "Pass at least one sample with one feature and one class.",
      );
  const { samples, features } = sizes;
  if (X.length === samples * features && labels.length === samples) return;
  throw new RelulabError(
    "DATA_SHAPE",
    `${where}: ${count(samples)} samples of ${count(features)} features need ${count(samples * features)} numbers in X and ${count(samples)} labels, got ${count(X.length)} and ${count(labels.length)}.`,
    "Check that X is (samples, features) row-major and there is one label per sample.",
  );
}
