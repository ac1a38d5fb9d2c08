import type { Pointer } from "../wasm/exports.js";
import type { Instance } from "../wasm/instance.js";

/** Where the fields of a state block of assembly/train lie: all u32 first, then all f64, in the order of the class there. */
export class StateLayout<Field extends string> {
  readonly counts: ReadonlyMap<string, number>;
  readonly reals: ReadonlyMap<string, number>;
  /** Offset of the first f64. */
  readonly realsAt: number;
  readonly bytes: number;

  constructor(counts: readonly Field[], reals: readonly Field[]) {
    this.counts = new Map(counts.map((name, slot) => [name, slot]));
    this.reals = new Map(reals.map((name, slot) => [name, slot]));
    this.realsAt = Math.ceil(counts.length / 2) * 8;
    this.bytes = this.realsAt + 8 * reals.length;
  }
}

/** A run's state block seen by name. The view is made per access, because memory may have grown in between. */
export class FieldBlock<Field extends string> {
  readonly pointer: Pointer;
  readonly #instance: Instance;
  readonly #layout: StateLayout<Field>;

  constructor(instance: Instance, pointer: Pointer, layout: StateLayout<Field>) {
    this.#instance = instance;
    this.pointer = pointer;
    this.#layout = layout;
  }

  get(field: Field): number {
    const { slots, slot } = this.#find(field);
    return slots[slot];
  }

  set(values: Partial<Record<Field, number>>): void {
    for (const field of Object.keys(values) as Field[]) {
      const { slots, slot } = this.#find(field);
      slots[slot] = values[field] as number;
    }
  }

  #find(field: Field): { slots: Uint32Array | Float64Array; slot: number } {
    const { counts, reals, realsAt } = this.#layout;
    const count = counts.get(field);
    if (count !== undefined) return { slots: this.#instance.u32(this.pointer, counts.size), slot: count };
    return { slots: this.#instance.f64(this.pointer + realsAt, reals.size), slot: reals.get(field) as number };
  }
}
