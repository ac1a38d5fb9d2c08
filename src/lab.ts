import type { Precision } from "./wasm/binary.js";

export interface Lab {
  readonly precision: Precision;
}
