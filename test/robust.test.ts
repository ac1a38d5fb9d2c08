import { afterEach, expect, test, vi } from "vitest";
import { type BinaryData, type Lab, load, type TwoLayerOptions } from "../src/index.js";
import { loadModule } from "../src/wasm/binary.js";
import { InstancePool } from "../src/wasm/pool.js";

// Verdicts at the edge of f32, endings, options that change the data or the trace, and memory that fails or is used again.

const ENGINES = ["primal", "gram"] as const;

afterEach(() => vi.restoreAllMocks());

/** One sample with margin 1 − 2⁻²⁵: f32 rounds the sum to exactly 1, f64 sees that it is below. */
const NEAR: BinaryData = { samples: 1, features: 2, X: Float64Array.of(1, -(2 ** -25)), y: Int8Array.of(1), name: "near miss" };

test.each(ENGINES)("a margin that f32 takes for 1 and f64 does not counts as violated: %s", async (engine) => {
  const lab = await load({ precision: "f32" });
  for (const method of ["plain", "noisy"] as const)
    for (const sampling of ["cycle", "shuffle", "uniform"] as const) {
      const run = lab.start.twoLayer(NEAR, {
        hidden: 2,
        initialWeights: [1, 1, -1, -1],
        learningRate: 0.25,
        noiseStd: 1,
        method,
        sampling,
        engine,
      });
      expect(run.result(), "the planted margin").toMatchObject({ loss: 2 ** -25, updates: 0 });
      run.advance();
      expect(run.result(), `${method}, ${sampling}`).toMatchObject({ status: "global-minimum", loss: 0 });
      expect(run.result().updates).toBeGreaterThanOrEqual(1);
      run.dispose();
    }
});

const options: TwoLayerOptions = { hidden: 4, learningRate: 0.01, noiseStd: 10, seed: 3 };

async function setUp(precision: "f32" | "f64" = "f32"): Promise<{ lab: Lab; data: BinaryData }> {
  const lab = await load({ precision });
  return { lab, data: lab.data.separable({ samples: 60, features: 40, seed: 5 }) };
}

test("idlePasses ends a run after the paper's n·p steps without a non-zero update (S0 §3.1)", async () => {
  const { lab, data } = await setUp();
  for (const engine of ENGINES) {
    // From a dead network with tiny noise nothing ever moves: exactly p·n steps.
    const dead = { hidden: 2, initialWeights: [0, -4, -4, 0], learningRate: 0.5, noiseStd: 1e-3, engine } as const;
    const square: BinaryData = {
      samples: 3,
      features: 2,
      X: Float64Array.of(0.5, 0.5, 0.75, 0.25, -0.5, 0.5),
      y: Int8Array.of(1, 1, -1),
      name: "Figure 1",
    };
    const idle = lab.sync.trainTwoLayer(square, { ...dead, idlePasses: 7 });
    expect(idle).toMatchObject({ status: "idle", steps: 21, updates: 0 });
    expect(idle.loss).toBeCloseTo(2 / 3, 12);
    // A run that succeeds says so even when the idle rule ends it.
    expect(lab.sync.trainTwoLayer(data, { ...options, engine, idlePasses: 1, sampling: "uniform" }).status).toMatch(/global-minimum|idle/);
    expect(lab.sync.trainTwoLayer(data, { ...options, engine, maxEpochs: 2 })).toMatchObject({ status: "budget", steps: 120, epochs: 2 });
  }
});

test("uniform draws: success and stuck are found, and noise-all escapes too", async () => {
  const { lab, data } = await setUp();
  const seen = new Set<string>();
  for (let seed = 1; seed <= 12; seed++) {
    const plain = lab.sync.trainTwoLayer(data, { ...options, hidden: 12, method: "plain", sampling: "uniform", seed });
    seen.add(plain.status);
    if (plain.status === "stuck") expect(plain.deadSamples.length, `seed ${seed}`).toBeGreaterThan(0);
    for (const method of ["noisy", "noisy-all"] as const)
      expect(lab.sync.trainTwoLayer(data, { ...options, method, sampling: "uniform", seed }), `${method}, seed ${seed}`).toMatchObject({
        status: "global-minimum",
        loss: 0,
      });
  }
  expect(seen).toEqual(new Set(["stuck", "global-minimum"]));
});

