import { type Precision, requireSimd } from "./binary.js";
import { decode } from "./embedded.js";
import { base64 as f32 } from "./generated/f32.js";
import { base64 as f64 } from "./generated/f64.js";

const modules = new Map<Precision, WebAssembly.Module>();

/** The compiled kernels without waiting; carries both binaries. Browsers allow this on the main thread up to 8 MB. Throws `NO_SIMD`. */
export function loadModuleSync(precision: Precision): WebAssembly.Module {
  let module = modules.get(precision);
  if (module === undefined) {
    requireSimd();
    module = new WebAssembly.Module(decode(precision === "f32" ? f32 : f64));
    modules.set(precision, module);
  }
  return module;
}
