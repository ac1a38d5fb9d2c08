import { gemmPackedBytes, gemmScratchBytes } from "../wasm/gemm.js";
import { type ElementType, MemoryPlan } from "../wasm/plan.js";
import type { PreparedData } from "./prepared.js";

/** W_l, and by layer: H activations, D backward signals, S the weights at the start; x and h hold one sample in f64. */
export type DeepBlock = "X" | "batch" | "v" | "c" | "f" | "x" | "h" | "packed" | "scratch" | `${"W" | "H" | "D" | "S"}${number}`;

/** What a network needs room for besides its weights. */
export interface DeepRoom {
  /** Most samples of one pass. */
  readonly columns: number;
  /** Keep a copy of W(0), for distances from it. */
  readonly keepStart?: boolean;
}

export function planDeep(
  { precision, samples, features }: PreparedData,
  hidden: readonly number[],
  { columns, keepStart }: DeepRoom,
): MemoryPlan<DeepBlock> {
  const sizes = [features, ...hidden];
  const widest = hidden.reduce((a, b) => Math.max(a, b), features);
  const packed = sizes.map((size, l) =>
    l === 0 ? 0 : Math.max(...operands(sizes[l - 1], size, columns).map(([c, i]) => gemmPackedBytes(c, i, precision))),
  );
  const scratch = gemmScratchBytes(Math.max(columns, widest), Math.max(columns, widest), precision);
  const blocks: Partial<Record<DeepBlock, readonly [ElementType, number]>> = {
    X: ["real", samples * features],
    batch: ["real", columns * features],
    v: ["real", hidden[hidden.length - 1]],
    c: ["real", columns],
    f: ["f64", columns],
    x: ["f64", widest],
    h: ["f64", widest],
    packed: ["u8", packed.reduce((a, b) => Math.max(a, b), 0)],
    scratch: ["u8", scratch],
  };
  hidden.forEach((m, l) => {
    blocks[`W${l + 1}`] = ["real", m * sizes[l]];
    blocks[`H${l + 1}`] = ["real", m * columns];
    blocks[`D${l + 1}`] = ["real", m * columns];
    blocks[`S${l + 1}`] = ["real", keepStart === true ? m * sizes[l] : 0];
  });
  return new MemoryPlan(precision, blocks as Record<DeepBlock, readonly [ElementType, number]>);
}

/** [columns, inner] of the right operands that a layer with m_{l−1} inputs and m_l units has: forward, backward, update. */
const operands = (inputs: number, units: number, columns: number): (readonly [number, number])[] => [
  [columns, inputs],
  [columns, units],
  [inputs, columns],
];
