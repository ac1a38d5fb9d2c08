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
    return new StateBlock(pointer, {
      counts: () => instance.u32(pointer, this.#counts.size),
      reals: () => instance.f64(pointer + this.#realsAt, this.#reals.size),
      count: (field) => this.#counts.get(field),
      real: (field) => this.#reals.get(field) as number,
    });
  }
}

interface Views {
  readonly counts: () => Uint32Array;
  readonly reals: () => Float64Array;
  /** Slot among the counts; undefined where the field is a real. */
  readonly count: (field: string) => number | undefined;
  readonly real: (field: string) => number;
}

export class StateBlock<Field extends string> {
  readonly pointer: Pointer;
  readonly #views: Views;

  constructor(pointer: Pointer, views: Views) {
    this.pointer = pointer;
    this.#views = views;
  }

  get(field: Field): number {
    const { counts, reals, count, real } = this.#views;
    const slot = count(field);
    return slot === undefined ? reals()[real(field)] : counts()[slot];
  }

  /** One pair of views for all of them: of a view for each of 60 fields, a start of a small run is mostly garbage. */
  set(values: Partial<Record<Field, number>>): void {
    const { counts, reals, count, real } = this.#views;
    const [integers, numbers] = [counts(), reals()];
    for (const field of Object.keys(values) as Field[]) {
      const slot = count(field);
      if (slot === undefined) numbers[real(field)] = values[field] as number;
      else integers[slot] = values[field] as number;
    }
  }
}
