import type { BinaryData } from "../../data/dataset.js";
import { reading, RelulabError } from "../../errors.js";
import { readBinaryData } from "../../train/prepared.js";

/** What a network that overfits on purpose has to interpolate. */
export interface OverfitData {
  /** The training samples, then the test samples; y of the test samples is flipped. */
  readonly data: BinaryData;
  /** 2y on the training samples (hinge loss exactly 0), −2y on the test samples (each an error). */
  readonly targets: Float64Array;
  readonly trainingSamples: number;
}

const WHERE = "overfitData()";

/** Targets for a memorizing network with training error 0 and test error 1 (S2 §6.2). Throws `ARG_SHAPE`, `DATA_*`. */
export function overfitData(training: BinaryData, test: BinaryData): OverfitData {
  const [seen, unseen] = reading(WHERE, () => [readBinaryData(training, WHERE), readBinaryData(test, WHERE)]);
  if (seen.features !== unseen.features)
    throw new RelulabError(
      "ARG_SHAPE",
      `${WHERE}: training samples have ${seen.features} features, test samples ${unseen.features}.`,
      "Take both from the same data set.",
    );
  const X = new Float64Array(seen.X.length + unseen.X.length);
  X.set(seen.X);
  X.set(unseen.X, seen.X.length);
  const y = Int8Array.from([...seen.y, ...unseen.y.map((label) => -label)]);
  const data: BinaryData = {
    samples: seen.samples + unseen.samples,
    features: seen.features,
    X,
    y,
    name: `${seen.name}, and ${unseen.samples} test samples with flipped labels`,
  };
  return { data, targets: Float64Array.from(y, (label) => 2 * label), trainingSamples: seen.samples };
}
