import { expect, test } from "vitest";
import { digitPair, digitsFromFiles, generatedDigits, gunzip, isGzip, loadDigitFolder, readIdx } from "../src/files.js";
import { findExperiment, makeConfig } from "../src/experiments/index.js";
import { load, lossOf, oracleConstraint, oracleGroups, orthonormalise, project, RelulabError, toUnitSphere } from "../src/index.js";
import { loadKernels } from "../src/kernels.js";
import { exportSvg, resultText, toCsv } from "../src/report/index.js";
import { canonicalJson, makeResult, recordLines, runTrials } from "../src/sweep/index.js";
import { loadSync } from "../src/sync.js";
import * as theory from "../src/theory/index.js";

// Every public function with arguments of every wrong kind: it works, or says in a RelulabError what was wrong.

const lab = await load();
const arena = await loadKernels();
const data = lab.data.separable({ samples: 10, features: 4, seed: 1 });
const options = { hidden: 4, learningRate: 0.01, noiseStd: 5, maxEpochs: 20 };
const digits = generatedDigits({ seed: 1, count: 20, split: "train" });
const prepared = lab.prepare(data);
const experiment = findExperiment("wang-fig2");
const config = makeConfig(experiment, { trials: 1, set: { samples: [20], hidden: [2] } });
const outcomes = await runTrials(experiment, config, {}, { workers: 0 });
const { cells, checks, claims } = makeResult(experiment, "quick", config, outcomes);
const figure = experiment.figure(config, { cells });

const run = lab.sync.trainTwoLayer(data, options);
const margin = lab.sync.margin(data);
const sparse = { samples: 12, features: 4, weights: { kind: "sparse", sparsity: 2 } } as const;
const regression = lab.data.planted(sparse);
const l0 = { kind: "l0", sparsity: 2 } as const;
const fit = lab.sync.fitRelu(regression, { maxIterations: 3 });
const truth = regression.truth!.weights;
const labelled = lab.data.gaussianMixture({ samples: 6, features: 3, classes: 2 });
const softmax = { hidden: 4, learningRate: 0.01, maxSteps: 3 } as const;
const candidates = [l0, { kind: "l2", radius: 1 }] as const;
const few = { draws: 3 };
const idle = { weightRadius: 1, noiseStd: 1, rarerSign: 2 };
const bound = { hidden: 4, outputSquare: 4, smallestOutput: 1, learningRate: 0.01, separatorNorm: 10, initialRadius: 1, dataRadius: 1 };
const lower = { features: 4, learningRate: 0.1, outputWeights: [1, -1] };
const leaky = { slope: 0.1, learningRate: 0.1, outputSquare: 4, separatorNorm: 2, dataRadius: 1 };
const compression = { samples: 100, updates: 3, unusedError: 0, delta: 0.05, noisyUnits: 2 };
const constraints = [
  l0,
  { kind: "l1", radius: 1 },
  { kind: "l2", radius: 1 },
  { kind: "box", lower: 0, upper: 1 },
  { kind: "non-negative" },
  { kind: "non-negative-l0", sparsity: 2 },
  { kind: "simplex", total: 1 },
  { kind: "subspace", basis: Float64Array.of(1, 0, 0, 0), dimension: 1 },
  { kind: "group-l0", groups: 1, groupSize: 2 },
] as const;
const mixture = {
  samples: 4,
  features: 3,
  classes: 2,
  components: 1,
  means: { std: 1 },
  weights: [1, 1],
  spread: { kind: "ball", radius: 1 },
} as const;
const deep = { hidden: 4, learningRate: 0.01, maxSteps: 2 };
const deepRun = lab.sync.trainDeep(data, deep);
const looks = {
  hidden: 4,
  layers: 1,
  initialWeights: "gaussian",
  betas: [0.1],
  operatorSamples: 2,
  sparsity: 2,
  seed: 1,
  trial: 0,
} as const;
const separation = { samples: 4, features: 3, separation: 0.1, mu: 0.5, closePairs: 1, seed: 1, trial: 0 };
const zou = { algorithm: "sgd", samples: 5, layers: 2, separation: 0.1, p: 0.5, alpha0: 1, epsilon: 0.1, batch: 2, width: 64 } as const;
const stopping = { samples: 5, width: 64, separation: 0.5, c0: 2, p: 0.5, alpha0: 1, alpha1: 1, initialLoss: 1.3, epsilon: 0.01 };
const step = { constraint: l0, truth, before: truth, gradient: truth, stepSize: 1, after: truth };

