/** ‖v‖₂ by plain f64 sums; by scaled ones where the squares leave the range of f64, so that neither 1e-200 nor 1e200 is lost. */
export function euclideanNorm(v: ArrayLike<number>): number {
  let square = 0;
  for (let e = 0; e < v.length; e++) square += v[e] * v[e];
  if (square > 1e-280 && square < Infinity) return Math.sqrt(square);
  let largest = 0;
  for (let e = 0; e < v.length; e++) largest = Math.max(largest, Math.abs(v[e]));
  if (!(largest > 0 && largest < Infinity)) return largest;
  let scaled = 0;
  for (let e = 0; e < v.length; e++) scaled += (v[e] / largest) * (v[e] / largest);
  return largest * Math.sqrt(scaled);
}

/** Σ a[atA + e]·b[atB + e] over `length` entries, plain f64 sums from left to right. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>, length: number = a.length, atA = 0, atB = 0): number {
  let sum = 0;
  for (let e = 0; e < length; e++) sum += a[atA + e] * b[atB + e];
  return sum;
}

/** ‖a − b‖₂ by plain f64 sums. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let square = 0;
  for (let e = 0; e < b.length; e++) square += (a[e] - b[e]) * (a[e] - b[e]);
  return Math.sqrt(square);
}
