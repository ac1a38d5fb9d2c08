/** Index of the first number that is not finite, −1 without one. */
export function firstNonFinite(values: Float32Array | Float64Array): number {
  return surelyFinite(values) ? -1 : (values as Float64Array).findIndex((value) => value - value !== 0);
}

/** A sum is finite only if all its terms are; four of them hide the latency of additions. */
function surelyFinite(values: Float32Array | Float64Array): boolean {
  const whole = values.length - (values.length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let e = 0; e < whole; e += 4) {
    a += values[e];
    b += values[e + 1];
    c += values[e + 2];
    d += values[e + 3];
  }
  for (let e = whole; e < values.length; e++) a += values[e];
  const sum = a + b + c + d;
  return sum - sum === 0;
}
