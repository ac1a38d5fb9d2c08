import { RelulabError, show } from "../errors.js";
import { compileKernels } from "./embedded.js";
import type { Precision } from "./precision.js";

export type { Precision } from "./precision.js";

export function requirePrecision(where: string, precision: unknown): Precision {
  if (precision === "f32" || precision === "f64") return precision;
  throw new RelulabError("ARG_RANGE", `${where}: precision must be f32 or f64, got ${show(precision)}.`, "Use for example f32.");
}

/** v128.const, i32x4.splat … the smallest module with a SIMD instruction. */
const SIMD_PROBE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

export function requireSimd(): void {
  if (typeof WebAssembly === "object" && WebAssembly.validate(SIMD_PROBE)) return;
  throw new RelulabError(
    "NO_SIMD",
    "this engine has no WebAssembly SIMD, which every kernel needs.",
    "Use Node 20.19 or newer, or a browser of 2023 or newer with WebAssembly enabled.",
  );
}

const modules = new Map<Precision, Promise<WebAssembly.Module>>();

/** The compiled kernels of one precision; only that binary is loaded, and compiled once. Throws `NO_SIMD`, `WASM_BLOCKED`. */
export function loadModule(precision: Precision): Promise<WebAssembly.Module> {
  let module = modules.get(precision);
  if (module === undefined) {
    module = compile(precision);
    modules.set(precision, module);
  }
  return module;
}

async function compile(precision: Precision): Promise<WebAssembly.Module> {
  requireSimd();
  try {
    return await compileKernels(precision);
  } catch (cause) {
    // The binary is sound and the engine knows its instructions: what is left is the policy of the page.
    if (!(cause instanceof WebAssembly.CompileError)) throw cause;
    throw new RelulabError(
      "WASM_BLOCKED",
      `this page may not compile WebAssembly (${cause.message}).`,
      "Add 'wasm-unsafe-eval' to script-src of its Content-Security-Policy.",
    );
  }
}
