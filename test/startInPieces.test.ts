import { describe, expect, test } from "vitest";
import { ROLE } from "../src/data/streams.js";
import { load } from "../src/index.js";
import { loadKernels } from "../src/kernels.js";

// The start of a wide network is written in pieces, so that a run can be stopped and a page stays alive meanwhile. Its bits are those of one piece.

const SEED = 20_240_611;
const TRIAL = 3;
/** More entries than two pieces take, and no whole number of pieces. */
const [UNITS, INPUTS] = [431, 401];

/** Comparing by `toEqual` takes seconds at this size. */
const firstDifference = (found: ArrayLike<number>, expected: ArrayLike<number>): number =>
  Array.from(expected).findIndex((x, e) => x !== found[e]);

describe.each(["f32", "f64"] as const)(`%s, seed ${SEED}`, (precision) => {
  async function inOnePiece(role: number, part: number, std: number): Promise<Float32Array | Float64Array> {
    const arena = await loadKernels({ precision });
    const length = UNITS * INPUTS;
    const out = arena.allocate("real", length);
    arena.call((k) => k.gaussianFill(out, length, 0, TRIAL, role, part, SEED, 0));
    return arena.reals(out, length).map((x) => x * std);
  }

  test("a deep network", async () => {
    const lab = await load({ precision });
    const data = lab.data.separated({ samples: 2, features: 5, separation: 0.3 });
    const run = lab.start.deep(data, {
      hidden: [INPUTS, UNITS],
      outputWeights: Float64Array.from({ length: UNITS }, (_, j) => (j === 0 ? -1 : 1)),
      learningRate: 1,
      seed: SEED,
      trial: TRIAL,
    });
    run.chunk();
    expect(run.snapshot()).toMatchObject({ steps: 0, loss: null });
    run.cancel();
    expect(firstDifference(run.result().weights[1], await inOnePiece(ROLE.layerWeights, 2, Math.sqrt(2 / UNITS)))).toBe(-1);
    lab.dispose();
  });

  test("a softmax network with a twin", async () => {
    const lab = await load({ precision });
    const data = lab.data.mixture({ samples: 4, features: INPUTS, classes: 2, components: 1, seed: 1 });
    const start = { hidden: UNITS, learningRate: 1, initialWeights: { std: 0.25 }, seed: SEED, trial: TRIAL } as const;
    const run = lab.start.softmax(data, { ...start, twins: ["pseudo-network"] });
    run.chunk();
    expect(run.snapshot()).toMatchObject({ steps: 0, last: null });
    run.cancel();
    const expected = await inOnePiece(ROLE.init, 0, 0.25);
    const { weights, initialWeights, twins, outputWeights } = run.result();
    for (const found of [weights, initialWeights, twins[0].weights]) expect(firstDifference(found, expected)).toBe(-1);
    expect(outputWeights).toEqual(lab.sync.trainSoftmax(data, { ...start, maxSteps: 0 }).outputWeights);
    lab.dispose();
  });

  test.each(["gram", "primal"] as const)(
    "a two-layer network, %s engine: its data and its start; left in its middle, another run begins anew",
    async (engine) => {
      const lab = await load({ precision });
      const data = lab.prepare(lab.data.separable({ samples: 600, features: 401, seed: 1 }));
      const options = { hidden: 30, engine, learningRate: 0.01, noiseStd: 9, seed: SEED, trial: TRIAL } as const;
      const other = lab.prepare(lab.data.separable({ samples: 600, features: 401, seed: 2 }));
      const fresh = await load({ precision });
      const expected = fresh.sync.trainTwoLayer(fresh.prepare(fresh.data.separable({ samples: 600, features: 401, seed: 1 })), options);
      const run = lab.start.twoLayer(data, options);
      let chunks = 0;
      for (; run.snapshot().steps === 0; chunks++) run.chunk();
      expect(chunks).toBeGreaterThan(engine === "gram" ? 30 : 3);
      run.dispose();
      const left = lab.start.twoLayer(other, options);
      left.chunk();
      left.chunk();
      left.dispose();
      expect(() => left.advance(1)).toThrow("disposed");
      expect(lab.sync.trainTwoLayer(data, options)).toEqual(expected);
      lab.dispose();
    },
  );
});
