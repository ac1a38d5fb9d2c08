import { RelulabError, show } from "./errors.js";
import { loadModule, type Precision, requirePrecision } from "./wasm/binary.js";
import type { KernelExports, Pointer } from "./wasm/exports.js";
import { Instance, type Reals } from "./wasm/instance.js";
import { ALIGNMENT, checkFits, elementBytes, type ElementType } from "./wasm/plan.js";

export type { ElementType, KernelExports, Pointer, Precision, Reals };

/** One wasm instance with the raw kernels and a memory that is handed out piece by piece, for people who write their own loops. */
export class Arena {
  readonly precision: Precision;
  readonly #instance: Instance;
  #used = 0;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.precision = instance.precision;
  }

  /**
   * Pointer to `length` elements, 16-byte aligned and all 0; `real` is f32 or f64 as the arena's precision. Memory may move: views
   * made before are void afterwards. Throws `ARG_RANGE`, and `OUT_OF_MEMORY` for more than an instance can hold.
   */
  allocate(type: ElementType, length: number): Pointer {
    if (!Number.isSafeInteger(length) || length < 0)
      throw new RelulabError("ARG_RANGE", `allocate(): length must be an integer ≥ 0, got ${show(length)}.`, "Pass a number of elements.");
    const bytes = Math.ceil((length * elementBytes(type, this.precision)) / ALIGNMENT) * ALIGNMENT;
    checkFits(this.#used + bytes, "this arena", "Reset it between uses, or allocate less.");
    this.#instance.reserve(this.#used + bytes);
    const pointer = this.#instance.base + this.#used;
    this.#instance.u8(pointer, bytes).fill(0);
    this.#used += bytes;
    return pointer;
  }

  /** A view of reals at a pointer; make it anew after every allocation. */
  reals(pointer: Pointer, length: number): Reals {
    return this.#instance.reals(pointer, length);
  }

  f64(pointer: Pointer, length: number): Float64Array<ArrayBuffer> {
    return this.#instance.f64(pointer, length);
  }

  u32(pointer: Pointer, length: number): Uint32Array<ArrayBuffer> {
    return this.#instance.u32(pointer, length);
  }

  /** Everything allocated so far may be handed out again. */
  reset(): void {
    this.#used = 0;
  }

  /** Runs kernels: `arena.call((k) => k.dot(x, y, n))`. They check nothing; a trap becomes `KERNEL_TRAP` and the arena must be dropped. */
  call<T>(work: (kernels: KernelExports) => T): T {
    return this.#instance.call(work);
  }
}

/** A fresh arena of one precision, default `f32`. Throws `NO_SIMD`, `ARG_RANGE`. */
export async function loadKernels(options: { readonly precision?: Precision } = {}): Promise<Arena> {
  const precision = requirePrecision("loadKernels()", options.precision ?? "f32");
  return new Arena(new Instance(await loadModule(precision), precision));
}
