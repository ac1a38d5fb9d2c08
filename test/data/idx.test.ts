import { expect, test } from "vitest";
import { readIdx } from "../../src/data/idx.js";
import { gz, idxFile, join } from "../support/idx.js";

const data = Uint8Array.from({ length: 24 }, (_, i) => i * 10);

test.each([[[24]], [[2, 12]], [[2, 3, 4]], [[1, 2, 3, 4]]])("reads u8 data of shape %j, plain and gzip", (dimensions) => {
  const file = idxFile(dimensions, data);
  for (const bytes of [file, gz(file), gz(file, { filename: "a name" })]) expect(readIdx(bytes, "x")).toEqual({ dimensions, data });
});

test("plain data are a view, and a view into a larger buffer is read from its own start", () => {
  const file = join([7, 7, 7], idxFile([24], data), [9]);
  const { data: found } = readIdx(file.subarray(3, file.length - 1), "x");
  expect(found.buffer).toBe(file.buffer);
  expect(found).toEqual(data);
});

test("reads gzip data of many blocks, stored and packed", () => {
  const long = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7);
  const file = idxFile([300, 1000], long);
  expect(readIdx(gz(file), "x").data).toEqual(long);
});
