/** The power of two that brings a length to 1 … 2; 2^±1000 at most, 1 for length 0. */
export function powerBelow(length: number): number {
  if (length === 0) return 1;
  let power = 1;
  while (length * power >= 2 && power > 2 ** -1000) power /= 2;
  while (length * power < 1 && power < 2 ** 1000) power *= 2;
  return power;
}
