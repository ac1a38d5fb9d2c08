import { euclideanNorm } from "./norm.js";

/** Steps without gain after which the value is taken as found, and the share that counts as gain: rounding makes up the rest. */
const IDLE_STEPS = 4;
const GAIN = 1e-14;

/**
 * Largest eigenvalue of a symmetric positive semidefinite operator by Lanczos steps with full orthogonalisation. The caller applies the
 * operator to `vector` and hands the product to `step`. Values rise from below: each is a Rayleigh quotient.
 */
export class TopEigenvalue {
  readonly #basis: Float64Array[];
  readonly #diagonal: number[] = [];
  readonly #beside: number[] = [];
  readonly #most: number;
  #value = 0;
  #idle = 0;

  /** `start` is not 0 and has some share of the top eigenvector, as random numbers have. `most`: steps, n are enough but for rounding. */
  constructor(start: Float64Array, most: number) {
    this.#basis = [scaled(start, 1 / euclideanNorm(start))];
    this.#most = most;
  }

  get vector(): Float64Array {
    return this.#basis[this.#basis.length - 1];
  }

  get value(): number {
    return this.#value;
  }

  get steps(): number {
    return this.#diagonal.length;
  }

  /** Takes operator·vector, which is used up; returns whether the value has settled. */
  step(product: Float64Array): boolean {
    this.#diagonal.push(dot(product, this.vector));
    for (let pass = 0; pass < 2; pass++) for (const v of this.#basis) addScaled(product, v, -dot(product, v));
    const length = euclideanNorm(product);
    const value = topOfTridiagonal(this.#diagonal, this.#beside);
    this.#idle = value > this.#value * (1 + GAIN) ? 0 : this.#idle + 1;
    this.#value = Math.max(value, this.#value);
    if (this.#idle >= IDLE_STEPS || this.steps >= this.#most || !(length > GAIN * this.#value)) return true;
    this.#beside.push(length);
    this.#basis.push(scaled(product, 1 / length));
    return false;
  }
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

const scaled = (x: Float64Array, a: number): Float64Array => x.map((value) => value * a);

function addScaled(y: Float64Array, x: Float64Array, a: number): void {
  for (let i = 0; i < y.length; i++) y[i] += a * x[i];
}

/** Largest eigenvalue of a symmetric tridiagonal matrix by bisection of Gershgorin's interval: all pivots of T − x are negative above it. */
function topOfTridiagonal(a: readonly number[], b: readonly number[]): number {
  let low = a.reduce((most, value) => Math.max(most, value), -Infinity);
  let high = a.reduce((most, value, i) => Math.max(most, value + (b[i - 1] ?? 0) + (b[i] ?? 0)), -Infinity);
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (isAbove(a, b, middle)) high = middle;
    else low = middle;
  }
  return low;
}

function isAbove(a: readonly number[], b: readonly number[], x: number): boolean {
  let pivot = -1;
  for (let i = 0; i < a.length; i++) {
    const beside = i === 0 ? 0 : b[i - 1];
    pivot = a[i] - x - (beside * beside) / pivot;
    if (!(pivot < 0)) return false;
  }
  return true;
}
