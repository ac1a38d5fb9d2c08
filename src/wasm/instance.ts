import { RelulabError } from "../errors.js";
import type { Precision } from "./binary.js";
import type { KernelExports, Pointer } from "./exports.js";
import { ALIGNMENT, type ElementType, MEMORY_LIMIT, showBytes } from "./plan.js";

export type Reals = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

const PAGE = 65_536;

/** One wasm instance with its own memory. Views are made per use and never kept across `reserve`. */
export class Instance {
  readonly precision: Precision;
  readonly kernels: KernelExports;
  /** First byte a plan may use, 16-byte aligned. */
  readonly base: Pointer;
  /** False after a trap: the memory may hold anything, so the instance is dropped. */
  healthy = true;
  readonly #memory: WebAssembly.Memory;

  constructor(module: WebAssembly.Module, precision: Precision) {
    this.precision = precision;
    this.#memory = newMemory();
    const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.kernels = instance.exports as unknown as KernelExports;
    this.base = Math.ceil(this.kernels.heapBase.value / ALIGNMENT) * ALIGNMENT;
  }

  /** Bytes of memory this instance holds; wasm memory never shrinks. */
  get byteLength(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Grows the memory to hold `bytes` behind `base`. Throws `OUT_OF_MEMORY` when the engine refuses. */
  reserve(bytes: number): void {
    const missing = this.base + bytes - this.byteLength;
    if (missing <= 0) return;
    try {
      this.#memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      throw noMemory(bytes, cause);
    }
  }

  reals(pointer: Pointer, length: number): Reals {
    return this.precision === "f32" ? this.f32(pointer, length) : this.f64(pointer, length);
  }

  f32(pointer: Pointer, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, pointer, length);
  }

  f64(pointer: Pointer, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#memory.buffer, pointer, length);
  }

  u32(pointer: Pointer, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#memory.buffer, pointer, length);
  }

  u8(pointer: Pointer, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer, pointer, length);
  }

  fill(type: ElementType, pointer: Pointer, length: number): void {
    this.u8(pointer, length * (type === "u8" ? 1 : type === "f64" || (type === "real" && this.precision === "f64") ? 8 : 4)).fill(0);
  }

  /** Runs kernel work; a trap becomes `KERNEL_TRAP` and marks the instance as unusable. */
  call<T>(work: (kernels: KernelExports) => T): T {
    if (!this.healthy)
      throw new RelulabError("KERNEL_TRAP", "a kernel has trapped in this memory before; it is not used again.", "Start a new run.");
    try {
      return work(this.kernels);
    } catch (cause) {
      if (!(cause instanceof WebAssembly.RuntimeError)) throw cause;
      this.healthy = false;
      throw new RelulabError(
        "KERNEL_TRAP",
        `a kernel stopped unexpectedly (${cause.message}); this is a bug in relulab, not in the arguments.`,
        "Report it with the arguments and the seed; other runs of this lab are not affected.",
        { cause: cause.message },
      );
    }
  }
}

/** Engines allow only so many memories at a time (V8 some 13,000) and so much address space. */
function newMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: MEMORY_LIMIT / PAGE });
  } catch (cause) {
    throw noMemory(PAGE, cause);
  }
}

function noMemory(bytes: number, cause: unknown): RelulabError {
  return new RelulabError(
    "OUT_OF_MEMORY",
    `the engine gave no ${showBytes(bytes)} of wasm memory (${cause instanceof Error ? cause.message : String(cause)}).`,
    "Close other pages or runs, use fewer samples or hidden units, or precision f32.",
    { bytes },
  );
}
