import { RelulabError, show } from "../errors.js";
import type { Experiment } from "./types.js";
import { brutzkusFig1, brutzkusFig2, brutzkusFig3 } from "./brutzkusFigures.js";
import { brutzkusEscape } from "./brutzkusEscape.js";
import { brutzkusOverfit } from "./brutzkusOverfit.js";
import { brutzkusThm9 } from "./brutzkusThm9.js";
import { liFig1, liFig2, liFig3, liFig4, liFig5, liFig6, liFig7, liRandomLabels, liTwin } from "./li/index.js";
import { soltanolkotabiEnvelope } from "./soltanolkotabiEnvelope.js";
import { soltanolkotabiPhase } from "./soltanolkotabiPhase.js";
import { soltanolkotabiFig1 } from "./soltanolkotabiFig1.js";
import { wangBounds } from "./wangBounds.js";
import { wangFig1 } from "./wangFig1.js";
import { wangFig2 } from "./wangFig2.js";
import { wangFig3 } from "./wangFig3.js";
import { zouConvergence, zouFlips, zouGuarantee, zouLoss, zouNorms, zouRadius, zouSeparation, zouWidth } from "./zou/index.js";

/** Every experiment of the package, in the order of the papers. */
export const experiments: readonly Experiment[] = [
  wangFig1,
  wangFig2,
  wangFig3,
  wangBounds,
  soltanolkotabiFig1,
  soltanolkotabiEnvelope,
  soltanolkotabiPhase,
  brutzkusFig1,
  brutzkusFig2,
  brutzkusFig3,
  brutzkusThm9,
  brutzkusEscape,
  brutzkusOverfit,
  liFig1,
  liFig2,
  liFig3,
  liFig4,
  liFig5,
  liFig6,
  liFig7,
  liTwin,
  liRandomLabels,
  zouNorms,
  zouSeparation,
  zouFlips,
  zouConvergence,
  zouRadius,
  zouLoss,
  zouWidth,
  zouGuarantee,
];

/** Throws `UNKNOWN_EXPERIMENT`. */
export function findExperiment(id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id);
  if (found !== undefined) return found;
  throw new RelulabError(
    "UNKNOWN_EXPERIMENT",
    `there is no experiment ${show(id)}.`,
    `Known experiments: ${experiments.map((e) => e.id).join(", ")}.`,
  );
}
