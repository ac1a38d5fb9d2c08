export const back = (d: number, z: number, atZero: number): number => (z > 0 ? d : z === 0 ? atZero * d : 0);

/** Patterns as u32 words, 32 columns each, row after row. */
export function signBits(z: readonly number[], rows: number, columns: number, atZero: boolean): number[] {
  const words = Math.ceil(columns / 32);
  const bits = new Array<number>(rows * words).fill(0);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const value = z[i * columns + j];
      const at = i * words + (j >> 5);
      if (atZero ? value >= 0 : value > 0) bits[at] = (bits[at] | (1 << (j & 31))) >>> 0;
    }
  return bits;
}

/** P = scale·(softmax − onehot), sum of losses, right predictions. */
export function softmax(
  logits: readonly (readonly number[])[],
  labels: readonly number[],
  scale: number,
): { P: number[][]; loss: number; right: number } {
  let loss = 0;
  let right = 0;
  const P = logits.map((z, i) => {
    const top = z.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = z.reduce((total, value) => total + Math.exp(value - top), 0);
    loss += Math.log(sum) + top - z[labels[i]];
    right += Number(z.indexOf(top) === labels[i]);
    return z.map((value, c) => scale * (Math.exp(value - top) / sum - Number(c === labels[i])));
  });
  return { P, loss, right };
}