/** A door for each key of a plain object that a function takes. */
function keyDoors(name: string, base: object, call: (value: never) => unknown): Record<string, (value: never) => unknown> {
  return Object.fromEntries(Object.keys(base).map((key) => [`${name} ${key}`, (value: never) => call({ ...base, [key]: value } as never)]));
}

const throwing = (): never => {
  throw new TypeError("planted");
};
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

const VALUES: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["−1", -1],
  ["2.5", 2.5],
  ["2⁵³", 2 ** 53],
  ["1e300", 1e300],
  ["a bigint", 10n],
  ["a symbol", Symbol("s")],
  ["text", "x"],
  ["long text with control characters", "\u0000\n\u2028".repeat(100)],
  ["true", true],
  ["a function", () => 1],
  ["an array", [1, 2]],
  ["an array with holes", Array.from({ length: 3 })],
  ["an empty object", {}],
  ["an object without prototype", Object.create(null)],
  ["a Map", new Map([["hidden", 4]])],
  ["a date", new Date(NaN)],
  ["BigInt64Array", new BigInt64Array(4)],
  ["Uint8ClampedArray", new Uint8ClampedArray(4)],
  ["Float32Array", new Float32Array(40)],
  ["DataView", new DataView(new ArrayBuffer(8))],
  ["a huge length", { length: 1e12 }],
  ["a cycle", cyclic],
  ["a revoked proxy", revoked()],
  ["a proxy that throws", new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing })],
  ["a proxy of an array", new Proxy([1, -1, 1, -1], {})],
  ["a proxy of prepared data", new Proxy(prepared, {})],
  ["a typed array without prototype", Object.setPrototypeOf(new Float32Array(4), null)],
];

