/** ‖v_G‖² of every group of `groupSize` neighbours; the last group may be shorter. */
export function groupSquares(v: Float64Array, groupSize: number): Float64Array {
  const squares = new Float64Array(Math.ceil(v.length / groupSize));
  for (let j = 0; j < v.length; j++) squares[Math.floor(j / groupSize)] += v[j] * v[j];
  return squares;
}
