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
