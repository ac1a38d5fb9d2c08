export type { Constraint, ConstraintKind } from "./data/constraint.js";
export { sliceData } from "./data/dataset.js";
export type { BinaryData, OneReluModel, PlantedTruth, RegressionData } from "./data/dataset.js";
export type { ComponentLaw } from "./data/componentLaw.js";
export type { LabelledData, MixtureTruth } from "./data/labelled.js";
export type { MixtureOptions } from "./data/mixture.js";
export type { GaussianMixtureOptions, XorBallsOptions } from "./data/mixtures.js";
export type { RandomLabelOptions } from "./data/randomLabels.js";
export { orthonormalise } from "./data/orthonormal.js";
export type { PlantedOptions } from "./data/planted.js";
export type { PlantedWeights } from "./data/plantedWeights.js";
export type { SeparableOptions } from "./data/separable.js";
export type { SeparatedOptions } from "./data/separated.js";
export { toUnitSphere } from "./data/unitSphere.js";
export { type ErrorCode, type ErrorDetails, RelulabError } from "./errors.js";
export {
  type CertifyOptions,
  type CertifySoftmaxOptions,
  type Lab,
  type LabOptions,
  type CertifyDeepOptions,
  load,
  type MeasureDeepOptions,
  type MarginOptions,
  type LabSteps,
  type PrepareOptions,
  type SpectrumOptions,
} from "./lab.js";
export type { DrawnWeights, InitialWeights } from "./models/twoLayer.js";
export type { DriveOptions, Run } from "./train/drive.js";
export type { CheckedDeepOptions, DeepOptions } from "./train/deepOptions.js";
export type { DeepProgress, DeepResult, DeepStatus, DeepTracePoint } from "./train/deepResult.js";
export type { DeepRun } from "./train/deepRun.js";
export type { HoldOutOptions, HoldOutResult } from "./train/holdOut.js";
export type { Certificate } from "./theory/certificate.js";
export type { SpectrumProgress } from "./theory/matrix.js";
export type { DeepMeasurement } from "./theory/deep/measure.js";
export type { CriticalPoint, TwoLayerNetwork } from "./theory/criticalPoint.js";
export type { SampledDeviations } from "./theory/oneRelu/deviations.js";
export type { EstimateOptions } from "./theory/oneRelu/estimates.js";
export type { WidthEstimate } from "./theory/oneRelu/width.js";
export type { MarginResult } from "./theory/marginResult.js";
export type { Engine, PreparedData } from "./train/prepared.js";
export type { PreparedRegression } from "./train/preparedRegression.js";
export { oracleConstraint, oracleGroups, type OracleKind } from "./train/projection/oracle.js";
export { type OwnProjection, project, type Projection } from "./train/projection/project.js";
export type { Loss, LossConstants, NamedLoss } from "./train/loss/losses.js";
export { type LossChoice, lossOf, type OwnLoss } from "./train/loss/readLoss.js";
export type { ReluOptions, StepSizes } from "./train/reluOptions.js";
export type { ReluProgress, ReluResult, ReluStatus, ReluTracePoint } from "./train/reluResult.js";
export type { ReluRun } from "./train/reluRun.js";
export type { NormalWeights } from "./models/softmax.js";
export type { PreparedLabelled } from "./train/preparedLabelled.js";
export type { CheckedSoftmaxOptions, SoftmaxMethod, SoftmaxOptions } from "./train/softmaxOptions.js";
export type { Scores, SoftmaxPoint, SoftmaxProgress, SoftmaxResult, SoftmaxStatus, SoftmaxTwin, TwinPoint } from "./train/softmaxResult.js";
export type { SoftmaxRun } from "./train/softmaxRun.js";
export type { EpochPoint } from "./train/epochTrace.js";
export type { EpochTrace, Layers, Method, Sampling, TwoLayerOptions } from "./train/twoLayerOptions.js";
export type { Ratio, RunStatus, TracePoint, TwoLayerProgress, TwoLayerResult } from "./train/twoLayerResult.js";
export type { TwoLayerRun } from "./train/twoLayerRun.js";
export type { OutputWeights } from "./train/weightOptions.js";
export type { Steps } from "./numerics/steps.js";
export { numericsVersion, version } from "./version.js";
export type { Precision } from "./wasm/binary.js";
