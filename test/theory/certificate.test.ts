import { expect, test } from "vitest";
import { type BinaryData, load } from "../../src/index.js";
import { type Certificate, certificateText, GALLERY, galleryData } from "../../src/theory/index.js";
import { makeCertificate } from "../../src/theory/certificate.js";

const find = (certificates: readonly Certificate[], theorem: string): Certificate => certificates.find((one) => one.theorem === theorem)!;

const STATEMENT = {
  theorem: "T",
  source: "eq. 1",
  statement: "sure",
  side: "at most",
  quantity: "updates",
  bound: 10,
  observed: 5,
  assumptions: [{ id: "a", text: "A", status: "holds", measured: "1", limit: "≤ 2" }],
} as const;
const failing = [{ ...STATEMENT.assumptions[0], status: "violated" }] as const;
const open = [{ ...STATEMENT.assumptions[0], status: "unchecked" }] as const;

test.each([
  [STATEMENT, "holds", 2],
  [{ ...STATEMENT, observed: 11 }, "violated", 10 / 11],
  [{ ...STATEMENT, side: "at least", observed: 20 }, "holds", 2],
  [{ ...STATEMENT, side: "at least" }, "violated", 0.5],
  [{ ...STATEMENT, assumptions: open }, "consistent", 2],
  [{ ...STATEMENT, statement: "probability", confidence: 0.9 }, "consistent", 2],
  [{ ...STATEMENT, assumptions: failing }, "not-applicable", null],
  [{ ...STATEMENT, assumptions: failing, observed: 11 }, "not-applicable", null],
  [{ ...STATEMENT, bound: null }, "not-applicable", null],
  [{ ...STATEMENT, vacuous: true }, "vacuous", 2],
  [{ ...STATEMENT, observed: 0 }, "holds", null],
] as const)("the verdict follows from the parts: %#", (statement, verdict, slack) => {
  expect(makeCertificate(statement)).toMatchObject({ verdict, slack });
});

test("NaN never becomes a verdict; the failing assumption is named", () => {
  expect(() => makeCertificate({ ...STATEMENT, observed: NaN })).toThrow(expect.objectContaining({ code: "NONDETERMINISM_FOUND" }));
  expect(makeCertificate({ ...STATEMENT, assumptions: failing }).text).toBe("T does not apply. Needed: A (≤ 2). Found: 1.");
  expect(makeCertificate(STATEMENT).text).toBe("T holds: 5 updates, bound at most 10, slack ×2.");
});

test("Gaussian data: Theorem 1 in its radius-r form, stated; nothing hidden", async () => {
  const lab = await load();
  const data = lab.data.separable({ samples: 100, features: 64, seed: 2 });
  const run = await lab.trainTwoLayer(data, { hidden: 6, learningRate: 0.01, noiseStd: 20, seed: 2 });
  const certificates = await lab.certify(run, data);
  expect(certificates).toEqual(lab.sync.certify(run, lab.prepare(data), { margin: lab.sync.margin(data) }));
  expect(JSON.parse(JSON.stringify(certificates))).toEqual(certificates);
  const one = find(certificates, "S0 Theorem 1");
  expect(one).toMatchObject({ verdict: "holds", observed: run.updates, statement: "sure", confidence: 1 });
  expect(one.assumptions.find(({ id }) => id === "radius")!.measured).toMatch(/^r = \d.*radius-r form/);
  expect(one.slack!).toBeGreaterThan(1);
  expect(find(certificates, "S0 equation 17")).toMatchObject({ verdict: "holds", observed: 0 });
  expect(find(certificates, "S0 Theorem 2").text).toMatch(/does not apply. Needed: The data are the basis vectors/);
  expect(find(certificates, "S0 Theorem 3")).toMatchObject({ verdict: "not-applicable", statement: "probability" });
  expect(find(certificates, "S0 proof of Theorem 1").verdict).toBe("not-applicable");
  expect(find(certificates, "S0 critical-point bound").verdict).toBe("not-applicable");
  expect(certificateText(certificates)).toMatch(/S0 Theorem 1 .*: holds\n {2}S0 Theorem 1 holds: /);
});

