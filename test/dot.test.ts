import { expect, test } from "vitest";
import { loadModule, type Precision } from "../src/wasm/binary.js";
import { Instance } from "../src/wasm/instance.js";

test.each<Precision>(["f32", "f64"])("dot in %s sums exactly on small integers", async (precision) => {
  const instance = new Instance(await loadModule(precision), precision);
  const x = instance.reals(instance.base, 37);
  x.forEach((_, i) => (x[i] = i));
  expect(instance.call((k) => k.dot(instance.base, instance.base, 37))).toBe((36 * 37 * 73) / 6);
});
