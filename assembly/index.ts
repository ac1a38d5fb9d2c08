// All kernels. Contract: pure loops over borrowed memory; arguments are outputs, inputs, sizes, scalars; nothing is allocated or kept.

/** First byte that the host may use. */
export const heapBase: usize = __heap_base;

export { hinge, leakyRelu, relu } from "./activation";
export { addProducts } from "./linear/addProducts";
export { addRows } from "./linear/addRows";
export { axpy } from "./linear/axpy";
export { dot } from "./linear/dot";
export { columnNorms } from "./linear/columnNorms";
export { dotExactly } from "./linear/dotExactly";
export { gemm, gemmPack, gemmPacked } from "./linear/gemm";
export { matvec, matvecTransposed, rankOne } from "./linear/matvec";
export { countDifferences, keepByBits, rectify, rectifyBack, signBits } from "./linear/rectify";
export { rowTimes, rowTimesExactly, rowUpdate } from "./linear/rowTimes";
export { transpose } from "./linear/transpose";
export { marginSearch, marginStart } from "./margin/search";
export { exp } from "./math/exp";
export { normalCdf } from "./math/normalCdf";
export { gaussianFill } from "./random/gaussian";
export { noiseMask } from "./random/noise";
export { philox4x32, philoxFill } from "./random/philox";
export { uniformFill } from "./random/uniform";
export { hardThreshold } from "./sparse/hardThreshold";
export { deepOutputs, deepSeed, exactLayer, largest } from "./train/deep";
export { bidiagonalise } from "./spectrum/bidiagonal";
export { gramTimes, gramTimesExactly } from "./spectrum/gramTimes";
export { triangleAbsorb } from "./spectrum/triangle";
export { evaluate } from "./train/evaluate";
export { gramMatrix, gramPreactivations, gramWeights } from "./train/gram";
export { trainGram } from "./train/gramLoop";
export { screenMargins } from "./train/screen";
export { softmaxLoss } from "./train/softmaxLoss";
export { trainPrimal } from "./train/primal";
export { softmaxExactly, softmaxJudge, softmaxMeasure } from "./train/softmaxJudge";
export { softmaxStage, softmaxSweep, softmaxTurn } from "./train/softmaxSweep";
export { reluPass } from "./train/reluPass";
export { reluProbe } from "./train/reluScreen";
export { reluAdopt, reluStep } from "./train/reluStep";
