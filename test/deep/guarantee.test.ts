import { expect, test } from "vitest";
import { makeConfig } from "../../src/experiments/config.js";
import { compared, remarks } from "../../src/experiments/zou/compared.js";
import { checkMeasurable, zouGuarantee } from "../../src/experiments/zou/guarantee.js";
import { guaranteeTables, orderText } from "../../src/theory/deep/guarantee.js";
import { zouOrders } from "../../src/theory/deep/orders.js";

// The rows that the command line and the site print of S4's theorems.

test.each([
  [Math.log10(8), "8"],
  [Math.log10(0.012), "0.012"],
  [Math.log10(4123), "4,100"],
  [57.5051, "3.2·10⁵⁷"],
  [6, "10⁶"],
  [-90.4318, "3.7·10⁻⁹¹"],
  // 9.97·10⁴⁰⁰ is the next power, and no float.
  [400.9987, "10⁴⁰¹"],
])("10 to the %f is %s", (log10, text) => {
  expect(orderText(log10)).toBe(text);
});

const logistic = { p: 1, alpha0: 0.5, samples: 100, layers: 3, separation: 0.1, epsilon: 0.01, batch: 10 };

test("every order of both theorems has one row, with its place in the paper", () => {
  for (const { algorithm, rows } of guaranteeTables(logistic)) {
    const orders = zouOrders({ ...logistic, algorithm });
    expect(Object.fromEntries(rows.map(({ key, order }) => [key, order]))).toEqual(orders);
    for (const { source, text, order } of rows) {
      expect(source).toMatch(/^(Theorem|Lemma)/);
      expect(text).toBe(orderText(order.log10));
    }
  }
});

test("a slip stands only where its case is", () => {
  const slips = (input: { p: number; alpha0: number }) =>
    guaranteeTables({ ...logistic, ...input }).flatMap(({ algorithm, rows }) =>
      rows.filter(({ erratum }) => erratum !== null).map(({ key }) => `${algorithm} ${key}`),
    );
  const always = ["gd learningRate", "gd tau", "sgd learningRate"];
  expect(slips({ p: 1, alpha0: 0.5 }).sort()).toEqual([...always, "gd width"].sort());
  expect(slips({ p: 0.5, alpha0: Infinity }).sort()).toEqual([...always, "sgd width", "sgd time"].sort());
  expect(slips({ p: 0, alpha0: 1 }).sort()).toEqual([...always].sort());
});

const config = (set: Record<string, number | string>) => makeConfig(zouGuarantee, { set });
const cells = (width: number[], steps: number[]) => ({ cells: [{ algorithm: "gd", trials: width.length, width, steps }] });

test("enough is the largest number that a repeat needed; a repeat without any leaves no ratio", () => {
  const settings = config({ samples: 10, layers: 1, separation: 1, hidden: 1000, epsilon: 0.1, loss: "squared-hinge" });
  const [gd, sgd] = compared(settings, cells([4, 16, 8], [30, 20, 900]));
  const [width, steps, rate] = gd.rows;
  // m = n²⁵ log(1/ε).
  expect(width.order.log10).toBeCloseTo(25 + Math.log10(Math.log(10)), 10);
  expect(width.enough?.text).toBe("16 (4 in the best repeat)");
  expect(width.ratio?.log10).toBeCloseTo(width.order.log10 - Math.log10(16), 10);
  expect(steps.enough?.text).toBe("900 (20 in the best repeat)");
  expect([rate.enough, rate.ratio, sgd.rows[0].enough]).toEqual([null, null, null]);
  expect(gd.own?.log10).toBeCloseTo(width.order.log10 - 3, 10);
  const [failed] = compared(settings, cells([4, 0, 8], [30, 1000, 20]));
  expect(failed.rows[0].enough).toEqual({ log10: null, text: "none up to m = 256 in 1 of 3 repeats" });
  expect(failed.rows[0].ratio).toBe(null);
  // A start without an error: 0 steps have no logarithm.
  expect(compared(settings, cells([2], [0]))[0].rows[1].enough).toEqual({ log10: 0, text: "0" });
});

test("the remarks say when no training error is left, and which losses the theorems leave out", () => {
  const said = (set: Record<string, number | string>) => remarks(config({ samples: 10, ...set })).join(" ");
  expect(said({ epsilon: 0.01 })).toContain("is below ℓ(0)/n = 0.069");
  expect(said({ epsilon: 0.5 })).toContain("is not below ℓ(0)/n = 0.069");
  expect(said({ loss: "hinge" })).toContain("Assumption 3.3 fails");
  expect(said({ loss: "exponential" })).toContain("smooth only where it is bounded");
  expect(said({ loss: "squared-hinge" })).not.toContain("smooth");
});

test("what cannot be measured here has its orders all the same", () => {
  const huge = config({ samples: 1_000_000_000, layers: 10_000, batchSize: 1_000_000_000, separation: 1e-6 });
  const [gd] = compared(huge);
  expect(gd.rows[0].order.value).toBe(Infinity);
  expect(gd.rows[0].text).toBe("10⁴³⁴");
  expect(() => checkMeasurable(huge)).toThrow(
    /ARG_RANGE: to measure what is enough, samples must be an integer from 2 to 2000, got 1000000000/,
  );
  expect(() => checkMeasurable(config({}))).not.toThrow();
  expect(() => config({ samples: 10, batchSize: 11 })).toThrow(/ARG_RANGE: batchSize must be at most the number of samples, 10, got 11/);
});
