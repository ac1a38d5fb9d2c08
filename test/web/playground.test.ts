import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Lab, load } from "../../src/lab.js";
import { GALLERY } from "../../src/theory/figureOne.js";
import { findPreset, PRESETS } from "../../web/src/playground/presets.js";
import { readRoute } from "../../web/src/route.js";
import { MOST_POINTS, type PlaygroundState, readState, type Unit, UNITS, writeState } from "../../web/src/playground/state.js";
import { dataOf, type Frame, METHODS, optionsOf, Trio } from "../../web/src/playground/trio.js";
import { verdictOf } from "../../web/src/playground/verdict.js";

// The playground without its page: state as an address, three runs, words.

let lab: Lab;
beforeAll(async () => {
  lab = await load({ precision: "f64" });
});

const fromAddress = (address: string): PlaygroundState => readState(readRoute(address).query);
const stateOf = (id: string, change: Partial<PlaygroundState> = {}): PlaygroundState => ({ ...findPreset(id), step: 0, ...change });
const bare = ({ points, units, settings, step }: PlaygroundState): PlaygroundState => ({ points, units, settings, step });

function frameOf(state: PlaygroundState): Frame {
  const trio = new Trio(lab, state);
  const frame = trio.seek(state.step);
  trio.dispose();
  return frame;
}

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
const unit = fc.record({ v: number(0.01, 100), w: fc.tuple(number(-1e6, 1e6), number(-1e6, 1e6)) });
const states: fc.Arbitrary<PlaygroundState> = fc
  .record({
    points: fc.array(fc.record({ x: fc.tuple(number(-1, 1), number(-1, 1)), label: fc.constantFrom(1 as const, -1 as const) }), {
      maxLength: MOST_POINTS,
    }),
    units: fc
      .array(unit, { minLength: UNITS.min, maxLength: UNITS.max })
      .map((units): Unit[] => units.map(({ v, w }, j) => ({ v: j % 2 === 0 ? v : -v, w }))),
    settings: fc.record({
      learningRate: number(1e-4, 100),
      noiseStd: number(0, 1e6),
      slope: number(0, 0.99),
      sampling: fc.constantFrom("cycle" as const, "shuffle" as const, "uniform" as const),
      seed: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      steps: fc.integer({ min: 1, max: 20_000 }),
      speed: fc.integer({ min: 1, max: 10_000 }),
    }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, ...state }) => ({ ...state, step: Math.floor(share * state.settings.steps) }));

test("an address restores its state, every bit of it", () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(fromAddress(writeState(state))).toEqual(state);
    }),
    { numRuns: 300 },
  );
  for (const { id } of PRESETS) {
    const state = bare(stateOf(id, { step: 17 }));
    expect(writeState(state)).toBe(`#/playground?preset=${id}&step=17`);
    expect(fromAddress(writeState(state))).toEqual(state);
  }
});

const HOSTILE = [
  "preset=z",
  "preset=__proto__",
  "nope=1",
  "__proto__=1",
  "points=1,2",
  "points=0.5,0.5,2",
  "points=2,0,1",
  "points=NaN,0,1",
  "points=<script>,0,1",
  `points=${Array.from({ length: 3 * (MOST_POINTS + 1) }, () => "1").join(",")}`,
  "outputWeights=1,-1",
  "initialWeights=1,1,1,1",
  "outputWeights=1,1&initialWeights=1,1,1,1",
  "outputWeights=1,0&initialWeights=1,1,1,1",
  "outputWeights=1,-1&initialWeights=1,1,1",
  "outputWeights=1&initialWeights=1,1",
  `outputWeights=${"1,-1,".repeat(17).slice(0, -1)}&initialWeights=${"1,1,".repeat(34).slice(0, -1)}`,
  "outputWeights=1,-1&initialWeights=1e9,1,1,1",
  "learningRate=0",
  "learningRate=1e999",
  "learningRate=0x10",
  "noiseStd=-1",
  "slope=1",
  "seed=1.5",
  "seed=9007199254740992",
  "steps=20001",
  "step=601",
  "step=-1",
  "speed=0",
  "sampling=random",
];
test.each(HOSTILE)("%s in an address is refused with the value and the limit", (query) => {
  expect(() => readState(new URLSearchParams(query))).toThrow(/^(ARG_RANGE|ARG_SHAPE|ARG_TYPE|UNKNOWN_KEY): playground: /);
});

test.each(GALLERY.map((point) => [point.id, point] as const))("Figure 1 %s: what is said is what is proved there", (id, point) => {
  const state = stateOf(id);
  const { kind, text, proof } = verdictOf(state, frameOf(state));
  if (id === "a") return expect([kind, text]).toEqual(["pass", "Plain SGD is at a global minimum."]);
  expect([kind, text]).toEqual(["warn", "Plain SGD is at a bad local minimum."]);
  const said = Number(/‖Δw‖ below ([\d.]+)/.exec(proof)?.[1]);
  // Rounded down, else the sentence would be false; to five digits.
  expect(said).toBeLessThanOrEqual(Math.sqrt(point.radiusSquare));
  expect(said).toBeGreaterThan(Math.sqrt(point.radiusSquare) * (1 - 1e-4));
  expect(proof).toContain(`the loss at ${["0", "1/3", "2/3", "1"][point.dead.length]}.`);
});

