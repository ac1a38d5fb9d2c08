import { RelulabError, show } from "../../errors.js";

export interface OrdersInput {
  /** k. */
  readonly classes: number;
  /** ℓ. */
  readonly components: number;
  /** δ of (A1), with ‖x‖ = 1. */
  readonly delta: number;
  /** ε, the error that is to be reached. */
  readonly epsilon: number;
}

/** S3-T7, the orders of Theorem 4.1 (App. B.3). ORDER ONLY: constant 1, no logarithms. */
export interface Theorem41Orders {
  /** Says it with every print-out. */
  readonly label: "ORDER ONLY: constant 1, logarithms left out";
  /** m = Ω̃(k²⁰ℓ²⁰/(δ¹²ε²⁴)). */
  readonly hidden: number;
  /** T = Õ(k¹⁰ℓ¹⁰/(δ⁶ε¹²)). */
  readonly steps: number;
  /** η·m = Õ(δ³ε⁶/(k⁵ℓ⁵)). */
  readonly learningRateTimesHidden: number;
  /** B = Ω̃((kℓ/(vδ))⁴/γ²), v = ε³/(8kℓ), γ = δ/(kℓ): k¹⁰ℓ¹⁰/(δ⁶ε¹²). */
  readonly batch: number;
}

const LABEL = "ORDER ONLY: constant 1, logarithms left out";

/** Throws `ARG_RANGE`. The theorem names polynomials and no constants: these numbers say how the demands grow, not where they lie. */
export function theorem41Orders({ classes, components, delta, epsilon }: OrdersInput): Theorem41Orders {
  for (const [name, value] of Object.entries({ classes, components, delta, epsilon }))
    if (typeof value !== "number" || !(value > 0 && value < Infinity))
      throw new RelulabError(
        "ARG_RANGE",
        `theorem41Orders(): ${name} must be a finite number > 0, got ${show(value)}.`,
        "Use for example { classes: 10, components: 2, delta: 1, epsilon: 0.1 }.",
      );
  // All four are powers of k⁵ℓ⁵/(δ³ε⁶).
  const unit = power(classes * components, 5) / (power(delta, 3) * power(epsilon, 6));
  return { label: LABEL, hidden: power(unit, 4), steps: power(unit, 2), learningRateTimesHidden: 1 / unit, batch: power(unit, 2) };
}

function power(base: number, exponent: number): number {
  let product = 1;
  for (let t = 0; t < exponent; t++) product *= base;
  return product;
}
