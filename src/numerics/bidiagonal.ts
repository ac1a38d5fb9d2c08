// Singular values of an upper bidiagonal matrix by implicit QR (Golub and Reinsch 1970) with the zero shift of Demmel and Kahan (1990).

const EPSILON = 2 ** -53;
/** Sweeps per value after which something is wrong; two or three are usual. */
const MOST_SWEEPS = 60;
const TINY = 2 ** -500;

/** d (n) diagonal, e (n−1 or more) right of it; both are used up. `advance` until it says true, then `values`. */
export class BidiagonalValues {
  readonly #d: Float64Array;
  readonly #e: Float64Array;
  /** What is as small as this beside the largest entry is 0: it moves no value by more. */
  readonly #negligible: number;
  /** The block at work, its last row, and the first row it had when it was turned. */
  #high: number;
  #turned = -1;
  #sweepsLeft: number;

  constructor(d: Float64Array, e: Float64Array) {
    this.#d = d;
    this.#e = e;
    this.#high = d.length - 1;
    this.#sweepsLeft = MOST_SWEEPS * d.length;
    const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    this.#negligible = EPSILON * Math.max(largest(d), largest(e.subarray(0, Math.max(0, d.length - 1))));
  }

  /** False when `rotations` are used up first; true when all values are there. Undefined behaviour never: throws after too many sweeps. */
  advance(rotations: number): boolean {
    const [d, e] = [this.#d, this.#e];
    for (let left = rotations; left > 0;) {
      while (this.#high > 0 && Math.abs(e[this.#high - 1]) <= this.#negligible) this.#high--;
      if (this.#high <= 0) return true;
      let low = this.#high - 1;
      while (low > 0 && Math.abs(e[low - 1]) > this.#negligible) low--;
      this.#turn(low);
      const shift = shiftOf(d, e, low, this.#high);
      if (shift === 0) sweepUnshifted(d, e, low, this.#high);
      else sweepShifted(d, e, low, this.#high, shift);
      left -= 2 * (this.#high - low);
      if (--this.#sweepsLeft < 0) throw new Error("implicit QR does not converge");
    }
    return false;
  }

  /** Absolute values, the largest first. */
  get values(): Float64Array {
    return this.#d.map(Math.abs).sort().reverse();
  }

  /** A block whose small end is at the top is turned round (its values stay): sweeps go to the small end, where they converge fast. */
  #turn(low: number): void {
    const high = this.#high;
    if (this.#turned === high) return;
    this.#turned = high;
    if (Math.abs(this.#d[low]) >= Math.abs(this.#d[high])) return;
    this.#d.subarray(low, high + 1).reverse();
    this.#e.subarray(low, high).reverse();
  }
}

/** The smaller singular value of the last two rows; 0 where a shift that small would only lose digits. */
function shiftOf(d: Float64Array, e: Float64Array, low: number, high: number): number {
  const shift = smallerOfTwo(Math.abs(d[high - 1]), Math.abs(e[high - 1]), Math.abs(d[high]));
  const ratio = shift / Math.abs(d[low]);
  return d[low] !== 0 && ratio * ratio >= EPSILON ? shift : 0;
}

/** Smaller singular value of (f g; 0 h), all ≥ 0: f·h over the larger one. */
function smallerOfTwo(f: number, g: number, h: number): number {
  if (f === 0 || h === 0) return 0;
  const sum = Math.sqrt((f + h) * (f + h) + g * g);
  const difference = Math.sqrt((f - h) * (f - h) + g * g);
  return (2 * f * h) / (sum + difference);
}

/** The rotation of the last call: (c s; −s c)(f; g) = (r; 0). */
let c = 1;
let s = 0;
function rotate(f: number, g: number): number {
  if (g === 0) return ((c = 1), (s = 0), f);
  if (f === 0) return ((c = 0), (s = 1), g);
  const scale = Math.max(Math.abs(f), Math.abs(g)) < TINY ? 1 / TINY : 1;
  const [x, y] = [f * scale, g * scale];
  const r = Math.sqrt(x * x + y * y);
  c = x / r;
  s = y / r;
  return r / scale;
}

function sweepShifted(d: Float64Array, e: Float64Array, low: number, high: number, shift: number): void {
  let f = (Math.abs(d[low]) - shift) * ((d[low] < 0 ? -1 : 1) + shift / d[low]);
  let g = e[low];
  for (let i = low; i < high; i++) {
    const r = rotate(f, g);
    if (i > low) e[i - 1] = r;
    f = c * d[i] + s * e[i];
    e[i] = c * e[i] - s * d[i];
    g = s * d[i + 1];
    d[i + 1] = c * d[i + 1];
    d[i] = rotate(f, g);
    f = c * e[i] + s * d[i + 1];
    d[i + 1] = c * d[i + 1] - s * e[i];
    if (i + 1 === high) break;
    g = s * e[i + 1];
    e[i + 1] = c * e[i + 1];
  }
  e[high - 1] = f;
}

function sweepUnshifted(d: Float64Array, e: Float64Array, low: number, high: number): void {
  let [before, sine] = [1, 0];
  let cosine = 1;
  for (let i = low; i < high; i++) {
    const r = rotate(d[i] * cosine, e[i]);
    cosine = c;
    if (i > low) e[i - 1] = sine * r;
    d[i] = rotate(before * r, d[i + 1] * s);
    [before, sine] = [c, s];
  }
  const last = d[high] * cosine;
  d[high] = last * before;
  e[high - 1] = last * sine;
}
