import { load } from "../lab.js";
import { GEMM_FORM, gemmScratchBytes } from "../wasm/gemm.js";
import * as javascript from "./javascript.js";
import { close, repeated, room } from "./kernels.js";
import type { BenchCase } from "./types.js";

// What training of softmax and deep networks is made of: products, softmax with cross-entropy, spectra of updates.

const SIZE = 256;

function gemmCase(form: "NN" | "NT" | "TN"): BenchCase {
  return {
    id: `gemm-${form.toLowerCase()}`,
    title: `matrix × matrix, form ${form}, ${SIZE} × ${SIZE} × ${SIZE} f32`,
    unit: "GFLOP/s",
    work: 2 * SIZE * SIZE * SIZE,
    prepare: async () => {
      const n = SIZE;
      const reals = gemmScratchBytes(n, n, "f32") / 4;
      const space = await room(4 * n * n + reals);
      const [A, B, first, second] = Array.from({ length: 4 }, () => space.vector(n * n));
      const scratch = space.arena.allocate("real", reals);
      return repeated(
        1,
        () => space.arena.call((k) => k.gemm(first.pointer, A.pointer, B.pointer, n, n, n, n, n, n, GEMM_FORM[form], 0, scratch)),
        () => javascript.gemm(second.view, A.view, B.view, n, n, n, form),
        () => first.view,
        () => second.view,
      );
    },
  };
}

const [SAMPLES, CLASSES] = [1000, 10];

const softmaxCase: BenchCase = {
  id: "softmax",
  title: `softmax with cross-entropy, ${SAMPLES} samples of ${CLASSES} classes, f32`,
  unit: "M numbers/s",
  work: SAMPLES * CLASSES,
  prepare: async () => {
    const space = await room(4 * SAMPLES * CLASSES);
    const { arena } = space;
    const [Z, first, second] = Array.from({ length: 3 }, () => space.vector(SAMPLES * CLASSES));
    const labels = arena.allocate("u32", SAMPLES);
    const totals = arena.allocate("f64", 2);
    const view = arena.u32(labels, SAMPLES).map((_, i) => (i * 7) % CLASSES);
    arena.u32(labels, SAMPLES).set(view);
    let loss = 0;
    return repeated(
      1,
      () => {
        arena.f64(totals, 2).fill(0);
        arena.call((k) => k.softmaxLoss(first.pointer, totals, Z.pointer, labels, SAMPLES, CLASSES, CLASSES, 1, 1));
      },
      () => (loss = javascript.softmaxLoss(second.view, Z.view, view, CLASSES)),
      () => [...first.view, arena.f64(totals, 2)[0]],
      () => [...second.view, loss],
    );
  },
};

const [ROWS, COLUMNS] = [400, 100];

const singularValuesCase: BenchCase = {
  id: "singular-values",
  title: `all singular values of a ${ROWS} × ${COLUMNS} matrix, f64`,
  unit: "GFLOP/s",
  work: 2 * ROWS * COLUMNS * COLUMNS + 2 * COLUMNS * COLUMNS * COLUMNS,
  prepare: async () => {
    const lab = await load({ precision: "f64" });
    const space = await room(ROWS * COLUMNS);
    const A = Float64Array.from(space.vector(ROWS * COLUMNS).view);
    const wasm = (): Float64Array => lab.sync.singularValues(A, ROWS, COLUMNS);
    const plain = (): Float64Array => javascript.singularValues(A.slice(), ROWS, COLUMNS);
    return {
      verify: () => close(wasm(), plain()),
      wasm: { run: () => wasm()[0] },
      javascript: { run: () => plain()[0] },
      dispose: () => lab.dispose(),
    };
  },
};

export const layerCases: readonly BenchCase[] = [gemmCase("NN"), gemmCase("NT"), gemmCase("TN"), softmaxCase, singularValuesCase];
