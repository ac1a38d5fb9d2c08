import { RelulabError } from "../errors.js";
import type { KernelExports, Pointer } from "./exports.js";
import type { Instance, Reals } from "./instance.js";
import type { MemoryPlan } from "./plan.js";
import type { InstancePool } from "./pool.js";

/**
 * The memory of one run: an instance that is this run's alone until `dispose`, and in it the blocks of the run's plan, from `base` on,
 * behind the data that runs share. Views are made per use, as those of the instance.
 */
export class RunMemory<Name extends string> {
  readonly instance: Instance;
  readonly base: Pointer;
  readonly plan: MemoryPlan<Name>;
  readonly #pool: InstancePool;
  #disposed = false;

  /** `leased`: what a `lease` of prepared data gave, with room for the plan at `runBase`. */
  constructor(pool: InstancePool, leased: { readonly instance: Instance; readonly runBase: Pointer }, plan: MemoryPlan<Name>) {
    this.instance = leased.instance;
    this.base = leased.runBase;
    this.plan = plan;
    this.#pool = pool;
  }

  /** Runs the first work on this memory; gives it back if that throws. */
  start<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      this.dispose();
      throw cause;
    }
  }

  /** Zeroes the bytes before byte `to`, all of the plan if not said, from byte `from` on. */
  clear(to: number = this.plan.bytes, from: number = 0): void {
    this.instance.u8(this.base + from, to - from).fill(0);
  }

  at(name: Name): Pointer {
    return this.base + this.plan.blocks[name].offset;
  }

  /** Where these blocks are, by name: what a state whose pointers are named as the blocks is set to. */
  pointers<Some extends Name>(...names: readonly Some[]): Record<Some, Pointer> {
    return Object.fromEntries(names.map((name) => [name, this.at(name)])) as Record<Some, Pointer>;
  }

  /** Elements of a block. */
  length(name: Name): number {
    return this.plan.blocks[name].length;
  }

  /** A block, or its first `length` elements. */
  reals(name: Name, length: number = this.length(name)): Reals {
    return this.instance.reals(this.at(name), length);
  }

  /** The same for blocks of type f64. */
  f64(name: Name, length: number = this.length(name)): Float64Array<ArrayBuffer> {
    return this.instance.f64(this.at(name), length);
  }

  /** The same for blocks of type u32. */
  u32(name: Name, length: number = this.length(name)): Uint32Array<ArrayBuffer> {
    return this.instance.u32(this.at(name), length);
  }

  /** The same for blocks of type u8. */
  u8(name: Name, length: number = this.length(name)): Uint8Array<ArrayBuffer> {
    return this.instance.u8(this.at(name), length);
  }

  /** Runs kernel work. Throws `KERNEL_TRAP`. */
  call<T>(work: (kernels: KernelExports) => T): T {
    return this.instance.call(work);
  }

  /** Throws `DISPOSED` after `dispose`: from then on the memory may be another run's. */
  checkAlive(): void {
    if (this.#disposed)
      throw new RelulabError("DISPOSED", "this run has been disposed of.", "Take result() before dispose(), or start a new run.");
  }

  /** Gives the instance back to the lab's pool; calling it again does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#pool.release(this.instance);
  }
}
