import type { BinaryData } from "../../data/dataset.js";
import { RelulabError } from "../../errors.js";
import { deriveSeed } from "../../data/streams.js";
import type { PreparedData } from "../../train/prepared.js";
import type { Steps } from "../../numerics/steps.js";
import { number, numbers } from "../inputs.js";
import type { Config, TrialContext } from "../types.js";

export interface TrialData {
  readonly data: BinaryData;
  readonly prepared: PreparedData;
}

/** Data of a trial: drawn anew for every repeat, the same for all cells with so many samples at this φ. */
export function drawData(
  context: TrialContext,
  index: number,
  change: { readonly samples?: number; readonly separation?: number } = {},
): TrialData {
  const { lab, config, shared } = context;
  const { samples = number(config, "samples"), separation = number(config, "separation") } = change;
  return shared(`data:${samples}:${separation}:${index}`, () => {
    const data = draw(context, index, samples, separation);
    return { data, prepared: lab.prepare(data) };
  });
}

function draw({ lab, config }: TrialContext, index: number, samples: number, separation: number): BinaryData {
  return lab.data.separated({
    samples,
    features: number(config, "features"),
    separation,
    // Widths and depths compare runs on the same samples; other numbers of samples are drawn for themselves.
    seed: deriveSeed(config.seed, samples),
    trial: index,
  });
}

/** x_{l,i} of the paper at W(0) by layer and sample; layer 0 are the inputs. */
export function* startRows(
  { lab, config }: TrialContext,
  { data, prepared }: TrialData,
  index: number,
  shape: { readonly hidden: number; readonly layers: number },
): Steps<readonly (readonly Float64Array[])[]> {
  const { samples, features } = data;
  const run = lab.start.deep(prepared, { ...shape, learningRate: 1, maxSteps: 0, seed: config.seed, trial: index });
  try {
    while (!run.done) {
      run.chunk();
      yield;
    }
    const { network } = run;
    const inputs = Array.from({ length: samples }, (_, i) => Float64Array.from(data.X.subarray(i * features, (i + 1) * features)));
    const layers = [inputs];
    for (let l = 1; l <= shape.layers; l++) {
      const H = network.hidden(l, samples);
      layers.push(inputs.map((_x, i) => Float64Array.from({ length: shape.hidden }, (_h, j) => H[j * samples + i])));
      yield;
    }
    return layers;
  } finally {
    run.dispose();
  }
}

/** ±1 half and half needs even widths. Throws `ARG_RANGE`. */
export function checkEven(config: Config): void {
  const odd = numbers(config, "hidden").find((m) => m % 2 === 1);
  if (odd === undefined) return;
  throw new RelulabError(
    "ARG_RANGE",
    `hidden must be even: output weights are +1 and −1 half and half, got ${odd}.`,
    `Use for example ${odd + 1}.`,
  );
}
