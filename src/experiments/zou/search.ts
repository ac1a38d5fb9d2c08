import type { DeepOptions } from "../../train/deepOptions.js";
import type { DeepResult } from "../../train/deepResult.js";
import type { Steps } from "../../numerics/steps.js";
import type { PreparedData } from "../../train/prepared.js";
import type { TrialContext } from "../types.js";
import { trainSteps } from "./train.js";

export interface Enough {
  /** The first of 2, 4, 8, … whose run ends without a training error; 0: none up to the widest. */
  readonly width: number;
  /** The run of that width, else of the last one tried. */
  readonly run: DeepResult;
}

/** Tries widths 2, 4, 8, … up to `widest`; `options` gives the run of a width. */
export function* leastWidth(
  context: TrialContext,
  prepared: PreparedData,
  widest: number,
  options: (hidden: number) => DeepOptions,
): Steps<Enough> {
  for (let hidden = 2; ; hidden *= 2) {
    const run = yield* trainSteps(context, prepared, options(hidden));
    if (run.status === "zero-error") return { width: hidden, run };
    if (2 * hidden > widest) return { width: 0, run };
  }
}
