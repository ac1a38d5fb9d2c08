// npm run tfjs:peers: a step of gradient descent on a deep network (n = 200, m = 1024, L = 3) and a product of matrices against tfjs-wasm in the
// same engine, one thread, and the step against plain JavaScript too. tfjs is installed into a temporary folder (TFJS=folder: use the one whose
// node_modules has it), because nothing else needs its 66 MB; not part of the tests.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlainDeep } from "../dist/bench/plainDeep.js";
import { WordStream } from "../dist/data/streams.js";
import { load } from "../dist/index.js";
import { loadKernels } from "../dist/kernels.js";
import { GEMM_FORM, gemmScratchBytes } from "../dist/wasm/gemm.js";
import { run } from "./lib/setup.mjs";
import { checkEqual, inTurns, report, timeRound } from "./lib/turns.mjs";

const VERSION = "4.22.0";
const PACKAGES = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"];

function install(folder) {
  const names = PACKAGES.map((name) => `${name}@${VERSION}`);
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
  if (run("npm", ["install", ...quiet, "--prefix", folder, ...names], { shell: process.platform === "win32" }) !== 0)
    throw new Error("tfjs could not be installed; TFJS=folder names one that has it");
}

async function loadTfjs(folder) {
  const require = createRequire(join(folder, "any.js"));
  const [tf, wasm] = PACKAGES.map((name) => require(name));
  wasm.setWasmPaths(`${join(folder, "node_modules", PACKAGES[1], "dist")}/`);
  // One thread, as ours.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await tf.setBackend("wasm");
  await tf.ready();
  if (tf.getBackend() !== "wasm" || !(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) throw new Error("tfjs-wasm has no SIMD here");
  return tf;
}

/**
 * The step by tf's operations, gradients written out. Transposed by an operation of its own: matMul's flags for it lead the wasm backend to plain
 * loops, 25 times slower than its product.
 */
class TfjsDeep {
  weights;
  #tf;
  #v;
  #x;
  #y;
  #scale;

  constructor(tf, data, { weights, outputWeights, options }) {
    const { samples, features } = data;
    const m = outputWeights.length;
    this.#tf = tf;
    this.weights = weights.map((w) => tf.tensor2d(w, [m, w.length / m]));
    this.#v = tf.tensor2d(Float32Array.from(outputWeights), [1, m]);
    this.#x = tf.tensor2d(Float32Array.from(data.X), [samples, features]);
    this.#y = tf.tensor2d(Float32Array.from(data.y), [samples, 1]);
    this.#scale = options.learningRate / samples;
  }

  run() {
    const tf = this.#tf;
    const old = this.weights;
    this.weights = tf.tidy(() => {
      const hidden = [this.#x];
      for (const w of old) hidden.push(tf.relu(tf.matMul(hidden.at(-1), tf.transpose(w))));
      const f = tf.matMul(hidden.at(-1), this.#v, false, true);
      const slope = tf.mul(tf.mul(this.#y, tf.sigmoid(tf.neg(tf.mul(this.#y, f)))), this.#scale);
      let back = tf.mul(tf.matMul(slope, this.#v), tf.step(hidden.at(-1)));
      const after = [];
      for (let l = old.length - 1; l >= 0; l--) {
        after[l] = tf.add(old[l], tf.matMul(tf.transpose(back), hidden[l]));
        if (l > 0) back = tf.mul(tf.matMul(back, old[l]), tf.step(hidden[l]));
      }
      return after;
    });
    tf.dispose(old);
    // Waits for nothing: the wasm backend works at once.
    return this.weights;
  }
}

async function deepStep(tf, { hidden, layers, samples }) {
  const lab = await load({ precision: "f32" });
  const data = lab.data.separated({ samples, features: 20, separation: 0.1 });
  const options = { hidden, layers, learningRate: 4 / hidden, loss: "logistic", stopAtZeroError: false };
  const start = lab.sync.trainDeep(data, { ...options, maxSteps: 0 });
  const [ours, tfjs, plain] = [lab.start.deep(data, options), new TfjsDeep(tf, data, start), new PlainDeep(data, start)];
  const works = [() => ours.advance(1), () => tfjs.run(), () => plain.run(1)];
  for (const work of works) work();
  // The change of the weights is what a step makes.
  const change = (w, l) => Float64Array.from(w, (x, e) => x - start.weights[l][e]);
  for (let l = 0; l < layers; l++) {
    const expected = change(ours.result().weights[l], l);
    checkEqual(`tfjs, layer ${l + 1}`, change(tfjs.weights[l].dataSync(), l), expected, 5e-3);
    checkEqual(`plain JavaScript, layer ${l + 1}`, change(plain.weights[l], l), expected, 5e-3);
  }
  const flops = 2 * samples * hidden * (2 * data.features + 3 * (layers - 1) * hidden);
  const [a, b, c] = await inTurns(
    flops,
    works.map((work) => () => timeRound(work)),
  );
  const name = `deep step, L = ${layers}, m = ${hidden}, n = ${samples}`;
  report(`${name}, tfjs-wasm`, a, b);
  report(`${name}, plain JS`, a, c);
  ours.dispose();
}

async function product(tf, size) {
  const arena = await loadKernels({ precision: "f32" });
  const words = new WordStream({ seed: 2026, trial: 0, role: 0, part: 0 });
  const [A, B] = [0, 1].map(() => Float32Array.from({ length: size * size }, () => 2 * words.uniform() - 1));
  const scratchReals = gemmScratchBytes(size, size, "f32") / 4;
  arena.allocate("real", 3 * size * size + scratchReals + 64);
  arena.reset();
  const [pC, pA, pB, scratch] = [size * size, size * size, size * size, scratchReals].map((length) => arena.allocate("real", length));
  arena.reals(pA, size * size).set(A);
  arena.reals(pB, size * size).set(B);
  const [a, b] = [A, B].map((values) => tf.tensor2d(values, [size, size]));
  const ours = () => arena.call((k) => k.gemm(pC, pA, pB, size, size, size, size, size, size, GEMM_FORM.NN, 0, scratch));
  const theirs = () => tf.matMul(a, b).dispose();
  ours();
  checkEqual("product", tf.matMul(a, b).dataSync(), arena.reals(pC, size * size), 1e-5);
  report(
    `f32 product ${size}, tfjs-wasm`,
    ...(await inTurns(
      2 * size * size * size,
      [ours, theirs].map((work) => () => timeRound(work)),
    )),
  );
}

const own = process.env.TFJS;
const folder = own ?? mkdtempSync(join(tmpdir(), "relulab-tfjs-"));
try {
  if (own === undefined) install(folder);
  const tf = await loadTfjs(folder);
  await product(tf, 256);
  await deepStep(tf, { hidden: 1024, layers: 3, samples: 200 });
} finally {
  if (own === undefined) rmSync(folder, { recursive: true, force: true });
}