test.each(ENGINES)("bias appends a 1 to every sample: %s", async (engine) => {
  const { lab, data } = await setUp("f64");
  const features = data.features + 1;
  const X = Float64Array.from({ length: data.samples * features }, (_, e) =>
    e % features === data.features ? 1 : data.X[Math.floor(e / features) * data.features + (e % features)],
  );
  const appended = lab.sync.trainTwoLayer({ ...data, features, X }, { ...options, engine });
  expect(lab.sync.trainTwoLayer(data, { ...options, engine, bias: true })).toEqual(appended);
  expect(lab.sync.trainTwoLayer(lab.prepare(data, { bias: true }), { ...options, engine })).toEqual(appended);
});

test.each(ENGINES)("the trace has the loss at the steps asked for, and does not change the run: %s", async (engine) => {
  const { lab, data } = await setUp();
  const whole = lab.sync.trainTwoLayer(data, { ...options, engine });
  const steps = [0, 1, 59, 60, 61, whole.steps, whole.steps + 1000];
  const { trace, ...rest } = lab.sync.trainTwoLayer(data, { ...options, engine, trace: steps });
  expect(rest).toEqual({ ...rest, ...Object.fromEntries(Object.entries(whole).filter(([key]) => key !== "trace")) });
  expect(trace.map(({ step }) => step)).toEqual(steps.slice(0, -1));
  expect(trace[trace.length - 1]).toMatchObject({ loss: 0, trainingError: 0, updates: whole.updates });
  for (const { step, loss, updates } of trace) {
    const run = lab.start.twoLayer(data, { ...options, engine });
    run.advance(step);
    expect(run.result(), `step ${step}`).toMatchObject({ loss, updates });
    run.dispose();
  }
});

test("an instance that trapped is dropped, the next one works", async () => {
  const pool = new InstancePool(await loadModule("f32"), "f32");
  const take = (): ReturnType<InstancePool["acquire"]>["instance"] => pool.acquire(1000, {}, "a test", "").instance;
  const first = take();
  expect(() => first.call((k) => k.axpy(2 ** 31 - 16, 2 ** 31 - 16, 64, 1))).toThrow(expect.objectContaining({ code: "KERNEL_TRAP" }));
  pool.release(first);
  expect(pool.idleBytes).toBe(0);
  const second = take();
  expect(second).not.toBe(first);
  second.f32(second.base, 2).set([3, 4]);
  expect(second.call((k) => k.dot(second.base, second.base, 2))).toBe(25);
  pool.release(second);
  expect(take()).toBe(second);
});

test("memory that cannot grow gives OUT_OF_MEMORY, and the next training has the same bits", async () => {
  // Large enough that the one page of a new memory does not hold it.
  const size = { samples: 200, features: 100, seed: 5 };
  const first = await load();
  const data = first.data.separable(size);
  const expected = first.sync.trainTwoLayer(data, options);
  const { grow } = WebAssembly.Memory.prototype;
  let failures = 0;
  for (let failing = 1; failing <= 6; failing++) {
    const lab = await load();
    let calls = 0;
    vi.spyOn(WebAssembly.Memory.prototype, "grow").mockImplementation(function (this: WebAssembly.Memory, pages: number) {
      if (++calls === failing) throw new RangeError("planted");
      return grow.call(this, pages);
    });
    try {
      lab.sync.trainTwoLayer(data, options);
    } catch (error) {
      failures++;
      expect(error).toMatchObject({ code: "OUT_OF_MEMORY" });
    }
    vi.restoreAllMocks();
    expect(lab.sync.trainTwoLayer(data, options)).toEqual(expected);
  }
  expect(failures).toBeGreaterThan(0);
});

