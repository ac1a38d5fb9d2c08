import type { Instance } from "../wasm/instance.js";
import type { Pointer } from "../wasm/exports.js";

/** The slots of assembly/train/state.ts in its order: u32 first, then f64 (a test compares both sides). */
export const COUNT_FIELDS = [
  "n",
  "k",
  "K",
  "starts",
  "index",
  "value",
  "y",
  "limit",
  "v",
  "etaV",
  "W",
  "z",
  "mask",
  "c",
  "words",
  "method",
  "sampling",
  "keyLow",
  "keyHigh",
  "trial",
  "order",
  "updatesOf",
  "step",
  "stepEnd",
  "position",
  "epoch",
  "passUpdates",
  "passViolations",
  "updates",
  "forced",
  "status",
  "drawnBlock",
  "gram",
  "gramStride",
  "Z",
  "zStride",
  "count",
  "list",
  "listLimit",
  "listLength",
  "listReady",
  "listNext",
  "threshold",
] as const;
export const REAL_FIELDS = ["work", "gamma", "derivAtZero", "idleLimit", "idle"] as const;

export type StateField = (typeof COUNT_FIELDS)[number] | (typeof REAL_FIELDS)[number];

const REALS_AT = Math.ceil(COUNT_FIELDS.length / 2) * 8;
export const STATE_BYTES: number = REALS_AT + 8 * REAL_FIELDS.length;
const COUNT_SLOT: ReadonlyMap<string, number> = new Map(COUNT_FIELDS.map((name, slot) => [name, slot]));
const REAL_SLOT: ReadonlyMap<string, number> = new Map(REAL_FIELDS.map((name, slot) => [name, slot]));

/** Status codes of a chunk: assembly/train/state.ts. */
export const STATUS = { running: 0, cleanPass: 1, fixedPoint: 2, idle: 3, diverged: 4, quietDraws: 5 } as const;

/** A run's state block seen by name. The view is made per access, because memory may have grown in between. */
export class StateBlock {
  readonly pointer: Pointer;
  readonly #instance: Instance;

  constructor(instance: Instance, pointer: Pointer) {
    this.#instance = instance;
    this.pointer = pointer;
  }

  get(field: StateField): number {
    const { slots, slot } = this.#find(field);
    return slots[slot];
  }

  set(values: Partial<Record<StateField, number>>): void {
    for (const field of Object.keys(values) as StateField[]) {
      const { slots, slot } = this.#find(field);
      slots[slot] = values[field] as number;
    }
  }

  #find(field: StateField): { slots: Uint32Array | Float64Array; slot: number } {
    const count = COUNT_SLOT.get(field);
    if (count !== undefined) return { slots: this.#instance.u32(this.pointer, COUNT_FIELDS.length), slot: count };
    return { slots: this.#instance.f64(this.pointer + REALS_AT, REAL_FIELDS.length), slot: REAL_SLOT.get(field) as number };
  }
}
