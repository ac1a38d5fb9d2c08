import { ROLE, WordStream } from "../data/streams.js";

/**
 * The `size` samples of step `step`, drawn from 0…n−1 without replacement (S4 Lemma D.2, errata 61): a pure function of the address, the
 * first places of a Fisher-Yates shuffle. `order` holds 0…n−1 before and after.
 */
export function drawBatch(
  order: Uint32Array,
  size: number,
  address: { readonly seed: number; readonly trial: number; readonly step: number },
): Uint32Array {
  const { seed, trial, step } = address;
  const words = new WordStream({ seed, trial, role: ROLE.batch, part: step });
  const places = new Uint32Array(size);
  for (let t = 0; t < size; t++) exchange(order, t, (places[t] = t + words.integer(order.length - t)));
  const batch = order.slice(0, size);
  for (let t = size - 1; t >= 0; t--) exchange(order, t, places[t]);
  return batch;
}

function exchange(order: Uint32Array, a: number, b: number): void {
  const kept = order[a];
  order[a] = order[b];
  order[b] = kept;
}