test("thousands of runs use the same memory", async () => {
  const { lab, data } = await setUp();
  const prepared = lab.prepare(data, { reserveHidden: 12 });
  lab.sync.trainTwoLayer(prepared, { ...options, maxEpochs: 1 });
  const bytes = lab.idleBytes;
  for (let trial = 0; trial < 3000; trial++)
    lab.sync.trainTwoLayer(prepared, { ...options, hidden: 2 + (trial % 11), maxEpochs: 1, trial });
  expect(lab.idleBytes).toBe(bytes);
  const runs = Array.from({ length: 5 }, (_, trial) => lab.start.twoLayer(prepared, { ...options, trial }));
  const interleaved = runs.map(() => false);
  while (interleaved.includes(false)) runs.forEach((run, i) => (interleaved[i] = run.advance(17)));
  runs.forEach((run, trial) => expect(run.result()).toEqual(lab.sync.trainTwoLayer(prepared, { ...options, trial })));
  runs.forEach((run) => run.dispose());
});

test("uniform draws: a sample whose pre-activations are exactly 0 is not stuck where the derivative at 0 is not 0", async () => {
  const lab = await load();
  const data = lab.data.basis(16);
  const zero = { hidden: 4, initialWeights: "zero", method: "plain", sampling: "uniform", learningRate: 2 ** 20 } as const;
  for (const engine of ENGINES)
    for (let seed = 1; seed <= 12; seed++) {
      expect(lab.sync.trainTwoLayer(data, { ...zero, engine, seed }), `seed ${seed}`).toMatchObject({
        status: "global-minimum",
        updates: 16,
      });
      expect(lab.sync.trainTwoLayer(data, { ...zero, engine, seed, derivAtZero: 0 }), `seed ${seed}`).toMatchObject({
        status: "stuck",
        updates: 0,
        steps: 16,
      });
    }
  // A sample of zeros has every pre-activation at 0 and moves nothing.
  const blank: BinaryData = { samples: 2, features: 1, X: Float64Array.of(0, 1), y: Int8Array.of(1, 1), name: "one blank" };
  expect(lab.sync.trainTwoLayer(blank, { ...zero, hidden: 2, seed: 3 })).toMatchObject({ status: "stuck", deadSamples: [0], loss: 0.5 });
});

test("data are read once, and kept", async () => {
  const { lab, data } = await setUp();
  let reads = 0;
  const twoFaced = {
    ...data,
    get samples() {
      return ++reads === 1 ? data.samples : 1e6;
    },
  };
  expect(lab.sync.trainTwoLayer(twoFaced, options)).toEqual(lab.sync.trainTwoLayer(data, options));
  const prepared = lab.prepare(data);
  const before = lab.sync.trainTwoLayer(prepared, options);
  const separator = Array.from(prepared.separator!);
  data.separator!.fill(7);
  data.y.fill(1);
  prepared.labels.fill(1);
  expect(Array.from(prepared.separator!)).toEqual(separator);
  expect(lab.sync.trainTwoLayer(prepared, options)).toEqual(before);
});

test("a fraction of a step is refused, not waited for", async () => {
  const { lab, data } = await setUp();
  const run = lab.start.twoLayer(data, options);
  for (const steps of [2.5, NaN, -1, "3" as unknown as number])
    expect(() => run.advance(steps)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^ARG_/) }));
  run.dispose();
  expect(() => run.advance(0)).toThrow(expect.objectContaining({ code: "DISPOSED" }));
});

test("an instance that trapped computes nothing any more, and a memory that is not given is OUT_OF_MEMORY", async () => {
  const pool = new InstancePool(await loadModule("f32"), "f32");
  const { instance } = pool.acquire(1000, {}, "a test", "");
  const trap = (): void => instance.call((k) => k.axpy(2 ** 31 - 16, 2 ** 31 - 16, 64, 1));
  expect(trap).toThrow(expect.objectContaining({ code: "KERNEL_TRAP" }));
  expect(() => instance.call((k) => k.dot(instance.base, instance.base, 2))).toThrow(expect.objectContaining({ code: "KERNEL_TRAP" }));
  vi.spyOn(WebAssembly, "Memory").mockImplementation(function () {
    throw new RangeError("planted");
  });
  expect(() => pool.acquire(1000, {}, "a test", "")).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
});
