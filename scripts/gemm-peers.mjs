// npm run gemm:peers: products and singular values against NumPy (OpenBLAS and LAPACK, one thread) in the same run, both sides in turns:
// a round of ours, a round of theirs, and so on; best and median over all rounds. Checks the results of both against one another first.
// Needs python3 with NumPy; not part of the tests.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { WordStream } from "../dist/data/streams.js";
import { load } from "../dist/index.js";
import { loadKernels } from "../dist/kernels.js";
import { GEMM_FORM, gemmScratchBytes } from "../dist/wasm/gemm.js";
import { root } from "./lib/setup.mjs";

const ROUNDS = 7;
const MILLISECONDS = 250;
const FORMS = ["NN", "NT", "TN"];
const words = new WordStream({ seed: 2026, trial: 0, role: 0, part: 0 });
const numbers = (length) => Float64Array.from({ length }, () => Math.fround(2 * words.uniform() - 1));

const python = spawn(process.env.PYTHON ?? "python3", [join(root, "scripts/gemm-peers.py")], {
  stdio: ["pipe", "pipe", "inherit"],
  env: { ...process.env, OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
});
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
async function ask(question) {
  python.stdin.write(`${JSON.stringify(question)}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error("python3 with NumPy is needed");
  return JSON.parse(value);
}

/** Seconds a call, of as many calls as fit into a round. */
function timeRound(work) {
  const times = [];
  for (const end = performance.now() + MILLISECONDS; times.length < 3 || performance.now() < end;) {
    const start = performance.now();
    work();
    times.push((performance.now() - start) / 1000);
  }
  return times;
}

async function compare({ name, task, work, result, flops, tolerance }) {
  work();
  const expected = Float64Array.from((await ask({ ...task, do: "prepare" })).result);
  const found = result();
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = expected.reduce((most, value, e) => Math.max(most, Math.abs(value - found[e])), 0) / largest;
  if (!(error <= tolerance)) throw new Error(`${name}: results differ by ${error} of the largest number`);
  const [ours, theirs] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(...timeRound(work));
    theirs.push(...(await ask({ do: "time", milliseconds: MILLISECONDS })).seconds);
  }
  const rate = (times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return { best: flops / sorted[0] / 1e9, median: flops / sorted[sorted.length >> 1] / 1e9, seconds: sorted[sorted.length >> 1] };
  };
  const [a, b] = [rate(ours), rate(theirs)];
  const show = (x) => x.toFixed(1).padStart(6);
  console.log(
    `${name.padEnd(36)} best ${show(a.best)} against ${show(b.best)} GFLOP/s = ${(a.best / b.best).toFixed(2)}   median ${show(a.median)} against ${show(b.median)} = ${(a.median / b.median).toFixed(2)}   (${(a.seconds * 1000).toFixed(1)} and ${(b.seconds * 1000).toFixed(1)} ms)`,
  );
}

async function product(precision, form, [m, n, d]) {
  const arena = await loadKernels({ precision });
  const scratchReals = gemmScratchBytes(n, d, precision) / (precision === "f32" ? 4 : 8);
  arena.allocate("real", m * n + m * d + n * d + scratchReals + 64);
  arena.reset();
  const [A, B] = [numbers(m * d), numbers(n * d)];
  const [pC, pA, pB, scratch] = [m * n, m * d, n * d, scratchReals].map((length) => arena.allocate("real", length));
  arena.reals(pA, m * d).set(A);
  arena.reals(pB, n * d).set(B);
  const [strideA, strideB] = [form === "TN" ? m : d, form === "NT" ? d : n];
  await compare({
    name: `${precision} ${form} ${m} × ${n} × ${d}`,
    task: { kind: "product", precision, form, sizes: [m, n, d], A: Array.from(A), B: Array.from(B) },
    work: () => arena.call((k) => k.gemm(pC, pA, pB, m, n, d, n, strideA, strideB, GEMM_FORM[form], 0, scratch)),
    result: () => arena.reals(pC, m * n),
    flops: 2 * m * n * d,
    tolerance: precision === "f32" ? 1e-5 : 1e-14,
  });
}

async function spectrum([m, n]) {
  const lab = await load({ precision: "f64" });
  const A = numbers(m * n);
  let values;
  await compare({
    name: `singular values ${m} × ${n}, f64`,
    task: { kind: "values", sizes: [m, n], A: Array.from(A) },
    work: () => (values = lab.sync.singularValues(A, m, n)),
    result: () => values,
    flops: 2 * m * n * n + 2 * n * n * n,
    tolerance: 1e-13,
  });
}

try {
  for (const precision of ["f32", "f64"])
    for (const size of [256, 512]) for (const form of FORMS) await product(precision, form, [size, size, size]);
  // What a step of a softmax network does: all units times a batch, and the update of all weights.
  await product("f32", "NT", [4000, 16, 1000]);
  await product("f32", "NN", [4000, 1000, 16]);
  await spectrum([400, 100]);
  if (process.argv.includes("--long")) await spectrum([4000, 1000]);
} finally {
  python.stdin.end();
}
