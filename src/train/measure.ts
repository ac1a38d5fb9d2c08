/** Hinge loss, 0/1 error (y·f ≤ 0) and share of f = 0, from margins y·f. */
export function measure(margins: Float64Array): { loss: number; trainingError: number; abstained: number } {
  let loss = 0;
  let errors = 0;
  let zeros = 0;
  for (const margin of margins) {
    if (margin < 1) loss += 1 - margin;
    if (!(margin > 0)) errors++;
    if (margin === 0) zeros++;
  }
  return { loss: loss / margins.length, trainingError: errors / margins.length, abstained: zeros / margins.length };
}

/** 0/1 error with sgn(0) = +1 (errata 1), from margins y·f. */
export function printedError(margins: ArrayLike<number>, labels: ArrayLike<number>): number {
  let errors = 0;
  for (let i = 0; i < margins.length; i++) if (!(margins[i] > 0) && !(margins[i] === 0 && labels[i] > 0)) errors++;
  return errors / margins.length;
}
