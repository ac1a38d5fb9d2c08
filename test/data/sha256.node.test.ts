import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256Hex } from "../../src/data/sha256.js";
import { WordStream } from "../../src/data/streams.js";

test("SHA-256 agrees with node:crypto on every length to 260 and on random lengths", () => {
  const stream = new WordStream({ seed: 12, trial: 0, role: 0, part: 0 });
  const lengths = [...Array(261).keys(), ...Array.from({ length: 40 }, () => stream.integer(100_000))];
  for (const length of lengths) {
    const bytes = Uint8Array.from({ length }, () => stream.word());
    expect(sha256Hex(bytes), `length ${length}`).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});
