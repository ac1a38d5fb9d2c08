// Arc tangent for x ≥ 0: 1/x above 1, then the addition theorem takes the nearest k/4 away, |t| ≤ ⅛, and the
// odd series to t²¹ leaves below 1e-20. Absolute error below 3e-16.

/** atan(k/4). */
const QUARTERS = [0, 0.24497866312686414, 0.4636476090008061, 0.6435011087932844, 0.7853981633974483];
const HALF_PI = 1.5707963267948966;

export function atan(x: number): number {
  if (x < 0) return -atan(-x);
  if (x > 1) return HALF_PI - atan(1 / x);
  const k = Math.round(4 * x);
  const t = (x - k / 4) / (1 + (x * k) / 4);
  const square = t * t;
  let series = 0;
  for (let n = 21; n >= 3; n -= 2) series = (series + (n % 4 === 3 ? -1 : 1) / n) * square;
  return QUARTERS[k] + (t + t * series);
}
