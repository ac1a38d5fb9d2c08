import { pow } from "../../numerics/pow.js";
import type { Loss, LossConstants } from "./losses.js";

// Do the assumptions of S4 on a loss hold with the constants that it declares? Looked at on a grid of margins, refined where it comes
// nearest to failing: a counter-example is a proof, a pass is one for the points looked at only.

export interface LossFinding {
  /** `derivative`: ℓ is finite and continuous and ℓ' is its derivative; else the number of the assumption. */
  readonly id: "derivative" | "3.1" | "3.2" | "3.3" | "4.4";
  readonly text: string;
  /** `unclaimed`: the constants that it needs are not declared. */
  readonly status: "holds" | "violated" | "unclaimed";
  /** The margin where it fails, or comes nearest to it; null where there is nothing to look at. */
  readonly at: number | null;
  /** What was found there, as text. */
  readonly found: string;
}

/** Every 1/64 between −20 and 20, where losses have their kinks, then out to ±10⁶. */
const STEP = 1 / 64;
const NEAR = 20;
const FAR = 1e6;
const GRID: readonly number[] = makeGrid();

function makeGrid(): readonly number[] {
  const far: number[] = [];
  for (let x = NEAR; x < FAR; x *= 1.25) far.push(x * 1.25);
  const near = Array.from({ length: (2 * NEAR) / STEP + 1 }, (_, i) => -NEAR + i * STEP);
  return [...far.map((x) => -x).reverse(), ...near, ...far];
}

/** Where ℓ is beyond the range of f64 (e^{800}) there is nothing to compare. */
const inRange = (loss: Loss, x: number): boolean => loss.value(x) !== Infinity;

/** Relative rounding of a loss, and of a difference of two of its values. */
const ROUNDING = 1e-9;
const TINY = 1e-290;
/** Narrower intervals than this part of |x| show rounding instead of slopes. */
const NARROW = 1e-6;

interface Worst {
  readonly at: number;
  /** Above 0: broken. */
  readonly excess: number;
}

/** The margin of the greatest excess, refined twice between its neighbours. */
function worstPoint(loss: Loss, excess: (x: number) => number): Worst {
  let worst: Worst = { at: NaN, excess: -Infinity };
  let place = 0;
  GRID.forEach((x, i) => {
    const found = inRange(loss, x) ? excess(x) : -Infinity;
    if (found > worst.excess) [worst, place] = [{ at: x, excess: found }, i];
  });
  let [low, high] = [GRID[Math.max(0, place - 1)], GRID[Math.min(GRID.length - 1, place + 1)]];
  for (let round = 0; round < 2; round++) {
    const step = (high - low) / 64;
    for (let x = low; x <= high; x += step)
      if (step > 0 && inRange(loss, x) && excess(x) > worst.excess) worst = { at: x, excess: excess(x) };
    [low, high] = [worst.at - step, worst.at + step];
  }
  return worst;
}

/** |found| over |limit| as a number between −1 and 1: above 0 where `found` is too large. */
const over = (found: number, limit: number): number => {
  if (limit === Infinity || found + limit <= TINY) return -1;
  return found === Infinity ? 1 : (found - limit) / (found + limit) - ROUNDING;
};

const number = (value: number): string => String(Number(value.toPrecision(6)));

function finding(loss: Loss, id: LossFinding["id"], text: string, worst: Worst, found: (x: number) => string): LossFinding {
  const x = Number.isNaN(worst.at) ? null : worst.at;
  const slope = x === null ? "" : `ℓ = ${number(loss.value(x))}, ℓ' = ${number(loss.derivative(x))} at x = ${number(x)}`;
  return {
    id,
    text,
    status: worst.excess > 0 ? "violated" : "holds",
    at: x,
    found: x === null ? "no margin to look at" : `${found(x)}${slope}`,
  };
}

/** The interval of the grid with the greatest excess. */
function worstInterval(loss: Loss, excess: (a: number, b: number) => number): Worst {
  let worst: Worst = { at: NaN, excess: -Infinity };
  for (let i = 1; i < GRID.length; i++) {
    if (!inRange(loss, GRID[i - 1])) continue;
    const found = excess(GRID[i - 1], GRID[i]);
    if (found > worst.excess) worst = { at: (GRID[i - 1] + GRID[i]) / 2, excess: found };
  }
  return worst;
}

/** Halvings of every interval before one that shows no jump is left. */
const LEAST_HALVINGS = 6;

/** The steepest secant of ℓ'. Towards a jump it doubles with each halving, so that a kink of ℓ breaks every λ. */
function steepest(loss: Loss, lambda: number): Worst {
  const secant = (a: number, b: number): number => Math.abs(loss.derivative(b) - loss.derivative(a)) / (b - a);
  let [at, most] = [NaN, -Infinity];
  for (let i = 1; i < GRID.length; i++) {
    let [a, b] = [GRID[i - 1], GRID[i]];
    if (!inRange(loss, a)) continue;
    let steep = secant(a, b);
    for (let halvings = 0; b - a > NARROW * Math.max(1, Math.abs(a)); halvings++) {
      const middle = (a + b) / 2;
      const [left, right] = [secant(a, middle), secant(middle, b)];
      [a, b] = left >= right ? [a, middle] : [middle, b];
      const before = steep;
      steep = Math.max(left, right);
      if (steep > most) [at, most] = [(a + b) / 2, steep];
      if (halvings >= LEAST_HALVINGS && steep < 1.2 * before) break;
    }
  }
  return { at, excess: over(most, lambda * (1 + 1e-6)) };
}

