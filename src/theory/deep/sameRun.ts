import { RelulabError } from "../../errors.js";
import type { Pieces } from "../../train/deepProducts.js";
import type { DeepResult, DeepTracePoint } from "../../train/deepResult.js";
import type { DeepRun } from "../../train/deepRun.js";

// A run is certified by taking it once more: what was handed in must be that very run, to the last bit.

/** `again` stands where the run given ended. Throws `ARG_RANGE` where weights, trace, loss or errors differ from those of `given`. */
export function* checkSame(where: string, given: DeepResult, again: DeepRun): Pieces {
  const taken = again.result();
  for (const [l, W] of given.weights.entries()) {
    if (!equal(W, taken.weights[l])) throw other(where, `weights of layer ${l + 1} differ after ${given.steps} steps`);
    yield W.length;
  }
  if (!equal(given.outputWeights, taken.outputWeights)) throw other(where, "outputWeights differ from those of the options");
  // A run may be cancelled before its last evaluation.
  const missing = taken.trace.length - given.trace.length;
  const place = taken.trace.findIndex((point, k) => k < given.trace.length && !samePoint(point, given.trace[k]));
  if (place >= 0) throw other(where, `trace[${place}] is ${pointText(given.trace[place])}, not ${pointText(taken.trace[place])}`);
  if (missing < 0 || missing > 1) throw other(where, `the trace has ${given.trace.length} evaluations, not ${taken.trace.length}`);
  const exact = given.status === "zero-error" || given.status === "loss-target";
  const { loss, errors } = exact ? yield* again.verified() : given.trace[given.trace.length - 1];
  if (loss !== given.loss) throw other(where, `loss is ${given.loss}, not ${loss}`);
  if (errors !== given.errors) throw other(where, `errors is ${given.errors}, not ${errors}`);
}

/** The same for a run that diverged: `again` has been driven on until it ended. */
export function checkDiverged(where: string, { divergedAt, steps }: DeepResult, again: DeepRun): void {
  const { status, divergedAt: at } = again.result();
  if (status !== "diverged" || at === null) throw other(where, `it does not diverge within ${steps + 1} steps`);
  if (at.step !== divergedAt?.step || at.layer !== divergedAt.layer)
    throw other(where, `divergedAt is step ${divergedAt?.step}, layer ${divergedAt?.layer}, not step ${at.step}, layer ${at.layer}`);
}

function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let e = 0; e < b.length; e++) if (a[e] !== b[e]) return false;
  return true;
}

const samePoint = (a: DeepTracePoint, b: DeepTracePoint): boolean =>
  a.step === b.step && a.loss === b.loss && a.errors === b.errors && a.slopeSum === b.slopeSum;

const pointText = ({ step, loss, errors, slopeSum }: DeepTracePoint): string =>
  `step ${step}, loss ${loss}, errors ${errors}, slopeSum ${slopeSum}`;

const other = (where: string, what: string): RelulabError =>
  new RelulabError(
    "ARG_RANGE",
    `${where}: the run is not what its options give on these data: ${what}.`,
    "Pass what trainDeep() gave, unchanged, its own data, and a lab of its precision.",
  );
