import type { Precision } from "./precision.js";

/**
 * The kernels of one precision from the binary that the release build embeds. The site compiles `assembly/` with its own bundle and puts
 * that in place of this file (`web/webpack.config.mjs`), so nothing here may depend on how the bytes came about.
 */
export async function compileKernels(precision: Precision): Promise<WebAssembly.Module> {
  const { base64 } = await (precision === "f32" ? import("./generated/f32.js") : import("./generated/f64.js"));
  return WebAssembly.compile(decode(base64));
}

export function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
