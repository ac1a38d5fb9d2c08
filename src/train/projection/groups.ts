const MODERATE = 1e100;

/**
 * ‖v_G‖² of every group of `groupSize` neighbours; the last group may be shorter. Very large or small entries are divided by the largest
 * first, so that squares neither overflow nor vanish: only their order and zeros are used.
 */
export function groupSquares(v: Float64Array, groupSize: number): Float64Array {
  const largest = v.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const scale = largest > MODERATE || (largest > 0 && largest < 1 / MODERATE) ? largest : 1;
  const squares = new Float64Array(Math.ceil(v.length / groupSize));
  for (let j = 0; j < v.length; j++) squares[Math.floor(j / groupSize)] += (v[j] / scale) * (v[j] / scale);
  return squares;
}
