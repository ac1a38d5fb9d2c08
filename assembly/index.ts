// All kernels. Contract: pure loops over borrowed memory; arguments are outputs, inputs, sizes, scalars; nothing is allocated or kept.

/** First byte that the host may use. */
export const heapBase: usize = __heap_base;

export { dot } from "./linear/dot";
