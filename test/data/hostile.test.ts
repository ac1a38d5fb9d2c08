import fc from "fast-check";
import { expect, test } from "vitest";
import { digitsFromFiles } from "../../src/data/digits.js";
import { crc32, gunzip } from "../../src/data/gzip.js";
import { readIdx } from "../../src/data/idx.js";
import { RelulabError } from "../../src/errors.js";
import { gz, idxFile, join } from "../support/idx.js";
import { refusal } from "../support/refusal.js";

const good = idxFile([4], [1, 2, 3, 4]);
const packed = gz(good);
const bytes = (...values: number[]) => Uint8Array.from(values);

/** A copy with some bytes changed; negative places count from the end. */
function changed(file: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = file.slice();
  for (const [at, value] of Object.entries(changes)) copy[Number(at) < 0 ? copy.length + Number(at) : Number(at)] = value;
  return copy;
}

/** A gzip file of these deflate bits with a trailer that says so. */
function member(deflated: ArrayLike<number>, content: Uint8Array, flags = 0, extra: ArrayLike<number> = []): Uint8Array {
  const trailer = new Uint8Array(8);
  new DataView(trailer.buffer).setUint32(0, crc32(content), true);
  new DataView(trailer.buffer).setUint32(4, content.length, true);
  return join([31, 139, 8, flags, 0, 0, 0, 0, 0, 255], extra, deflated, trailer);
}

const stored = (content: Uint8Array) =>
  join([1, content.length & 255, content.length >> 8, ~content.length & 255, (~content.length >> 8) & 255], content);

const MIB = 0x100000;
const zeros = new Uint8Array(4 * MIB);
const bomb = gz(zeros);

