/** Width of the numbers inside the kernels: 32-bit (4 lanes, 24-bit mantissa) or 64-bit (2 lanes, 53-bit mantissa). */
export type Precision = "f32" | "f64";
