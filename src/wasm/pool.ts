import { RelulabError } from "../errors.js";
import type { Precision } from "./binary.js";
import { Instance } from "./instance.js";
import { checkFits } from "./plan.js";

/**
 * Instances of one lab. A run takes one, uses its memory alone and gives it back; V8 stops after some 13,000 live memories, so they
 * are reused. An instance remembers which prepared data lie at its start, so that the next run on them needs no copy.
 */
export class InstancePool {
  readonly precision: Precision;
  readonly #module: WebAssembly.Module;
  readonly #idle: Instance[] = [];
  readonly #residents = new WeakMap<Instance, object>();
  #disposed = false;

  constructor(module: WebAssembly.Module, precision: Precision) {
    this.#module = module;
    this.precision = precision;
  }

  /**
   * An instance with at least `bytes` behind its base. `resident` is true when the data named by `key` already lie there;
   * otherwise the caller writes them and says so with `settle`. `what` and `hint` word the refusal of sizes that cannot fit.
   */
  acquire(bytes: number, key: object, what: string, hint: string): { instance: Instance; resident: boolean } {
    if (this.#disposed) throw new RelulabError("DISPOSED", "this lab has been disposed of.", "Make a new one with load().");
    checkFits(bytes, what, hint);
    const at = this.#choose(key);
    const instance = at < 0 ? new Instance(this.#module, this.precision) : this.#idle.splice(at, 1)[0];
    instance.reserve(bytes);
    const resident = this.#residents.get(instance) === key;
    // Until they are settled nothing lies there whole, should the work on it be left.
    if (!resident) this.#residents.delete(instance);
    return { instance, resident };
  }

  settle(instance: Instance, key: object): void {
    this.#residents.set(instance, key);
  }

  /** Gives an instance back; one that trapped, or whose lab is gone, is dropped. */
  release(instance: Instance): void {
    if (instance.healthy && !this.#disposed) this.#idle.push(instance);
  }

  dispose(): void {
    this.#disposed = true;
    this.#idle.length = 0;
  }

  /** Bytes of the memories that wait in the pool. */
  get idleBytes(): number {
    return this.#idle.reduce((sum, instance) => sum + instance.byteLength, 0);
  }

  #choose(key: object): number {
    const same = this.#idle.findIndex((instance) => this.#residents.get(instance) === key);
    return same >= 0 ? same : this.#idle.length - 1;
  }
}
