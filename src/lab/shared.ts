import { RelulabError } from "../errors.js";
import type { Steps } from "../numerics/steps.js";
import type { Precision } from "../wasm/binary.js";
import type { Instance } from "../wasm/instance.js";
import type { InstancePool } from "../wasm/pool.js";

/** Throws `ARG_RANGE` where prepared data come from a lab of another precision. */
export function samePrecision<T extends { readonly precision: Precision }>(where: string, data: T, precision: Precision): T {
  if (data.precision === precision) return data;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: these data were prepared for ${data.precision}, this lab has ${precision}.`,
    "Prepare them with the same lab.",
  );
}

/** Work on `bytes` of an instance that holds nothing to be kept. */
export function* withInstance<T>(pool: InstancePool, bytes: number, work: (instance: Instance) => Steps<T>): Steps<T> {
  const key = {};
  const { instance } = pool.acquire(bytes, key, "these data", "Use fewer samples or features.");
  pool.settle(instance, key);
  try {
    return yield* work(instance);
  } finally {
    pool.release(instance);
  }
}
