/** Byte offset into the memory of an instance. */
export type Pointer = number;

/**
 * The exports of both binaries (assembly/index.ts), in the order outputs, inputs, sizes, scalars.
 * A `real` is 4 bytes in the f32 binary and 8 in the f64 binary; all pointers are 16-byte aligned unless said otherwise.
 */
export interface KernelExports {
  readonly heapBase: { readonly value: number };
  dot(x: Pointer, y: Pointer, n: number): number;
}
