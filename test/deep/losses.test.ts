import { expect, test } from "vitest";
import { type LossChoice, lossOf, RelulabError } from "../../src/index.js";
import { lossFindings } from "../../src/train/loss/assumptions.js";

// The registry of losses against their proofs (each −ℓ' as a function of ℓ), finite differences, and the checker against wrong claims.

const CHOICES: readonly LossChoice[] = [
  "hinge",
  "squared-hinge",
  "modified-huber",
  "logistic",
  "exponential",
  { kind: "smoothed-hinge", width: 0.5 },
  { kind: "smoothed-hinge", width: 2 },
  { kind: "tau-hinge", tau: 0.25 },
  { kind: "polynomial-hinge", degree: 3 },
  { kind: "polynomial-hinge", degree: 2.5 },
];
const near = (found: number, expected: number, tolerance: number): boolean =>
  Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));

test("golden values", () => {
  const logistic = lossOf("logistic");
  expect(near(-logistic.derivative(0.3), 0.425557483188341, 1e-15)).toBe(true);
  expect(near(1 - Math.exp(-logistic.value(0.3)), 0.425557483188341, 1e-15)).toBe(true);
  const smoothed = lossOf({ kind: "smoothed-hinge", width: 0.5 });
  expect(near(smoothed.value(0.8), 0.04, 1e-14)).toBe(true);
  expect(near(-smoothed.derivative(0.8), 0.4, 1e-14)).toBe(true);
  expect(CHOICES.slice(0, 6).map((choice) => Number(lossOf(choice).value(0).toPrecision(12)))).toEqual([
    1,
    1,
    1,
    Number(Math.LN2.toPrecision(12)),
    1,
    0.75,
  ]);
});

test.each(CHOICES.map((choice) => [lossOf(choice).name, lossOf(choice)] as const))(
  "%s: ℓ' is the derivative, all declared constants hold",
  (_, loss) => {
    for (let x = -3.03; x < 3; x += 0.0501) {
      const h = 1e-6;
      expect(near(loss.derivative(x), (loss.value(x + h) - loss.value(x - h)) / (2 * h), 1e-6)).toBe(true);
    }
    const findings = lossFindings(loss);
    expect(findings.length).toBe(5);
    expect(findings.filter(({ status }) => status === "violated")).toEqual([]);
  },
);

test.each(CHOICES.map((choice) => [lossOf(choice).name, lossOf(choice)] as const))(
  "%s: no declared constant can be made sharper by 1 %%",
  (name, loss) => {
    const constants = loss.constants!;
    // The two that are valid but not the best: α of logistic (½, best 1 − 1/e).
    const loose = name === "logistic" ? ["alpha0", "alpha1"] : [];
    for (const [key, factor] of [
      ["alpha0", 1.01],
      ["alpha1", 1.01],
      ["lambda", 0.99],
      ["rho0", 0.99],
      ["rho1", 0.99],
    ] as const) {
      if (constants[key] === Infinity || loose.includes(key)) continue;
      const sharper = { ...loss, constants: { ...constants, [key]: constants[key] * factor } };
      // α₀ and α₁ (ρ₀ and ρ₁) of a hinge are one limit: both must move.
      const both =
        constants.p === 0
          ? {
              ...sharper,
              constants: {
                ...sharper.constants,
                alpha0: sharper.constants.alpha0 * (key.startsWith("alpha") ? 1.01 : 1),
                alpha1: Math.max(sharper.constants.alpha0, sharper.constants.alpha1),
                ...(key.startsWith("rho") ? { rho0: 0.99, rho1: 0.99 } : {}),
              },
            }
          : sharper;
      expect(
        lossFindings(both).some(({ status }) => status === "violated"),
        `${name} ${key}`,
      ).toBe(true);
    }
  },
);

test("smoothness on sublevel sets is that of ℓ''", () => {
  for (const choice of ["exponential", { kind: "polynomial-hinge", degree: 3 }] as const) {
    const loss = lossOf(choice);
    for (const x of [-2, -0.5, 0.3]) {
      const h = 1e-4;
      const curvature = (loss.derivative(x + h) - loss.derivative(x - h)) / (2 * h);
      expect(near(loss.smoothnessBelow(loss.value(x)), curvature, 1e-6)).toBe(true);
    }
  }
});

const own = { value: (x: number) => Math.log(1 + Math.exp(-x)), derivative: (x: number) => -1 / (1 + Math.exp(x)) };
const refusal = (loss: LossChoice): RelulabError => {
  try {
    lossOf(loss);
  } catch (error) {
    return error as RelulabError;
  }
  throw new Error("was not refused");
};

test("a loss of one's own is taken with a right declaration and refused with a wrong one, at the point where it fails", () => {
  expect(
    lossOf({ ...own, constants: { p: 1, alpha0: 1 - Math.exp(-1), alpha1: 1 - Math.exp(-1), lambda: 0.25, rho0: 1, rho1: 1 } }).constants
      ?.rho1,
  ).toBe(1);
  expect(lossOf(own).constants).toBeNull();
  // 0.64 with 0.7 is not valid for logistic: at ℓ = 1 the slope is 1 − 1/e = 0.632.
  const wrong = refusal({ ...own, constants: { p: 1, alpha0: 0.64, alpha1: 0.7 } });
  expect(wrong.code).toBe("ARG_RANGE");
  expect(wrong.details.assumption).toBe("3.2");
  const at = wrong.details.at as number;
  expect(-own.derivative(at)).toBeLessThan(Math.min(0.64, 0.7 * own.value(at)));
  expect(refusal({ ...own, constants: { p: 1, alpha0: 0.5, alpha1: 0.5, lambda: 0.24 } }).details.assumption).toBe("3.3");
  expect(refusal({ ...own, constants: { p: 1, alpha0: 0.5, alpha1: 0.5, rho0: 0.9, rho1: 1 } }).details.assumption).toBe("4.4");
  expect(refusal({ value: (x) => x * x, derivative: (x) => 2 * x, constants: { p: 0.5, alpha0: 1, alpha1: 1 } }).details.assumption).toBe(
    "3.1",
  );
  expect(refusal({ value: (x) => (x < 0.3 ? 1 : 0), derivative: () => 0 }).details.assumption).toBe("derivative");
  expect(refusal({ ...own, derivative: (x) => -1.01 / (1 + Math.exp(x)) }).details.assumption).toBe("derivative");
  expect(refusal({ ...own, value: (x) => (x > 3 ? NaN : own.value(x)) }).details.assumption).toBe("derivative");
  // Hinge is not smooth, however large λ is claimed.
  const kinked = { value: (x: number) => Math.max(0, 1 - x), derivative: (x: number) => (x < 1 ? -1 : 0) };
  const jump = refusal({ ...kinked, constants: { p: 0, alpha0: 1, alpha1: 1, lambda: 1000 } });
  expect(jump.details.assumption).toBe("3.3");
  expect(Math.abs((jump.details.at as number) - 1)).toBeLessThan(1e-4);
});

test("wrong choices say what there is", () => {
  for (const choice of [
    "hinges",
    3,
    null,
    { kind: "smoothed-hinge", width: 0 },
    { kind: "cubic" },
    { kind: "tau-hinge", width: 1 },
    { value: 1 },
    { ...own, constants: { p: 2, alpha0: 1, alpha1: 1 } },
  ])
    expect(() => lossOf(choice as never)).toThrow(RelulabError);
});