const hostile: readonly (readonly [name: string, file: Uint8Array, code: string])[] = [
  ["no bytes", bytes(), "IDX_TRUNCATED"],
  ["one byte", bytes(0), "IDX_TRUNCATED"],
  ["three bytes", bytes(0, 0, 8), "IDX_TRUNCATED"],
  ["the magic number only", bytes(0, 0, 8, 1), "IDX_TRUNCATED"],
  ["half a dimension", bytes(0, 0, 8, 1, 0, 0), "IDX_TRUNCATED"],
  ["one of two dimensions", idxFile([4], []).map((b, i) => (i === 3 ? 2 : b)), "IDX_TRUNCATED"],
  ["a header without data", idxFile([4], []), "IDX_TRUNCATED"],
  ["one byte too few", idxFile([4], [1, 2, 3]), "IDX_TRUNCATED"],
  ["one byte too many", idxFile([4], [1, 2, 3, 4, 5]), "IDX_TRAILING"],
  ["many bytes too many", idxFile([1], new Uint8Array(5000)), "IDX_TRAILING"],
  ["two files joined", join(good, good), "IDX_TRAILING"],
  ["a first byte that is not 0", changed(good, { 0: 1 }), "IDX_MAGIC"],
  ["a second byte that is not 0", changed(good, { 1: 8 }), "IDX_MAGIC"],
  ["little endian magic", bytes(1, 8, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4), "IDX_MAGIC"],
  ["a PNG", bytes(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13), "IDX_MAGIC"],
  ["a npy file", bytes(0x93, 78, 85, 77, 80, 89, 1, 0), "IDX_MAGIC"],
  ["a zip file", bytes(80, 75, 3, 4, 20, 0, 0, 0), "IDX_MAGIC"],
  ["a page of HTML", new TextEncoder().encode("<!DOCTYPE html><title>404</title>"), "IDX_MAGIC"],
  ["a byte order mark", join([0xef, 0xbb, 0xbf], good), "IDX_MAGIC"],
  ["no dimensions", bytes(0, 0, 8, 0), "IDX_MAGIC"],
  ["no dimensions but a byte", bytes(0, 0, 8, 0, 5), "IDX_MAGIC"],
  ["five dimensions", idxFile([1, 1, 1, 1, 1], [7]), "IDX_MAGIC"],
  ["255 dimensions", changed(idxFile([4], new Uint8Array(1020)), { 3: 255 }), "IDX_MAGIC"],
  ["type 0", changed(good, { 2: 0 }), "IDX_TYPE"],
  ["type 7", changed(good, { 2: 7 }), "IDX_TYPE"],
  ["type 10", changed(good, { 2: 10 }), "IDX_TYPE"],
  ["signed bytes", changed(good, { 2: 9 }), "IDX_TYPE"],
  ["16-bit integers", changed(good, { 2: 11 }), "IDX_TYPE"],
  ["32-bit integers", changed(good, { 2: 12 }), "IDX_TYPE"],
  ["floats", changed(good, { 2: 13 }), "IDX_TYPE"],
  ["doubles", changed(good, { 2: 14 }), "IDX_TYPE"],
  ["type 255", changed(good, { 2: 255 }), "IDX_TYPE"],
  ["a dimension of 0", idxFile([0], []), "IDX_LIMIT"],
  ["a first dimension of 0", idxFile([0, 28, 28], []), "IDX_LIMIT"],
  ["a last dimension of 0", idxFile([4, 28, 0], []), "IDX_LIMIT"],
  ["a dimension of 0 with data", idxFile([0], [1]), "IDX_LIMIT"],
  ["4 billion items", idxFile([0xffffffff], [1]), "IDX_LIMIT"],
  ["10,000,001 items", idxFile([10_000_001], [1]), "IDX_LIMIT"],
  ["dimensions whose product wraps 32 bits to 4", idxFile([4, 0x40000001], [1, 2, 3, 4]), "IDX_LIMIT"],
  ["dimensions whose product wraps 32 bits to 0", idxFile([65536, 65536], []), "IDX_LIMIT"],
  ["dimensions whose product wraps 64 bits", idxFile([65536, 0xffffffff, 0xffffffff, 0xffffffff], [1]), "IDX_LIMIT"],
  ["dimensions that pass 2^53", idxFile([1, 0xffffffff, 0xffffffff], [1]), "IDX_LIMIT"],
  ["a dimension with the sign bit", idxFile([1, 0x80000000], [1]), "IDX_LIMIT"],
  ["60,000 images and no data", idxFile([60_000, 28, 28], []), "IDX_TRUNCATED"],
  ["a wrapping product hidden behind a 0", idxFile([65536, 65536, 0], []), "IDX_LIMIT"],
  ["the gzip magic only", bytes(31, 139), "IDX_GZIP"],
  ["a gzip header only", packed.subarray(0, 10), "IDX_GZIP"],
  ["17 bytes of gzip", packed.subarray(0, 17), "IDX_GZIP"],
  ["gzip of another method", changed(packed, { 2: 7 }), "IDX_GZIP"],
  ["gzip with reserved flags", changed(packed, { 3: 0x20 }), "IDX_GZIP"],
  ["gzip with a wrong CRC", changed(packed, { [-8]: packed[packed.length - 8] ^ 1 }), "IDX_GZIP"],
  ["gzip with a length too small", changed(packed, { [-4]: 11 }), "IDX_GZIP"],
  ["gzip with a length too large", changed(packed, { [-4]: 13 }), "IDX_GZIP"],
  ["gzip that claims 64 KiB in 30 bytes", changed(packed, { [-2]: 1 }), "IDX_GZIP"],
  ["gzip that claims 4 GiB in 30 bytes", changed(packed, { [-1]: 255, [-2]: 255, [-3]: 255, [-4]: 255 }), "IDX_GZIP"],
  ["gzip without its last byte", packed.subarray(0, packed.length - 1), "IDX_GZIP"],
  ["gzip without its trailer", packed.subarray(0, packed.length - 8), "IDX_GZIP"],
  ["gzip with a byte after it", join(packed, [0]), "IDX_GZIP"],
  ["gzip with a line end after it", join(packed, [13, 10]), "IDX_GZIP"],
  ["gzip with zeros after it", join(packed, new Uint8Array(512)), "IDX_GZIP"],
  ["gzip with its own trailer once more", join(packed, packed.subarray(packed.length - 8)), "IDX_GZIP"],
  ["gzip twice", join(packed, packed), "IDX_GZIP"],
  ["gzip with an empty member after it", join(packed, gz(bytes())), "IDX_GZIP"],
  ["gzip after an empty member", join(gz(bytes()), packed), "IDX_GZIP"],
  ["gzip with half a member after it", join(packed, packed.subarray(0, 12)), "IDX_GZIP"],
  ["gzip with the start of a header after it", join(packed, [31, 139, 8]), "IDX_GZIP"],
  ["gzip with junk and a true trailer", join(packed, [1, 2, 3], packed.subarray(packed.length - 8)), "IDX_GZIP"],
  ["gzip of nothing", gz(bytes()), "IDX_TRUNCATED"],
  ["gzip of gzip", gz(packed), "IDX_MAGIC"],
  ["gzip of a header without data", gz(idxFile([4], [])), "IDX_TRUNCATED"],
  ["gzip of a file with a byte too many", gz(join(good, [0])), "IDX_TRAILING"],
  ["gzip of floats", gz(changed(good, { 2: 13 })), "IDX_TYPE"],
  ["gzip of a wrapping product", gz(idxFile([4, 0x40000001], [1, 2, 3, 4])), "IDX_LIMIT"],
  ["deflate of a reserved block type", member([7], good), "IDX_GZIP"],
  ["deflate without a last block", member(changed(stored(good), { 0: 0 }), good), "IDX_GZIP"],
  ["a stored block longer than the file", member(changed(stored(good), { 1: 200 }), good), "IDX_GZIP"],
  ["a match that reaches before the start", member([0x03, 0x02, 0x00], bytes(0, 0, 0)), "IDX_GZIP"],
  ["no deflate data at all", member([], good), "IDX_GZIP"],
  ["a byte less than claimed, with the CRC of a file that ends in 0", member(stored(good), join(good, [0])), "IDX_GZIP"],
  ["a file name without an end", member(stored(good), good, 8, new Uint8Array(3000).fill(65)), "IDX_GZIP"],
  ["an extra field longer than the file", member(stored(good), good, 4, [255, 255]), "IDX_GZIP"],
  ["a bomb that claims 100 bytes", changed(bomb, { [-4]: 100, [-3]: 0, [-2]: 0, [-1]: 0 }), "IDX_GZIP"],
  ["a bomb that tells the truth", bomb, "IDX_TYPE"],
];

