import { expect, test } from "vitest";
import { sha256Hex } from "../../src/data/sha256.js";
import { WordStream } from "../../src/data/streams.js";

const ascii = (text: string) => new TextEncoder().encode(text);

// FIPS 180-4 examples and NIST's million a's.
test.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"],
  ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
])("SHA-256 of a known text", (text, hash) => {
  expect(sha256Hex(ascii(text))).toBe(hash);
});

test("parts hash as if joined, wherever they are cut", () => {
  const stream = new WordStream({ seed: 11, trial: 0, role: 0, part: 0 });
  const bytes = Uint8Array.from({ length: 300 }, () => stream.word());
  const whole = sha256Hex(bytes);
  for (let cut = 0; cut <= 300; cut++) {
    const second = Math.min(300, cut + (cut % 70));
    expect(sha256Hex(bytes.subarray(0, cut), bytes.subarray(cut, second), bytes.subarray(second)), `cuts at ${cut}, ${second}`).toBe(whole);
  }
});
