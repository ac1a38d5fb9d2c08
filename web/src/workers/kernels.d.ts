// What as-loader makes of assembly/f32.ts and assembly/f64.ts: the address of the binary without its ending.
declare module "#kernels/f32" {
  export const url: string;
}
declare module "#kernels/f64" {
  export const url: string;
}