/** ℓ(b) − ℓ(a) against Simpson's rule on ℓ', which is wrong by at most (b − a) times the range of ℓ' there. */
function notItsDerivative(loss: Loss, a: number, b: number): number {
  const slopes = [loss.derivative(a), loss.derivative((a + b) / 2), loss.derivative(b)];
  const [least, most] = [Math.min(...slopes), Math.max(...slopes)];
  const rule = ((b - a) * (slopes[0] + 4 * slopes[1] + slopes[2])) / 6;
  const difference = loss.value(b) - loss.value(a);
  const allowed = (b - a) * (most - least + 1e-6 * Math.max(most, -least)) + 1e-12 * Math.max(1, Math.abs(loss.value(a)));
  return over(Math.abs(difference - rule), allowed);
}

function derivative(loss: Loss): LossFinding {
  const bad = GRID.find((x) => {
    const [value, slope] = [loss.value(x), loss.derivative(x)];
    return typeof value !== "number" || typeof slope !== "number" || value !== value || slope !== slope;
  });
  const text = "ℓ is continuous and ℓ' is its derivative";
  if (bad !== undefined)
    return {
      id: "derivative",
      text,
      status: "violated",
      at: bad,
      found: `ℓ = ${String(loss.value(bad))}, ℓ' = ${String(loss.derivative(bad))} at x = ${number(bad)}`,
    };
  return finding(
    loss,
    "derivative",
    text,
    worstInterval(loss, (a, b) => notItsDerivative(loss, a, b)),
    () => "",
  );
}

function decreasing(loss: Loss): LossFinding {
  const text = "ℓ' ≤ 0, and ℓ and ℓ' go to 0 as x → ∞";
  const rising = worstPoint(loss, (x) => loss.derivative(x));
  if (rising.excess > 0) return finding(loss, "3.1", text, rising, () => "");
  // As far as numbers go: a loss that has not fallen to 1 % of ℓ(0) at 10³⁰⁰ does not go to 0 for any use.
  const end = 1e300;
  const left = Math.max(loss.value(end), -loss.derivative(end), -loss.value(end));
  return finding(loss, "3.1", text, { at: end, excess: left - 0.01 * loss.value(0) }, () => "");
}

/** What rounding may do to ℓ: ln(1 + e^{−x}) as one writes it is 0 from x = 37 on, where ℓ' is not. */
const SLACK = 1e-14;

const lowerLimit = ({ alpha0, alpha1, p }: LossConstants, value: number): number =>
  Math.min(alpha0, alpha1 * powerOfLoss(Math.max(0, value - SLACK), p));
const upperLimit = ({ rho0, rho1, p }: LossConstants, value: number): number => Math.min(rho0, rho1 * powerOfLoss(value + SLACK, p));

/** ℓᵖ with ℓ⁰ = 1 where ℓ > 0, else 0 (errata 56). */
export function powerOfLoss(value: number, p: number): number {
  if (p === 0) return value > 0 ? 1 : 0;
  return p === 1 ? value : p === 0.5 ? Math.sqrt(value) : pow(value, p);
}

/** Assumptions 3.1 to 3.3 and 4.4 of S4 for a loss, each with the margin where it fails or comes nearest to it. */
export const lossFindings = (loss: Loss): LossFinding[] => Array.from(findLoss(loss));

/** The same one by one: each takes some milliseconds. */
export function* findLoss(loss: Loss): Generator<LossFinding, void, void> {
  const { constants } = loss;
  const first = derivative(loss);
  yield first;
  if (first.status === "violated") return;
  yield decreasing(loss);
  if (constants === null) return;
  const slope = (x: number): number => -loss.derivative(x);
  const lower = (x: number): number => lowerLimit(constants, loss.value(x));
  yield finding(
    loss,
    "3.2",
    "−ℓ' ≥ min{α₀, α₁ℓᵖ}",
    worstPoint(loss, (x) => over(lower(x), slope(x))),
    (x) => `min{α₀, α₁ℓᵖ} = ${number(lower(x))}, `,
  );
  yield smooth(loss, constants);
  yield bounded(loss, constants);
}

const unclaimed = (id: LossFinding["id"], text: string): LossFinding => ({
  id,
  text,
  status: "unclaimed",
  at: null,
  found: "none declared",
});

function smooth(loss: Loss, { lambda }: LossConstants): LossFinding {
  const text = "ℓ is λ-smooth";
  if (lambda === Infinity) return unclaimed("3.3", text);
  return finding(loss, "3.3", text, steepest(loss, lambda), () => `λ = ${number(lambda)}, `);
}

function bounded(loss: Loss, constants: LossConstants): LossFinding {
  const text = "−ℓ' ≤ min{ρ₀, ρ₁ℓᵖ}";
  if (constants.rho0 === Infinity && constants.rho1 === Infinity) return unclaimed("4.4", text);
  const upper = (x: number): number => upperLimit(constants, loss.value(x));
  const worst = worstPoint(loss, (x) => over(-loss.derivative(x), upper(x)));
  return finding(loss, "4.4", text, worst, (x) => `min{ρ₀, ρ₁ℓᵖ} = ${number(upper(x))}, `);
}
