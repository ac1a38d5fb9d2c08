import type { Precision } from "../wasm/binary.js";
import type { Pointer } from "../wasm/exports.js";
import { elementBytes } from "../wasm/plan.js";
import type { RunMemory } from "../wasm/runMemory.js";
import type { DeepBlock } from "./deepPlan.js";

/** Work that can be stopped after every piece: yields the multiply-adds of the piece just done. */
export type Pieces<Result = void> = Generator<number, Result, void>;

/** Multiply-adds of one piece of a product: about 1 ms in f64, half in f32. */
const WORK_PER_PIECE = 1.2e7;
/** Rows of a product are cut at multiples of what the kernel packs at a time. */
const ROWS = 16;

/** C (rows,columns) (+)= op(A)·packed; the bits do not depend on where it is cut. */
interface Product {
  readonly C: Pointer;
  readonly A: Pointer;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** A is stored (inner, rows). */
  readonly transposed?: boolean;
  readonly accumulate?: boolean;
}

/** Products of the matrices of one run, in pieces. */
export class DeepProducts {
  readonly #memory: RunMemory<DeepBlock>;
  readonly #realBytes: number;

  constructor(memory: RunMemory<DeepBlock>, precision: Precision) {
    this.#memory = memory;
    this.#realBytes = elementBytes("real", precision);
  }

  /** The right operand (inner, columns) of the next products; `transposed`: it is stored (columns, inner). */
  pack(B: Pointer, columns: number, inner: number, transposed: boolean): void {
    this.#memory.call((k) => k.gemmPack(this.#memory.at("packed"), B, columns, inner, transposed ? inner : columns, transposed ? 1 : 0));
  }

  *multiply({ C, A, rows, columns, inner, transposed = false, accumulate = false }: Product): Pieces {
    const memory = this.#memory;
    const step = Math.max(ROWS, ROWS * Math.floor(WORK_PER_PIECE / (ROWS * columns * inner)));
    const [packed, scratch] = [memory.at("packed"), memory.at("scratch")];
    const strideA = transposed ? rows : inner;
    for (let i = 0; i < rows; i += step) {
      const some = Math.min(step, rows - i);
      const a = A + i * (transposed ? 1 : strideA) * this.#realBytes;
      memory.call((k) =>
        k.gemmPacked(
          C + i * columns * this.#realBytes,
          a,
          packed,
          some,
          columns,
          inner,
          columns,
          strideA,
          transposed ? 1 : 0,
          accumulate ? 1 : 0,
          scratch,
        ),
      );
      yield some * columns * inner;
    }
  }
}
