import { expect, test } from "vitest";
import { digitPair, digitsFromFiles, generatedDigits, gunzip, isGzip, loadDigitFolder, readIdx } from "../src/files.js";
import { findExperiment, makeConfig } from "../src/experiments/index.js";
import { load, RelulabError } from "../src/index.js";
import { loadKernels } from "../src/kernels.js";
import { exportSvg, resultText, toCsv } from "../src/report/index.js";
import { canonicalJson, makeResult, recordLines, runTrials } from "../src/sweep/index.js";
import { loadSync } from "../src/sync.js";

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
