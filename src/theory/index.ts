export type { Assumption, Certificate, Verdict } from "./certificate.js";
export { compressionBound, type CompressionBound, type CompressionInput } from "./compression.js";
export { classifyCriticalPoint, type CriticalPoint, type TwoLayerNetwork } from "./criticalPoint.js";
export { GALLERY, galleryData, type GalleryPoint } from "./figureOne.js";
export { idleConfidence, type IdleInput, idlePassesFor } from "./idleConfidence.js";
export { alignedNetwork, certificateText, lemmaOneSlack, requireSeparator } from "./doors.js";
export type { MarginResult, Witness } from "./marginResult.js";
export * from "./deep/index.js";
export * from "./leaky/index.js";
export * from "./oneRelu/index.js";
export * from "./softmax/index.js";
export { type LeakyBoundInput, leakyUpdateBound, type LowerBoundInput, updateLowerBound } from "./otherBounds.js";
export {
  exactRootBound,
  outputFacts,
  runAwareBound,
  type StartPotentials,
  updateBound,
  type UpdateBoundInput,
  zeroStartBound,
} from "./updateBound.js";
export type { ProofReport } from "../train/proofMonitor.js";
