export { type BadMinimum, badMinimum, type BadMinimumOptions, type BadMinimumProof } from "./badMinimum.js";
export {
  type BasisLawTest,
  type BasisSize,
  basisSuccess,
  basisThresholds,
  basisUpdates,
  type BasisUpdatesInput,
  deadCoordinates,
  simulateBasis,
  testBasisLaw,
} from "./basisLaw.js";
export {
  leakyStartBound,
  type LeakyStartInput,
  overparameterizedBound,
  type OverparameterizedInput,
  overparameterizedRoot,
  sizeFreeBound,
} from "./bounds.js";
export { leakyDescent, type LeakyDescent } from "./descent.js";
export { type LowerBoundSequence, lowerBoundSequence, type SequenceBound, type SequenceInput, sequenceLowerBound } from "./lowerBound.js";
export { type MemorizerOptions, type MemorizerProof, memorizingNetwork, type MemorizingNetwork } from "./memorizer.js";
export { type ConstructedNetwork } from "./network.js";
export { nonConvexityWitness, type NonConvexityWitness } from "./nonConvexity.js";
export { overfitData, type OverfitData } from "./overfit.js";
export { plusMinusForm } from "./reduction.js";
