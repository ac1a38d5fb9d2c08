import { createLab, type Lab, type LabOptions } from "./lab.js";
import { requirePrecision } from "./wasm/binary.js";
import { loadModuleSync } from "./wasm/binarySync.js";

/** The synchronous twin of `load()`; carries the binaries of both precisions. Throws `NO_SIMD`. */
export function loadSync(options: LabOptions = {}): Lab {
  const precision = requirePrecision("loadSync()", options.precision ?? "f32");
  return createLab(loadModuleSync(precision), precision);
}
