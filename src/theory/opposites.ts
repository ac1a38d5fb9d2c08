import type { PreparedData } from "../train/prepared.js";
import type { Witness } from "./marginResult.js";

/**
 * Exact reasons why no separator exists, found before any search: a sample that is 0 (λ = 1), or two with y_i·x_i = −y_j·x_j, bit for
 * bit (λ = ½, ½), such as duplicates with opposite labels.
 */
export function findOpposites(data: PreparedData): Witness | undefined {
  const { labels } = data;
  const seen = new Map<number, number[]>();
  for (let i = 0; i < data.samples; i++) {
    if (data.row(i).value.length === 0) return { samples: [i], weights: Float64Array.of(1), residual: 0 };
    const key = hash(data, i);
    const alike = seen.get(key) ?? [];
    const opposite = alike.find((j) => areOpposite(data, i, j, -labels[i] * labels[j]));
    if (opposite !== undefined) return { samples: [opposite, i], weights: Float64Array.of(0.5, 0.5), residual: 0 };
    // A row that equals an earlier one adds no opposite; keeping it would make many duplicates quadratic.
    if (alike.some((j) => areOpposite(data, i, j, labels[i] * labels[j]))) continue;
    alike.push(i);
    seen.set(key, alike);
  }
  return undefined;
}

/** Equal for rows that differ in sign only. */
function hash(data: PreparedData, i: number): number {
  const { index, value } = data.row(i);
  let sum = 0;
  for (let t = 0; t < index.length; t++) sum += Math.abs(value[t]) * (1 + (index[t] % 1021));
  return sum;
}

/** Are the numbers of row j those of row i times `sign`? */
function areOpposite(data: PreparedData, i: number, j: number, sign: number): boolean {
  const [a, b] = [data.row(i), data.row(j)];
  return a.index.length === b.index.length && a.index.every((feature, t) => feature === b.index[t] && a.value[t] === sign * b.value[t]);
}
