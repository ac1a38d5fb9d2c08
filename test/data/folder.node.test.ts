import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { digitPair } from "../../src/data/digits.js";
import { loadDigitFolder } from "../../src/data/digitFolder.js";
import { RelulabError } from "../../src/errors.js";
import { gz, idxFile } from "../support/idx.js";
import { findMnist } from "../support/mnist.js";

const images = idxFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
const labels = idxFile([2], [3, 5]);

test.each([
  ["train", "train-images-idx3-ubyte", "train-labels-idx1-ubyte"],
  ["train", "train-images.idx3-ubyte", "train-labels-idx1-ubyte.gz"],
  ["test", "t10k-images-idx3-ubyte.gz", "t10k-labels.idx1-ubyte.gz"],
] as const)("loads %s digits from %s and %s", async (split, first, second) => {
  const folder = mkdtempSync(join(tmpdir(), "relulab-digits-"));
  writeFileSync(join(folder, first), first.endsWith(".gz") ? gz(images) : images);
  writeFileSync(join(folder, second), second.endsWith(".gz") ? gz(labels) : labels);
  const digits = await loadDigitFolder(folder, split);
  expect(digits).toMatchObject({ name: `MNIST ${split}`, kind: "files", count: 2, rows: 2, columns: 2 });
  expect([...digits.images, ...digits.labels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 3, 5]);
});

test("a folder without the files is refused with the folder, the names tried and what to do", async () => {
  const error: unknown = await loadDigitFolder("/nowhere/at all", "test").catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RelulabError);
  expect(error).toMatchObject({ code: "INPUT_MISSING", hint: expect.stringContaining("--data") as string });
  for (const part of ['"/nowhere/at all"', "t10k-images-idx3-ubyte,", "t10k-images.idx3-ubyte.gz"])
    expect((error as Error).message).toContain(part);
});

const mnist = findMnist();
test.skipIf(mnist === undefined)(
  `real MNIST ${mnist === undefined ? "(no folder found: set RELULAB_DATA)" : "is read as published"}`,
  async () => {
    const train = await loadDigitFolder(mnist!, "train");
    expect(train).toMatchObject({ count: 60_000, rows: 28, columns: 28, name: "MNIST train" });
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    const pair = digitPair(train, { samples: 11_552, precision: "f32" });
    expect(pair.y.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0)).toBe(6131);
    expect(() => digitPair(train, { samples: 11_553, precision: "f32" })).toThrow("11,552 images");
  },
);
