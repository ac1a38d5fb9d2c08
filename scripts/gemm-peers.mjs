// npm run gemm:peers: products and singular values against NumPy (OpenBLAS and LAPACK, one thread), see lib/peers.mjs.
import { WordStream } from "../dist/data/streams.js";
import { load } from "../dist/index.js";
import { loadKernels } from "../dist/kernels.js";
import { GEMM_FORM, gemmScratchBytes } from "../dist/wasm/gemm.js";
import { compare, end } from "./lib/peers.mjs";

const FORMS = ["NN", "NT", "TN"];
const words = new WordStream({ seed: 2026, trial: 0, role: 0, part: 0 });
const numbers = (length) => Float64Array.from({ length }, () => Math.fround(2 * words.uniform() - 1));

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
  end();
}
