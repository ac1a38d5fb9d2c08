import type { Pointer } from "./exports.js";
import type { Instance } from "./instance.js";

/** The slots of a kernel's state, in the order of its class in assembly/: u32 first, then f64 (a test compares both sides). */
export class StateLayout<Count extends string, Real extends string> {
  readonly bytes: number;
  readonly #realsAt: number;
  readonly #counts: ReadonlyMap<string, number>;
  readonly #reals: ReadonlyMap<string, number>;

  constructor(counts: readonly Count[], reals: readonly Real[]) {
    this.#realsAt = Math.ceil(counts.length / 2) * 8;
    this.bytes = this.#realsAt + 8 * reals.length;
    this.#counts = new Map(counts.map((name, slot) => [name, slot]));
    this.#reals = new Map(reals.map((name, slot) => [name, slot]));
  }

  /** The state at `pointer`, seen by name. Views are made per access, because memory may have grown in between. */
  at(instance: Instance, pointer: Pointer): StateBlock<Count | Real> {
    const find = (field: Count | Real): Slot => {
      const count = this.#counts.get(field);
      if (count !== undefined) return { slots: instance.u32(pointer, this.#counts.size), slot: count };
      return { slots: instance.f64(pointer + this.#realsAt, this.#reals.size), slot: this.#reals.get(field) as number };
    };
    return new StateBlock(pointer, find);
  }
}

interface Slot {
  readonly slots: Uint32Array | Float64Array;
  readonly slot: number;
}

export class StateBlock<Field extends string> {
  readonly pointer: Pointer;
  readonly #find: (field: Field) => Slot;

  constructor(pointer: Pointer, find: (field: Field) => Slot) {
    this.pointer = pointer;
    this.#find = find;
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
}
