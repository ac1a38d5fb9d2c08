import type { Pointer } from "../wasm/exports.js";
import { elementBytes } from "../wasm/plan.js";
import type { DeepMemory } from "./deepMemory.js";
import type { Pieces } from "./deepProducts.js";

// What of a network is worked out with f64 sums over its weights: what decides a status, and distances for certificates.

/** f64 sums, two a vector. */
const EXACT_PER_PIECE = 2e6;

/**
 * (W_l − W)ᵀ(W_l − W)x with f64 sums, where W = W_l(0) with `fromStart` (keepStart must be set), else 0. x has m_{l−1} numbers.
 */
export function* gramTimes(network: DeepMemory, layer: number, x: Float64Array, fromStart: boolean): Pieces<Float64Array> {
  const { memory, sizes } = network;
  const [rows, columns] = [sizes[layer], sizes[layer - 1]];
  const step = Math.max(1, Math.floor(EXACT_PER_PIECE / columns));
  const [input, out, W, start] = [memory.at("x"), memory.at("h"), memory.at(`W${layer}`), memory.at(`S${layer}`)];
  memory.f64("x", columns).set(x);
  memory.f64("h", columns).fill(0);
  for (let i = 0; i < rows; i += step) {
    const at = i * columns * elementBytes("real", network.data.precision);
    memory.call((k) => k.gramTimes(out, W + at, fromStart ? start + at : 0, input, Math.min(step, rows - i), columns));
    yield 12 * Math.min(step, rows - i) * columns;
  }
  return memory.f64("h", columns).slice();
}

/** f(x_i) of all samples from W with f64 sums throughout: what decides a status. */
export function* exactOutputs(network: DeepMemory): Pieces<Float64Array> {
  const { memory, sizes, data } = network;
  const [d, L] = [sizes[0], network.layers];
  const outputs = new Float64Array(data.samples);
  const v = memory.reals("v");
  for (let i = 0; i < data.samples; i++) {
    let [input, output]: ("x" | "h")[] = ["x", "h"];
    memory.f64(input, d).set(memory.reals("X").subarray(i * d, (i + 1) * d));
    for (let l = 1; l <= L; l++, [input, output] = [output, input]) yield* exactRows(network, l, memory.at(output), memory.at(input));
    const h = memory.f64(input, sizes[L]);
    for (let j = 0; j < v.length; j++) outputs[i] += v[j] * h[j];
  }
  return outputs;
}

function* exactRows(network: DeepMemory, layer: number, output: Pointer, input: Pointer): Pieces {
  const [units, inputs] = [network.sizes[layer], network.sizes[layer - 1]];
  const step = Math.max(1, Math.floor(EXACT_PER_PIECE / inputs));
  const W = network.memory.at(`W${layer}`);
  for (let j = 0; j < units; j += step) {
    const rows = Math.min(step, units - j);
    network.memory.call((k) =>
      k.exactLayer(output + 8 * j, W + j * inputs * elementBytes("real", network.data.precision), input, rows, inputs),
    );
    yield 6 * rows * inputs;
  }
}