test("noise everywhere, half gates, inseparable data: the theorem does not apply and says why", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separable({ samples: 20, features: 8, seed: 3 });
  const options = { hidden: 4, learningRate: 0.05, noiseStd: 5, seed: 3 } as const;
  const everywhere = lab.sync.certify(lab.sync.trainTwoLayer(data, { ...options, method: "noisy-all" }), data);
  expect(everywhere[0]).toMatchObject({ verdict: "not-applicable" });
  expect(everywhere[0].text).toMatch(/Needed: Noise only into gates of units with y·v_j ≥ 0 .* Found: method noisy-all/);
  const half = lab.sync.trainTwoLayer(data, { ...options, method: "plain", initialWeights: "zero", derivAtZero: 0.5 });
  expect(half.halfGates).toBeGreaterThan(0);
  expect(lab.sync.certify(half, data)[0].text).toMatch(/Needed: Every gate is 0 or 1/);
  const whole = lab.sync.trainTwoLayer(data, { ...options, method: "plain", initialWeights: "zero", derivAtZero: 1 });
  expect(lab.sync.certify(whole, data)[0].verdict).toBe("holds");
  const twins: BinaryData = { samples: 2, features: 1, X: Float64Array.of(1, 1), y: Int8Array.of(1, -1), name: "twins" };
  const certificates = lab.sync.certify(lab.sync.trainTwoLayer(twins, { ...options, maxEpochs: 5 }), twins);
  expect(certificates[0].text).toMatch(/Needed: The data are linearly separable .* Found: Not separable/);
  expect(() => lab.sync.trainTwoLayer(twins, { ...options, checkProof: true })).toThrow(expect.objectContaining({ code: "NOT_SEPARABLE" }));
});

test("one class only is allowed: the theorem holds for it", async () => {
  const lab = await load();
  const one: BinaryData = { samples: 3, features: 2, X: Float32Array.of(1, 2, 3, 1, 2, 2), y: Int8Array.of(-1, -1, -1), name: "one class" };
  const run = lab.sync.trainTwoLayer(one, { hidden: 2, learningRate: 0.1, noiseStd: 5 });
  expect(lab.sync.certify(run, one)[0]).toMatchObject({ verdict: "holds" });
});

test("Proposition 1 speaks of idle runs, with its probability", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separable({ samples: 20, features: 8, seed: 4 });
  const base = { hidden: 4, learningRate: 0.05, seed: 4, idlePasses: 400 } as const;
  const [confident, blind] = [20, 1e-3].map((noiseStd) => {
    const run = lab.sync.trainTwoLayer(data, { ...base, noiseStd, initialWeights: { ball: 1 } });
    return find(lab.sync.certify(run, data), "S0 Proposition 1");
  });
  expect(confident).toMatchObject({ verdict: "consistent", statement: "probability", observed: 0 });
  expect(confident.confidence!).toBeGreaterThan(0.99);
  expect(blind.verdict).toBe("vacuous");
  const uniform = lab.sync.trainTwoLayer(data, { ...base, noiseStd: 20, sampling: "uniform" });
  expect(find(lab.sync.certify(uniform, data), "S0 Proposition 1").verdict).toBe("not-applicable");
});

test("basis data attain the lower bound of Theorem 2 within its factor", async () => {
  const lab = await load({ precision: "f64" });
  for (const [features, learningRate] of [
    [9, 1 / 16],
    [16, 1 / 64],
    [25, 0.3],
  ] as const) {
    const data = lab.data.basis(features);
    const run = lab.sync.trainTwoLayer(data, { hidden: 4, learningRate, noiseStd: 1, initialWeights: "zero" });
    const two = find(lab.sync.certify(run, data), "S0 Theorem 2");
    expect(two).toMatchObject({ verdict: "holds", observed: run.updates });
    expect(run.updates).toBeGreaterThanOrEqual(two.numbers.counted!);
    expect(find(lab.sync.certify(run, data), "S0 Theorem 1").verdict).toBe("holds");
  }
});

test("a stuck run is certified as a sub-optimal critical point", async () => {
  const lab = await load({ precision: "f64" });
  const { weights, dead } = GALLERY[2];
  const run = lab.sync.trainTwoLayer(galleryData(), { hidden: 2, method: "plain", learningRate: 0.5, initialWeights: weights });
  const critical = find(lab.sync.certify(run, galleryData()), "S0 critical-point bound");
  expect(critical).toMatchObject({ verdict: "holds", bound: dead.length / 3, observed: dead.length / 3 });
  expect(critical.numbers.radius).toBeCloseTo(1.264911064, 9);
});

test("a bias counts in radius and weights; other data are refused", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separable({ samples: 20, features: 8, seed: 6 });
  const run = lab.sync.trainTwoLayer(data, { hidden: 4, learningRate: 0.05, noiseStd: 5, bias: true, checkProof: true });
  const certificates = lab.sync.certify(run, data);
  expect(certificates[0].verdict).toBe("holds");
  expect(find(certificates, "S0 proof of Theorem 1")).toMatchObject({ verdict: "holds", observed: 0 });
  const other = lab.data.separable({ samples: 21, features: 8, seed: 6 });
  expect(() => lab.sync.certify(run, other)).toThrow(expect.objectContaining({ code: "ARG_SHAPE" }));
  expect(() => lab.sync.certify(run, data, { delt: 1 } as never)).toThrow(expect.objectContaining({ code: "ARG_UNKNOWN" }));
});

