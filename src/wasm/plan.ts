import { count, RelulabError } from "../errors.js";
import type { Precision } from "./binary.js";

export type ElementType = "real" | "f32" | "f64" | "u32" | "i32" | "u8";

export interface Block {
  /** Byte offset from the start of the plan, a multiple of `ALIGNMENT`. */
  readonly offset: number;
  readonly type: ElementType;
  readonly length: number;
}

/** Largest memory of one instance. Engines allow 4 GiB; half of it leaves room for views and the host. */
export const MEMORY_LIMIT: number = 2 ** 31;

/** A cache line, so that how a kernel's rows lie in lines does not hang on what was planned before them; vectors need 16. */
export const ALIGNMENT = 64;

export function elementBytes(type: ElementType, precision: Precision): number {
  if (type === "real") return precision === "f32" ? 4 : 8;
  return type === "f64" ? 8 : type === "u8" ? 1 : 4;
}

/** A layout of named blocks, made before any memory exists, so that sizes can be refused before work starts. */
export class MemoryPlan<Name extends string> {
  readonly precision: Precision;
  readonly blocks: Readonly<Record<Name, Block>>;
  readonly bytes: number;

  constructor(precision: Precision, sizes: Readonly<Record<Name, readonly [ElementType, number]>>) {
    const blocks = {} as Record<Name, Block>;
    let offset = 0;
    for (const name of Object.keys(sizes) as Name[]) {
      const [type, length] = sizes[name];
      blocks[name] = { offset, type, length };
      offset += Math.ceil((length * elementBytes(type, precision)) / ALIGNMENT) * ALIGNMENT;
    }
    this.precision = precision;
    this.blocks = blocks;
    this.bytes = offset;
  }
}

/** Refuses a size that no instance can hold, with the estimate in the message. `what` names the work. */
export function checkFits(bytes: number, what: string, hint: string): void {
  if (bytes <= MEMORY_LIMIT && Number.isFinite(bytes)) return;
  throw new RelulabError(
    "OUT_OF_MEMORY",
    `${what} needs ${showBytes(bytes)} of wasm memory, the limit is ${showBytes(MEMORY_LIMIT)}.`,
    hint,
    { bytes, limit: MEMORY_LIMIT },
  );
}

export function showBytes(bytes: number): string {
  if (!(bytes < 2 ** 60)) return "more than 2^60 bytes";
  if (bytes >= 2 ** 30) return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  if (bytes >= 2 ** 20) return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return `${count(bytes)} bytes`;
}