test(`${hostile.length} hostile files are each refused with their code`, () => {
  expect(hostile.length).toBeGreaterThanOrEqual(60);
  const found = hostile.map(([name, file]) => [name, refusal(() => readIdx(file, "x.idx")).code]);
  expect(found).toEqual(hostile.map(([name, , code]) => [name, code]));
});

test("every refusal names the file, ends as a sentence and says what to do", () => {
  for (const [name, file] of hostile) {
    const { message, hint } = refusal(() => readIdx(file, 'a\u0007"b.idx'));
    expect(message, name).toMatch(/^IDX_[A-Z]+: a\\u0007\\"b\.idx .*\.$/);
    expect(hint, name).toMatch(/^[A-Z].*\.$/);
  }
});

test.each([
  [packed.subarray(0, packed.length - 1), "is damaged, cut off"],
  [changed(packed, { [-2]: 1 }), "cannot unpack to the 65,548 bytes"],
  [member(changed(stored(good), { 0: 0 }), good), "ends before its compressed data do"],
  [join(packed, packed), `has ${2 * packed.length} bytes, but its one gzip member ends at byte ${packed.length}.`],
  [changed(packed, { [-8]: packed[packed.length - 8] ^ 1 }), "CRC-32"],
  [changed(packed, { [-4]: 13 }), "holds 12 bytes, its last four bytes claim 13"],
  [changed(packed, { [-4]: 11 }), "holds more than the 11 bytes"],
])("damaged gzip file %# says what is wrong", (file, text) => {
  expect(refusal(() => gunzip(file, "x", MIB)).message).toContain(text);
});

test("limits on items and bytes hold for plain files and before a gzip file is unpacked", () => {
  const file = idxFile([100, 4], new Uint8Array(400));
  expect(readIdx(file, "x", { items: 100, bytes: 400 }).dimensions).toEqual([100, 4]);
  expect(refusal(() => readIdx(file, "x", { items: 99 })).message).toBe("IDX_LIMIT: x claims 100 items, the limit is 99.");
  expect(refusal(() => readIdx(file, "x", { bytes: 399 })).code).toBe("IDX_LIMIT");
  expect(refusal(() => readIdx(bomb, "x", { bytes: MIB })).message).toBe(
    "IDX_LIMIT: x unpacks to 4,194,304 bytes, the limit is 1,048,596.",
  );
});

test("a gzip header with name, comment, extra field and header check sum is read", () => {
  const extra = [3, 0, 1, 2, 3, 78, 0, 67, 0, 0, 0];
  expect(gunzip(member(stored(good), good, 0x1e, extra), "x", 100)).toEqual(good);
});

const images = idxFile([2, 2, 2], new Uint8Array(8));

test.each([
  ["more images than labels", images, idxFile([1], [0]), "IDX_COUNT_MISMATCH", "i.idx has 2 items, l.idx has 1."],
  ["more labels than images", images, idxFile([3], [0, 1, 2]), "IDX_COUNT_MISMATCH", "i.idx has 2 items, l.idx has 3."],
  ["exchanged files", idxFile([2], [0, 1]), images, "DATA_SHAPE", "i.idx has 1 dimensions, a file of images has 3."],
  ["images as labels", images, images, "DATA_SHAPE", "l.idx has 3 dimensions, a file of labels has 1."],
  ["a label of 10", images, idxFile([2], [9, 10]), "DATA_LABELS", "l.idx has the label 10 at item 1"],
  ["a label of 255", images, gz(idxFile([2], [255, 0])), "DATA_LABELS", "label 255 at item 0"],
  ["damaged labels", images, idxFile([2], [0]), "IDX_TRUNCATED", "l.idx"],
])("%s are refused", (_, first, second, code, text) => {
  const found = refusal(() => digitsFromFiles({ name: "i.idx", bytes: first }, { name: "l.idx", bytes: second }, "pair"));
  expect(found.code).toBe(code);
  expect(found.message).toContain(text);
});

const SEED = 20_240_501;

/** A right reading explains every byte of the file, or of what it unpacks to. */
function readsRightOrRefuses(file: Uint8Array): void {
  try {
    const { dimensions, data } = readIdx(file, "fuzz", { bytes: MIB });
    expect(data.length).toBe(dimensions.reduce((product, n) => product * n, 1));
    const content = file[0] === 31 ? gunzip(file, "fuzz", 2 * MIB) : file;
    expect(content).toEqual(idxFile(dimensions, data));
  } catch (error) {
    if (!(error instanceof RelulabError)) throw error;
  }
}

test("fuzz: damaged files are read right or refused, plain and gzip", () => {
  const header = fc.tuple(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), fc.uint8Array({ maxLength: 40 }));
  const files = header.map(([dimensions, data]) => idxFile(dimensions, data));
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
  const property = fc.property(files, fc.boolean(), damage, fc.integer({ min: -3, max: 3 }), (file, packs, edits, cut) => {
    const start = packs ? gz(file) : file;
    const edited = changed(start, Object.fromEntries(edits.map(([at, value]) => [at % start.length, value])));
    readsRightOrRefuses(cut < 0 ? edited.subarray(0, cut) : join(edited, new Uint8Array(cut)));
  });
  fc.assert(property, { seed: SEED, numRuns: 2000 });
});

test("fuzz: any bytes after a plausible start are read right or refused", () => {
  const starts = fc.constantFrom(
    bytes(),
    bytes(0, 0, 8, 1),
    bytes(0, 0, 8, 3, 0, 0, 0),
    bytes(31, 139, 8, 0, 0, 0, 0, 0, 0, 3),
    packed.subarray(0, 14),
  );
  const property = fc.property(starts, fc.uint8Array({ maxLength: 64 }), (start, rest) => readsRightOrRefuses(join(start, rest)));
  fc.assert(property, { seed: SEED, numRuns: 3000 });
});
