import { RelulabError, show } from "./errors.js";
import { checkChoice, checkNumber, readPrecision } from "./train/check.js";
import { loadModule, type Precision } from "./wasm/binary.js";
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
    checkChoice("allocate()", "type", type, ["real", "f32", "f64", "u32", "i32", "u8"] as const);
    checkNumber("allocate()", "length", length, { min: 0, integer: true, example: 16 });
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
    this.#checkView("reals()", pointer, length, elementBytes("real", this.precision));
    return this.#instance.reals(pointer, length);
  }

  f64(pointer: Pointer, length: number): Float64Array<ArrayBuffer> {
    this.#checkView("f64()", pointer, length, 8);
    return this.#instance.f64(pointer, length);
  }

  u32(pointer: Pointer, length: number): Uint32Array<ArrayBuffer> {
    this.#checkView("u32()", pointer, length, 4);
    return this.#instance.u32(pointer, length);
  }

  /** Everything allocated so far may be handed out again. */
  reset(): void {
    this.#used = 0;
  }

  /** Runs kernels: `arena.call((k) => k.dot(x, y, n))`. They check nothing; a trap becomes `KERNEL_TRAP` and the arena must be dropped. */
  call<T>(work: (kernels: KernelExports) => T): T {
    if (typeof work !== "function")
      throw new RelulabError("ARG_TYPE", `call(): work must be a function, got ${show(work)}.`, "Pass for example (k) => k.dot(x, y, n).");
    try {
      return this.#instance.call(work);
    } catch (cause) {
      if (!(cause instanceof RelulabError) || cause.code !== "KERNEL_TRAP") throw cause;
      throw new RelulabError("KERNEL_TRAP", "a kernel left the memory of its arena.", "Check pointers and lengths, and load a new arena.");
    }
  }

  #checkView(where: string, pointer: Pointer, length: number, bytes: number): void {
    const most = this.#instance.byteLength;
    checkNumber(where, "pointer", pointer, { min: 0, max: most, integer: true, example: this.#instance.base });
    checkNumber(where, "length", length, { min: 0, max: Math.floor((most - pointer) / bytes), integer: true, example: 0 });
    if (pointer % bytes !== 0)
      throw new RelulabError(
        "ARG_RANGE",
        `${where}: pointer must be a multiple of ${bytes}, got ${pointer}.`,
        "Use one that allocate() gave.",
      );
  }
}

/** A fresh arena of one precision, default `f32`. Throws `NO_SIMD`, `ARG_RANGE`. */
export async function loadKernels(options: { readonly precision?: Precision } = {}): Promise<Arena> {
  const precision = readPrecision("loadKernels()", options);
  return new Arena(new Instance(await loadModule(precision), precision));
}
