import { url as f32 } from "#kernels/f32";
import { url as f64 } from "#kernels/f64";
import type { Precision } from "../../../src/wasm/precision.js";

/**
 * Stands in the place of `src/wasm/embedded.ts`: the kernels that as-loader compiled with this bundle. From plain bytes, so that the site
 * works on servers that do not know the type of `.wasm`.
 */
export async function compileKernels(precision: Precision): Promise<WebAssembly.Module> {
  // as-loader names the binary after the entry file alone: after a new version of the site a copy from the browser's cache may be the old one.
  const reply = await fetch(`${precision === "f32" ? f32 : f64}.wasm`, { cache: "no-cache" });
  if (!reply.ok) throw new Error(`the kernels of this page could not be loaded (HTTP ${reply.status})`);
  return WebAssembly.compile(await reply.arrayBuffer());
}