test("a statement of a probability that one run does not meet is not called a bug; an infinite bound says nothing", () => {
  const broken = makeCertificate({ ...STATEMENT, statement: "probability", confidence: 0.9, observed: 11 });
  expect(broken.verdict).toBe("violated");
  expect(broken.text).toMatch(/only a probability: this run counts against it/);
  expect(makeCertificate({ ...STATEMENT, bound: Infinity })).toMatchObject({ verdict: "vacuous", bound: null });
});

test("Theorem 3 names what it needs: two samples for each update", async () => {
  const lab = await load();
  const data = lab.data.separable({ samples: 20, features: 8, seed: 7 });
  const run = lab.sync.trainTwoLayer(data, { hidden: 4, learningRate: 0.01, noiseStd: 5 });
  expect(run.updates).toBeGreaterThan(10);
  expect(find(lab.sync.certify(run, data), "S0 Theorem 3").text).toMatch(/does not apply. Needed: n ≥ 2c, .* Found: n = 20, c = \d+/);
});

test("a run that diverged is certified without its weights", async () => {
  const lab = await load();
  const data = lab.data.separable({ samples: 20, features: 8, seed: 7 });
  const run = lab.sync.trainTwoLayer(data, { hidden: 4, learningRate: 3e38, noiseStd: 5 });
  expect(run.status).toBe("diverged");
  const certificates = lab.sync.certify(run, data);
  for (const theorem of ["S0 Proposition 1", "S0 Theorem 3", "S0 critical-point bound"])
    expect(find(certificates, theorem).text).toMatch(/Needed: The run did not diverge/);
});

test("other data of the same shape, and the answer of the margin oracle for other data, are refused", async () => {
  const lab = await load({ precision: "f64" });
  const [data, other] = [8, 9].map((seed) => lab.data.separable({ samples: 20, features: 8, seed }));
  const run = lab.sync.trainTwoLayer(data, { hidden: 4, learningRate: 0.05, noiseStd: 5, method: "noisy" });
  expect(() => lab.sync.certify(run, other)).toThrow(/ARG_RANGE: certify\(\): the run ended with loss .*, on these data/);
  expect(() => lab.sync.certify(run, data, { margin: lab.sync.margin(other) })).toThrow(/its separator has margins below 1 here/);
  const smaller = { ...lab.sync.margin(data), norm: 1e-9, radius: 1e-9 };
  expect(lab.sync.certify(run, data, { margin: smaller })).toEqual(lab.sync.certify(run, data));
});

test("Theorem 2 allows for the rounding of W: fl(1/49) added 49 times reaches 1, although 1/fl(1/49) is above 49", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.basis(5);
  const options = { hidden: 2, learningRate: 1 / 49, outputWeights: [1, -1e-9], initialWeights: "zero", method: "plain" } as const;
  const run = lab.sync.trainTwoLayer(data, options);
  expect(run).toMatchObject({ status: "global-minimum", updates: 245 });
  const two = find(lab.sync.certify(run, data), "S0 Theorem 2");
  expect(two.numbers.printed!).toBeGreaterThan(245);
  expect(two.verdict).toBe("holds");
});

test("Theorem 1 is one of exact arithmetic: updates that rounding swallows leave it open", async () => {
  const lab = await load();
  const data: BinaryData = { samples: 1, features: 1, X: Float64Array.of(1), y: Int8Array.of(1), name: "one" };
  const initialWeights = [1e8, 1e8];
  const run = lab.sync.trainTwoLayer(data, { hidden: 2, learningRate: 0.01, noiseStd: 0, initialWeights, maxEpochs: 1000 });
  expect(run.updates).toBe(1000);
  const [one] = lab.sync.certify(run, data);
  expect(one.verdict).toBe("consistent");
  expect(one.assumptions.find(({ id }) => id === "arithmetic")).toMatchObject({ status: "unchecked" });
});

test("a separator of the data that does not separate is not used by checkProof", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separable({ samples: 20, features: 8, seed: 6 });
  const wrong = { ...data, separator: data.separator!.map((w) => w / 2) };
  const run = lab.sync.trainTwoLayer(wrong, { hidden: 4, learningRate: 0.05, noiseStd: 5, checkProof: true });
  expect(run.proof!.violations).toBe(0);
});
