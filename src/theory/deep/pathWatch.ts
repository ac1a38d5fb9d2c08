import { euclideanNorm } from "../../numerics/norm.js";
import type { DeepMemory } from "../../train/deepMemory.js";

/** Collects the path lengths: hand `watch` to the run. */
export class PathWatch {
  readonly paths: Float64Array;
  c1 = 0;
  steepest = 0;
  #network: DeepMemory | undefined;

  constructor(layers: number) {
    this.paths = new Float64Array(layers);
  }

  attach(network: DeepMemory): void {
    this.#network = network;
  }

  see(samples: Uint32Array, slopes: number): void {
    const network = this.#network as DeepMemory;
    this.steepest = Math.max(this.steepest, slopes);
    const n = samples.length;
    const { sizes, layers } = network;
    const scale = layers * layers * Math.sqrt(sizes.slice(1).reduce((a, b) => Math.max(a, b)));
    let before = inputSquares(network, samples);
    for (let l = 1; l <= layers; l++) {
      const signals = columnSquares(network.signals(l, n), n);
      const bound = before.reduce((sum, square, i) => sum + Math.sqrt(square * signals[i]), 0);
      this.paths[l - 1] += bound;
      if (slopes > 0) this.c1 = Math.max(this.c1, bound / (scale * slopes));
      before = columnSquares(network.hidden(l, n), n);
    }
  }
}

function inputSquares(network: DeepMemory, samples: Uint32Array): Float64Array {
  const d = network.sizes[0];
  const X = network.memory.reals("X");
  return Float64Array.from(samples, (i) => {
    const norm = euclideanNorm(X.subarray(i * d, (i + 1) * d));
    return norm * norm;
  });
}

/** Σ_j of squares for each column of (m, n). */
function columnSquares(values: ArrayLike<number>, n: number): Float64Array {
  const squares = new Float64Array(n);
  for (let e = 0; e < values.length; e += n) for (let i = 0; i < n; i++) squares[i] += values[e + i] * values[e + i];
  return squares;
}