/** Each takes the hostile value in one place. */
const DOORS: Readonly<Record<string, (value: never) => unknown>> = {
  load: (value) => load(value),
  "load precision": (value) => load({ precision: value }),
  loadSync: (value) => loadSync(value),
  loadKernels: (value) => loadKernels(value),
  "data.separable": (value) => lab.data.separable(value),
  ...Object.fromEntries(
    ["samples", "features", "seed", "trial", "other"].map((key) => [
      `data.separable ${key}`,
      (value: never) => lab.data.separable({ samples: 3, features: 2, [key]: value }),
    ]),
  ),
  "data.basis": (value) => lab.data.basis(value),
  prepare: (value) => lab.prepare(value),
  "prepare options": (value) => lab.prepare(data, value),
  ...Object.fromEntries(
    ["bias", "reserveHidden", "other"].map((key) => [`prepare ${key}`, (value: never) => lab.prepare(data, { [key]: value })]),
  ),
  "prepared.first": (value) => prepared.first(value),
  ...Object.fromEntries(
    ["samples", "features", "X", "y", "name", "separator"].map((key) => [
      `data ${key}`,
      (value: never) => lab.sync.trainTwoLayer({ ...data, [key]: value }, options),
    ]),
  ),
  trainTwoLayer: (value) => lab.trainTwoLayer(value, options),
  "trainTwoLayer options": (value) => lab.trainTwoLayer(data, value),
  "sync.trainTwoLayer": (value) => lab.sync.trainTwoLayer(value, options),
  "sync.trainTwoLayer options": (value) => lab.sync.trainTwoLayer(data, value),
  "start.twoLayer options": (value) => lab.start.twoLayer(prepared, value).dispose(),
  ...Object.fromEntries(
    `hidden learningRate method noiseStd outputWeights initialWeights sampling derivAtZero maxEpochs
      idlePasses bias engine seed trial trace signal onProgress other`
      .split(/\s+/)
      .map((key) => [`trainTwoLayer ${key}`, (value: never) => lab.trainTwoLayer(data, { ...options, [key]: value })]),
  ),
  "initialWeights.ball": (value) => lab.sync.trainTwoLayer(data, { ...options, initialWeights: { ball: value } }),
  "trace entry": (value) => lab.sync.trainTwoLayer(data, { ...options, trace: [value] }),
  "trainTwoLayer checkProof": (value) => lab.trainTwoLayer(data, { ...options, checkProof: value }),
  "checkProof separator": (value) => lab.sync.trainTwoLayer({ ...data, separator: value }, { ...options, checkProof: true }),
  margin: (value) => lab.margin(value),
  "margin options": (value) => lab.margin(data, value),
  ...keyDoors("margin", { bias: false, signal: undefined, onProgress: undefined, other: 1 }, (value) => lab.margin(data, value)),
  "sync.margin": (value) => lab.sync.margin(value),
  ...keyDoors("margin data", data, (value) => lab.sync.margin(value)),
  certify: (value) => lab.certify(value, data),
  "certify data": (value) => lab.certify(run, value),
  "certify options": (value) => lab.certify(run, data, value),
  "certify delta": (value) => lab.certify(run, data, { delta: value }),
  singularValues: (value) => lab.singularValues(value, 2, 2),
  "singularValues rows": (value) => lab.singularValues([1, 2, 3, 4], value, 2),
  "singularValues columns": (value) => lab.sync.singularValues([1, 2, 3, 4], 2, value),
  "singularValues options": (value) => lab.singularValues([1, 2, 3, 4], 2, 2, value),
  "start.singularValues": (value) => lab.start.singularValues(value, 2, 2).dispose(),
  "start.spectralNorm": (value) => lab.start.spectralNorm(value, 2, 2).dispose(),
  "start.singularValues rows": (value) => lab.start.singularValues([1, 2, 3, 4], value, 2).dispose(),
  spectralNorm: (value) => lab.sync.spectralNorm(value, 2, 2),
  "spectralNorm options": (value) => lab.spectralNorm([1, 2, 3, 4], 2, 2, value),
  "certify margin": (value) => lab.certify(run, data, { margin: value }),
  ...keyDoors("certify margin", margin, (value) => lab.certify(run, data, { margin: value })),
  ...keyDoors("certify run", run, (value) => lab.sync.certify(value, data)),
  ...keyDoors("certify run.options", run.options, (value) => lab.sync.certify({ ...run, options: value }, data)),
  ...keyDoors("certify fit", fit, (value) => lab.sync.certify(value, regression)),
  ...keyDoors("certify fit.options", fit.options, (value) => lab.sync.certify({ ...fit, options: value }, regression)),
  "certify fit data": (value) => lab.certify(fit, value),
  "certify fit options": (value) => lab.certify(fit, regression, value),
  "certify fit minimalSamples": (value) => lab.certify(fit, regression, { minimalSamples: value }),
  classifyCriticalPoint: (value) => lab.classifyCriticalPoint(value, data),
  "classifyCriticalPoint data": (value) => lab.classifyCriticalPoint(run, value),
  ...keyDoors("classifyCriticalPoint", { weights: run.weights, outputWeights: run.outputWeights }, (value) =>
    lab.classifyCriticalPoint(value, data),
  ),
  "data.planted": (value) => lab.data.planted(value),
  ...keyDoors("data.planted", { ...sparse, model: "relu", noiseStd: 0, seed: 1, trial: 0, other: 1 }, (value) => lab.data.planted(value)),
  ...keyDoors("data.planted weights", { kind: "sparse", sparsity: 1, entries: "normal", groups: 1, groupSize: 1, dimension: 1 }, (value) =>
    lab.data.planted({ ...sparse, weights: value }),
  ),
  prepareRegression: (value) => lab.prepareRegression(value),
  ...keyDoors("prepareRegression", regression, (value) => lab.prepareRegression(value)),
  ...keyDoors("prepareRegression truth", regression.truth!, (value) =>
    lab.sync.certify(fit, lab.prepareRegression({ ...regression, truth: value })),
  ),
  withTargets: (value) => lab.prepareRegression(regression).withTargets(value),
  residualAt: (value) => lab.prepareRegression(regression).residualAt(value, "relu"),
  prepareLabelled: (value) => lab.prepareLabelled(value),
  trainSoftmax: (value) => lab.trainSoftmax(value, softmax),
  "trainSoftmax options": (value) => lab.trainSoftmax(labelled, value),
  "sync.trainSoftmax options": (value) => lab.sync.trainSoftmax(labelled, value),
  "start.softmax options": (value) => lab.start.softmax(labelled, value).dispose(),
  ...keyDoors("trainSoftmax data", labelled, (value) => lab.sync.trainSoftmax(value, softmax)),
  ...Object.fromEntries(
    `hidden learningRate method twins batchSize sampling maxSteps maxEpochs initialWeights outputWeights derivAtZero test trace traceTraining
      gradientNorms targetAccuracy seed trial signal onProgress other`
      .split(/\s+/)
      .map((key) => [`trainSoftmax ${key}`, (value: never) => lab.trainSoftmax(labelled, { ...softmax, [key]: value })]),
  ),
  "trainSoftmax initialWeights.std": (value) => lab.sync.trainSoftmax(labelled, { ...softmax, initialWeights: { std: value } }),
  "trainSoftmax trace.every": (value) => lab.sync.trainSoftmax(labelled, { ...softmax, trace: { every: value } }),
  "trainSoftmax twin": (value) => lab.sync.trainSoftmax(labelled, { ...softmax, twins: [value] }),
  "softmax advance": (value) => {
    const started = lab.start.softmax(labelled, softmax);
    try {
      return started.advance(value);
    } finally {
      started.dispose();
    }
  },
  fitRelu: (value) => lab.fitRelu(value),
  "fitRelu options": (value) => lab.fitRelu(regression, value),
  "sync.fitRelu options": (value) => lab.sync.fitRelu(regression, value),
  "start.relu options": (value) => lab.start.relu(regression, value).dispose(),
  ...Object.fromEntries(
    `model projection stepSizes initialWeights derivAtZero maxIterations errorTarget residualTarget stallTolerance signal onProgress other`
      .split(" ")
      .map((key) => [`fitRelu ${key}`, (value: never) => lab.fitRelu(regression, { maxIterations: 3, [key]: value })]),
  ),
  "fitRelu stepSizes.first": (value) => lab.sync.fitRelu(regression, { maxIterations: 2, stepSizes: { first: value, rest: 1 } }),
  "fitRelu stepSizes entry": (value) => lab.sync.fitRelu(regression, { maxIterations: 2, stepSizes: [value] }),
  "fitRelu own projection": (value) => lab.sync.fitRelu(regression, { maxIterations: 2, projection: () => value }),
  "relu advance": (value) => {
    const started = lab.start.relu(regression, { maxIterations: 3 });
    try {
      return started.advance(value);
    } finally {
      started.dispose();
    }
  },
  chooseByHoldOut: (value) => lab.chooseByHoldOut(value, { candidates }),
  "chooseByHoldOut options": (value) => lab.chooseByHoldOut(regression, value),
  "sync.chooseByHoldOut options": (value) => lab.sync.chooseByHoldOut(regression, value),
  ...keyDoors("chooseByHoldOut", { candidates, holdOut: 0.2, seed: 1, signal: undefined, onProgress: undefined, projection: l0 }, (value) =>
    lab.chooseByHoldOut(regression, { maxIterations: 2, ...(value as object) } as never),
  ),
  "chooseByHoldOut candidate": (value) => lab.sync.chooseByHoldOut(regression, { candidates: [value], maxIterations: 2 }),
  gaussianWidth: (value) => lab.gaussianWidth(value, truth, few),
  "gaussianWidth truth": (value) => lab.gaussianWidth(l0, value, few),
  "gaussianWidth options": (value) => lab.gaussianWidth(l0, truth, value),
  ...keyDoors("gaussianWidth", { seed: 1, other: 1 }, (value) => lab.gaussianWidth(l0, truth, { ...few, ...(value as object) })),
  sampleDeviations: (value) => lab.sampleDeviations(value, l0, truth, few),
  "sampleDeviations constraint": (value) => lab.sampleDeviations(regression, value, truth, few),
  "sampleDeviations truth": (value) => lab.sampleDeviations(regression, l0, value, few),
  "sampleDeviations options": (value) => lab.sampleDeviations(regression, l0, truth, value),
  project: (value) => project(value, l0),
  "project projection": (value) => project(truth, value),
  "project own": (value) => project(truth, () => value),
  ...Object.assign(
    {},
    ...constraints.map((constraint) => keyDoors(`project ${constraint.kind}`, constraint, (value) => project(truth, value))),
  ),
  oracleConstraint: (value) => oracleConstraint(value, truth),
  "oracleConstraint weights": (value) => oracleConstraint("l1", value),
  oracleGroups: (value) => oracleGroups(value, 2),
  "oracleGroups size": (value) => oracleGroups(truth, value),
  orthonormalise: (value) => orthonormalise(value, 1, 4),
  "orthonormalise dimension": (value) => orthonormalise(truth, value, 4),
  "orthonormalise features": (value) => orthonormalise(truth, 1, value),
  "theory.updateBound": (value) => theory.updateBound(value),
  ...keyDoors("theory.updateBound", bound, (value) => theory.updateBound(value)),
  "theory.exactRootBound": (value) => theory.exactRootBound(value),
  "theory.zeroStartBound": (value) => theory.zeroStartBound(value),
  "theory.runAwareBound": (value) => theory.runAwareBound(bound, value),
  "theory.outputFacts": (value) => theory.outputFacts(value),
  "theory.updateLowerBound": (value) => theory.updateLowerBound(value),
  ...keyDoors("theory.updateLowerBound", lower, (value) => theory.updateLowerBound(value)),
  "theory.leakyUpdateBound": (value) => theory.leakyUpdateBound(value),
  ...keyDoors("theory.leakyUpdateBound", leaky, (value) => theory.leakyUpdateBound(value)),
  "theory.compressionBound": (value) => theory.compressionBound(value),
  ...keyDoors("theory.compressionBound", compression, (value) => theory.compressionBound(value)),
  "theory.idleConfidence": (value) => theory.idleConfidence(value, idle),
  ...keyDoors("theory.idleConfidence", idle, (value) => theory.idleConfidence(3, value)),
  "theory.idlePassesFor": (value) => theory.idlePassesFor(value, idle),
  "theory.idlePassesFor input": (value) => theory.idlePassesFor(0.1, value),
  "theory.requireSeparator": (value) => theory.requireSeparator(value, "test"),
  "theory.certificateText": (value) => theory.certificateText(value),
  "theory.lowRank": (value) => theory.lowRank(value, 2),
  "theory.lowRank top": (value) => theory.lowRank([2, 1], value),
  "theory.theorem41Orders": (value) => theory.theorem41Orders(value),
  ...keyDoors("theory.theorem41Orders", { classes: 2, components: 1, delta: 1, epsilon: 0.1 }, (value) => theory.theorem41Orders(value)),
  "theory.separability": (value) => theory.separability(value),
  "theory.separability options": (value) => theory.separability(labelled, value),
  ...keyDoors("theory.separability", labelled, (value) => theory.separability(value)),
  mixture: (value) => lab.data.mixture(value),
  ...keyDoors("mixture", mixture, (value) => lab.data.mixture(value)),
  gaussianMixture: (value) => lab.data.gaussianMixture(value),
  ...keyDoors("gaussianMixture", { samples: 4, features: 3, std: 1, meanStd: 1 }, (value) => lab.data.gaussianMixture(value)),
  xorBalls: (value) => lab.data.xorBalls(value),
  ...keyDoors("xorBalls", { samples: 4, lifted: true }, (value) => lab.data.xorBalls(value)),
  randomLabels: (value) => lab.data.randomLabels(value),
  "randomLabels options": (value) => lab.data.randomLabels(labelled, value),
  trainDeep: (value) => lab.trainDeep(value, deep),
  "trainDeep options": (value) => lab.sync.trainDeep(data, value),
  ...keyDoors(
    "trainDeep",
    {
      ...deep,
      layers: 1,
      batchSize: 2,
      loss: "hinge",
      outputWeights: [1, 1, -1, -1],
      initialWeights: "gaussian",
      lossTarget: 1,
      stopAtZeroError: true,
      evaluateEvery: 1,
      seed: 1,
      trial: 0,
    },
    (value) => lab.sync.trainDeep(data, value),
  ),
  ...keyDoors("trainDeep data", data, (value) => lab.sync.trainDeep(value, deep)),
  ...keyDoors("trainDeep loss", { value: () => 1, derivative: () => -1, name: "own", constants: null }, (value) =>
    lab.sync.trainDeep(data, { ...deep, loss: value }),
  ),
  "trainDeep signal": (value) => lab.trainDeep(data, { ...deep, signal: value }),
  "trainDeep onProgress": (value) => lab.trainDeep(data, { ...deep, onProgress: value }),
  "start.deep": (value) => lab.start.deep(value, deep).dispose(),
  "start.deep advance": (value) => {
    const started = lab.start.deep(data, deep);
    try {
      return started.advance(value);
    } finally {
      started.dispose();
    }
  },
  measureDeep: (value) => lab.measureDeep(value, looks),
  "measureDeep options": (value) => lab.measureDeep(data, value),
  ...keyDoors("measureDeep", looks, (value) => lab.measureDeep(data, value)),
  ...keyDoors("certify deep run", deepRun, (value) => lab.sync.certify(value, data)),
  "certify deep run divergedAt step": (value) =>
    lab.sync.certify({ ...deepRun, status: "diverged", divergedAt: { step: value, layer: 1 } }, data),
  "certify deep run trace point": (value) => lab.sync.certify({ ...deepRun, trace: [value] }, data),
  "certify deep data": (value) => lab.certify(deepRun, value),
  "certify deep options": (value) => lab.certify(deepRun, data, value),
  "certify deep delta": (value) => lab.certify(deepRun, data, { delta: value }),
  separated: (value) => lab.data.separated(value),
  ...keyDoors("separated", separation, (value) => lab.data.separated(value)),
  toUnitSphere: (value) => toUnitSphere(value),
  "toUnitSphere options": (value) => toUnitSphere(data, value),
  "toUnitSphere mu": (value) => toUnitSphere(data, { mu: value }),
  lossOf: (value) => lossOf(value),
  "theory.classSeparation": (value) => theory.classSeparation(value),
  "theory.limitGram": (value) => theory.limitGram(value),
  ...keyDoors("theory.limitGram", data, (value) => theory.limitGram(value)),
  "theory.symmetricEigenvalues": (value) => theory.symmetricEigenvalues(value, 2),
  "theory.symmetricEigenvalues size": (value) => theory.symmetricEigenvalues([2, 0, 0, 1], value),
  "theory.stopLevel": (value) => theory.stopLevel(value, 4),
  "theory.stopLevel samples": (value) => theory.stopLevel(lossOf("hinge"), value),
  "theory.stoppingTime": (value) => theory.stoppingTime(value),
  ...keyDoors("theory.stoppingTime", stopping, (value) => theory.stoppingTime(value)),
  "theory.zouOrders": (value) => theory.zouOrders(value),
  ...keyDoors("theory.zouOrders", zou, (value) => theory.zouOrders(value)),
  "theory.arcCosine": (value) => theory.arcCosine(value),
  "theory.limitKernel": (value) => theory.limitKernel(value),
  "theory.layerCorrelations": (value) => theory.layerCorrelations(value, 2),
  "theory.layerCorrelations layers": (value) => theory.layerCorrelations(0.5, value),
  "theory.batchVarianceFactor": (value) => theory.batchVarianceFactor(value, 2),
  "theory.goodNodeProbability": (value) => theory.goodNodeProbability(5, value),
  "theory.lemmaC1Slack": (value) => theory.lemmaC1Slack(2, 1, value),
  "theory.nearZeroCounts": (value) => theory.nearZeroCounts(value, 0.1),
  "theory.alignedNetwork v": (value) => theory.alignedNetwork(value, [1, 2], 2),
  "theory.alignedNetwork separator": (value) => theory.alignedNetwork([1, -1], value, 4),
  "theory.alignedNetwork features": (value) => theory.alignedNetwork([1, -1], [1], value),
  "theory.lemmaOneSlack": (value) => theory.lemmaOneSlack(1, value, value, value),
  "theory.phi": (value) => theory.phi(value),
  "theory.ballSamples": (value) => theory.ballSamples(value),
  "theory.subspaceSamples": (value) => theory.subspaceSamples(value),
  "theory.orthantSamples": (value) => theory.orthantSamples(value, 1),
  "theory.orthantSamples sparsity": (value) => theory.orthantSamples(10, value),
  "theory.l1SampleBound": (value) => theory.l1SampleBound(value, 1),
  "theory.simplexSampleBound": (value) => theory.simplexSampleBound(10, value),
  "theory.minimalSamples": (value) => theory.minimalSamples(value, truth),
  "theory.minimalSamples truth": (value) => theory.minimalSamples({ kind: "l1", radius: 1 }, value),
  "theory.coneSupremum": (value) => theory.coneSupremum(value, truth, truth),
  "theory.coneSupremum truth": (value) => theory.coneSupremum(l0, value, truth),
  "theory.coneSupremum z": (value) => theory.coneSupremum(l0, truth, value),
  "theory.projectOntoCone": (value) => theory.projectOntoCone(l0, truth, value),
  "theory.populationGradient": (value) => theory.populationGradient(value, truth),
  "theory.populationGradient truth": (value) => theory.populationGradient(truth, value),
  "theory.finalConstant": (value) => theory.finalConstant(value, value),
  "theory.lemma65Coefficients": (value) => theory.lemma65Coefficients(value, value),
  "theory.lemma65": (value) => theory.lemma65(value, l0, truth, truth),
  "theory.lemma65 w": (value) => theory.lemma65(regression, l0, truth, value),
  "theory.lemma65Terms": (value) => theory.lemma65Terms(regression, truth, value),
  "theory.oneStepNumbers": (value) => theory.oneStepNumbers(value),
  ...keyDoors("theory.oneStepNumbers", step, (value) => theory.oneStepNumbers(value)),
  "theory.checkEnvelope": (value) => theory.checkEnvelope(value, 1),
  "theory.basinEntry": (value) => theory.basinEntry(value, 1),
  "theory.estimateWidth": (value) => theory.estimateWidth(l0, truth, 2, value),
  "theory.sampleDeviations": (value) => theory.sampleDeviations(value, l0, truth, 2, () => truth),
  advance: (value) => {
    const run = lab.start.twoLayer(data, options);
    try {
      return run.advance(value);
    } finally {
      run.dispose();
    }
  },
  "arena.allocate type": (value) => arena.allocate(value, 4),
  "arena.allocate length": (value) => arena.allocate("real", value),
  "arena.reals pointer": (value) => arena.reals(value, 4),
  "arena.u32 length": (value) => arena.u32(0, value),
  "arena.call": (value) => arena.call(value),
  readIdx: (value) => readIdx(value, "file"),
  "readIdx name": (value) => readIdx(new Uint8Array(3), value),
  "readIdx limits": (value) => readIdx(new Uint8Array(3), "file", value),
  "readIdx limit": (value) => readIdx(new Uint8Array(3), "file", { bytes: value, items: value }),
  gunzip: (value) => gunzip(value, "file", 100),
  "gunzip limit": (value) => gunzip(Uint8Array.of(0x1f, 0x8b, 8), "file", value),
  isGzip: (value) => isGzip(value),
  digitsFromFiles: (value) => digitsFromFiles(value, value, "digits"),
  "digitsFromFiles bytes": (value) => digitsFromFiles({ name: "a", bytes: value }, { name: "b", bytes: value }, "digits"),
  generatedDigits: (value) => generatedDigits(value),
  "generatedDigits seed": (value) => generatedDigits({ seed: value, count: 1, split: "train" }),
  digitPair: (value) => digitPair(value, { samples: 2, precision: "f32" }),
  "digitPair options": (value) => digitPair(digits, value),
  ...Object.fromEntries(
    ["count", "rows", "images", "labels"].map((key) => [
      `digitPair source ${key}`,
      (value: never) => digitPair({ ...digits, [key]: value }, { samples: 2, precision: "f32" }),
    ]),
  ),
  loadDigitFolder: (value) => loadDigitFolder(value, "train"),
  "loadDigitFolder split": (value) => loadDigitFolder("/no/such/folder", value),
  findExperiment: (value) => findExperiment(value),
  makeConfig: (value) => makeConfig(value),
  "makeConfig request": (value) => makeConfig(experiment, value),
  ...Object.fromEntries(
    ["preset", "trials", "seed", "precision", "errata", "set"].map((key) => [
      `makeConfig ${key}`,
      (value: never) => makeConfig(experiment, { [key]: value }),
    ]),
  ),
  ...Object.fromEntries(
    experiment.parameters.map(({ key }) => [`makeConfig set ${key}`, (value: never) => makeConfig(experiment, { set: { [key]: value } })]),
  ),
  runTrials: (value) => runTrials(value, config, {}, { workers: 0 }),
  "runTrials config": (value) => runTrials(experiment, value, {}, { workers: 0 }),
  // An object without workers would start some, which only a built package can.
  "runTrials options": (value) => (Object(value) === value ? undefined : runTrials(experiment, config, {}, value ?? { workers: 0 })),
  "runTrials workers": (value) => runTrials(experiment, config, {}, { workers: value ?? 0 }),
  "runTrials signal": (value) => runTrials(experiment, config, {}, { workers: 0, signal: value }),
  "runTrials onRecords": (value) => runTrials(experiment, config, {}, { workers: 0, onRecords: value }),
  makeResult: (value) => makeResult(value, "quick", config, outcomes),
  "makeResult outcomes": (value) => makeResult(experiment, "quick", config, value),
  recordLines: (value) => recordLines(value, outcomes),
  canonicalJson: (value) => canonicalJson(value),
  "canonicalJson inside": (value) => JSON.parse(canonicalJson({ a: [value] })),
  exportSvg: (value) => exportSvg(value),
  "exportSvg options": (value) => exportSvg(figure, value),
  "exportSvg width": (value) => exportSvg(figure, { width: value }),
  "exportSvg columns": (value) => exportSvg(figure, { columns: value }),
  "exportSvg panels": (value) => exportSvg({ ...figure, panels: value }),
  toCsv: (value) => toCsv(value),
  "toCsv cell": (value) => toCsv([{ a: value }]),
  resultText: (value) => resultText(value, checks, claims),
  "resultText checks": (value) => resultText(figure, value, claims),
};

test.each(Object.keys(DOORS))("%s", async (door) => {
  for (const [name, value] of VALUES) {
    let refused: RelulabError | undefined;
    try {
      await DOORS[door](value as never);
    } catch (error) {
      if (!(error instanceof RelulabError)) throw new Error(`with ${name}`, { cause: error });
      refused = error;
    }
    if (refused === undefined) continue;
    const { message, hint } = refused;
    expect(`${message}\n${hint}`, name).toMatch(/^[A-Z_]+: [^\n]+\.\n[^\n]+\.$/);
  }
});
