import type { Instance } from "../wasm/instance.js";
import type { Pointer } from "../wasm/exports.js";

/** The 8-byte slots of assembly/train/state.ts, in its order (a test compares both lists). */
export const STATE_FIELDS = [
  "n", "k", "K",
  "starts", "index", "value", "y", "limit",
  "v", "etaV", "W",
  "z", "mask", "c", "words",
  "method", "sampling", "gamma", "derivAtZero", "keyLow", "keyHigh", "trial", "idleLimit",
  "order", "updatesOf",
  "step", "stepEnd", "work", "position", "epoch", "passUpdates", "passViolations", "idle", "updates", "forced", "status", "drawnBlock",
  "gram", "gramStride", "Z", "zStride", "count",
  "list", "listLimit", "listLength", "listReady", "listNext", "threshold",
] as const;

export type StateField = (typeof STATE_FIELDS)[number];

const SLOT = Object.fromEntries(STATE_FIELDS.map((name, slot) => [name, slot])) as Record<StateField, number>;

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
    return this.#slots()[SLOT[field]];
  }

  set(values: Partial<Record<StateField, number>>): void {
    const slots = this.#slots();
    for (const field of Object.keys(values) as StateField[]) slots[SLOT[field]] = values[field] as number;
  }

  #slots(): Float64Array {
    return this.#instance.f64(this.pointer, STATE_FIELDS.length);
  }
}