test("Figure 1 c in the words of the design", () => {
  const state = stateOf("c", { step: 451 });
  expect(verdictOf(state, frameOf(state)).proof).toBe(
    "x₁ and x₂ have positive loss and both neurons are off for them, so the gradient is exactly 0. Any change with every ‖Δw‖ below 1.2649 keeps it 0 and the loss at 2/3.",
  );
  const { plain, noisy } = frameOf(state).methods;
  // F0.1: at η = 1/16 Algorithm 1 leaves c in exactly 96 non-zero updates, whatever seed, γ and order.
  expect([plain.updates, plain.status, noisy.updates, noisy.kind]).toEqual([0, "stuck", 96, "global"]);
  expect(frameOf(state).bound).toBeCloseTo(1147.042003029465, 6);
});

test("the other presets: plain SGD gets stuck, Algorithm 1 and leaky SGD do not", () => {
  const ends = (id: string): Frame => frameOf(stateOf(id, { step: findPreset(id).settings.steps }));
  for (const id of ["separable", "xor"]) {
    const { plain, noisy, leaky } = ends(id).methods;
    expect([id, plain.kind, noisy.kind, leaky.kind]).toEqual([id, "localMinimum", "global", "global"]);
    expect(plain.updates).toBeGreaterThan(10);
  }
  const { plain, noisy } = ends("theorem8").methods;
  expect([plain.kind, plain.updates, plain.dead.length, plain.loss]).toEqual(["localMinimum", 0, 4, 0.5]);
  expect(noisy.loss).toBeLessThan(0.1);
});

test("at any step, forwards and backwards, the numbers are those of lab.sync.trainTwoLayer", () => {
  for (const id of ["separable", "theorem8", "xor"] as const)
    for (const sampling of ["cycle", "shuffle", "uniform"] as const) {
      const preset = findPreset(id);
      const setup = { ...preset, settings: { ...preset.settings, sampling } };
      const { samples } = dataOf(setup);
      const trio = new Trio(lab, setup);
      for (const epochs of [9, 30, 4]) {
        const frame = trio.seek(epochs * samples);
        for (const method of METHODS) {
          const whole = lab.sync.trainTwoLayer(dataOf(setup), { ...optionsOf(setup, method), maxEpochs: epochs });
          const { loss, updates, weights } = frame.methods[method];
          expect({ loss, updates, weights }).toEqual({ loss: whole.loss, updates: whole.updates, weights: Array.from(whole.weights) });
        }
      }
      trio.dispose();
    }
});

test("curves are the losses at their steps, and keep what was seen when the run goes back", () => {
  const preset = findPreset("separable");
  const trio = new Trio(lab, preset);
  const far = trio.seek(700);
  const back = trio.seek(60);
  for (const method of METHODS) {
    expect(back.methods[method].curve).toEqual(far.methods[method].curve);
    for (const index of [0, 13, 30]) {
      const at = trio.seek(far.trace[index]).methods[method];
      expect(far.methods[method].curve[index]).toBe(at.loss);
    }
  }
  trio.dispose();
});

test("nothing is called bad that is not proved bad", () => {
  // Two equal points of different class: no network is better than loss 1.
  const points = [
    { x: [0.5, 0], label: 1 },
    { x: [0.5, 0], label: -1 },
  ] as const;
  const units = [
    { v: 1, w: [-1, 0] },
    { v: -1, w: [-1, 0] },
  ] as const;
  const dead = stateOf("c", { points, units });
  const found = verdictOf(dead, frameOf(dead));
  expect(found.text).toBe("Plain SGD is at a local minimum.");
  expect(found.proof).toContain("not decided");
  // With both neurons on, the gradients of the two cancel: the point is critical, and nobody may say that it is not.
  const live = stateOf("c", { points, units: units.map(({ v }) => ({ v, w: [1, 0] as const })) });
  expect(verdictOf(live, frameOf(live)).proof).not.toContain("no critical point");
});

test("every state that an address may name can be run, and every number of it is finite", () => {
  fc.assert(
    fc.property(states, (state) => {
      if (state.points.length === 0) return;
      const short = {
        ...state,
        settings: { ...state.settings, steps: Math.min(state.settings.steps, 300) },
        step: Math.min(state.step, 300),
      };
      const frame = frameOf(short);
      expect(verdictOf(short, frame).text).toMatch(/^Plain SGD (is|has) /);
      for (const method of METHODS) {
        const { loss, weights, curve } = frame.methods[method];
        expect([loss, ...weights, ...curve].every(Number.isFinite)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
  // Found by the search above once: samples so small that their separator is no number of f64.
  const tiny = stateOf("c", {
    points: [{ x: [0, 5.56268464626801e-309], label: 1 }],
    units: [
      { v: 0.01, w: [0, 0] },
      { v: -0.01, w: [0, 0] },
    ],
  });
  expect(verdictOf(tiny, frameOf(tiny)).text).toMatch(/^Plain SGD (is|has) /);
  const odd = stateOf("c", {
    points: [{ x: [0, 0], label: 1 }],
    units: [
      { v: 1, w: [0, 0] },
      { v: -1, w: [0, 0] },
    ],
  });
  expect(verdictOf(odd, frameOf(odd)).text).toBe("Plain SGD is at a tie that it cannot leave.");
  const tied = { ...odd, points: [{ x: [0.5, 0.5], label: 1 }] } as const;
  expect(verdictOf(tied, frameOf(tied)).text).toBe("Plain SGD is at a tie.");
  expect(frameOf({ ...tied, step: 1 }).methods.plain.updates).toBe(1);
});
