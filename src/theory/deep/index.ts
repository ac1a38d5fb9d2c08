export { angleOf, arcCosine, distanceOf, layerCorrelations, limitKernel } from "./arcCosine.js";
export * from "./doors.js";
export { batchVarianceFactor, goodNodeProbability, lemmaC1Slack, nearZeroCounts, type StoppingInput } from "./lemmas.js";
export type { DeepMeasurement } from "./measure.js";
export type { ZouOrder, ZouOrders, ZouOrdersInput } from "./orders.js";
