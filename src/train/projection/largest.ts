/** Marks the `count` largest of non-negative numbers; of equal ones the lowest indices win (errata 25). */
export function markLargest(values: Float64Array, count: number): Uint8Array {
  const marks = new Uint8Array(values.length);
  if (count >= values.length) return marks.fill(1);
  if (count === 0) return marks;
  const threshold = values.slice().sort()[values.length - count];
  let left = count;
  for (let j = 0; j < values.length; j++)
    if (values[j] > threshold) {
      marks[j] = 1;
      left--;
    }
  // NaN is no number's equal: without the second bound this would not end.
  for (let j = 0; left > 0 && j < values.length; j++)
    if (values[j] === threshold) {
      marks[j] = 1;
      left--;
    }
  return marks;
}
