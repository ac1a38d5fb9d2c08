import { createLab, type Lab, type LabOptions } from "./lab.js";
import { readPrecision } from "./train/check.js";
import { loadModuleSync } from "./wasm/binarySync.js";

/** The synchronous twin of `load()`; carries the binaries of both precisions. Throws `NO_SIMD`. */
export function loadSync(options: LabOptions = {}): Lab {
  const precision = readPrecision("loadSync()", options);
  return createLab(loadModuleSync(precision), precision);
}
