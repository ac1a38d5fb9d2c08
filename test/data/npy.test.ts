import fc from "fast-check";
import { expect, test } from "vitest";
import { RelulabError } from "../../src/errors.js";
import { readNpy } from "../../src/data/npy.js";
import { tableFromIdx, tableFromNpy, tableFromNpyPair } from "../../src/data/tables.js";
import { gz, idxFile, join } from "../support/idx.js";
import { refusal } from "../support/refusal.js";
import { npyBytes, npyFile } from "../support/npy.js";

const TYPES: readonly (readonly [string, readonly number[]])[] = [
  ["f4", [0, -1.5, 3e38, 2 ** -149, 0.1, 7]],
  ["f8", [0, -1.5, 1e308, 5e-324, 0.1, 7]],
  ["i1", [0, -128, 127, 1, -1, 7]],
  ["u1", [0, 255, 128, 1, 2, 7]],
  ["i2", [0, -32768, 32767, 1, -1, 258]],
  ["u2", [0, 65535, 256, 1, 2, 258]],
  ["i4", [0, -2147483648, 2147483647, 1, -1, 65539]],
  ["u4", [0, 4294967295, 65536, 1, 2, 65539]],
  ["i8", [0, -(2 ** 53), 2 ** 53, 1, -1, 4294967298]],
  ["u8", [0, 2 ** 53, 2 ** 32, 1, 2, 4294967298]],
  ["b1", [0, 1, 1, 0, 0, 1]],
];

test.each(TYPES)("reads %s in both byte orders, C and Fortran order, plain and gzip, at any offset", (type, values) => {
  const expected = type === "f4" ? values.map(Math.fround) : values;
  const orders = type.endsWith("1") ? ["|", "<", ">"] : ["<", ">"];
  for (const order of orders) {
    const bytes = npyBytes(values, type, order !== ">");
    const size = bytes.length / 6;
    const columns = [0, 3, 1, 4, 2, 5].map((i) => bytes.subarray(i * size, (i + 1) * size));
    const rowMajor = npyFile(bytes, { descr: `'${order}${type}'`, shape: "(2, 3)" });
    const columnMajor = npyFile(join(...columns), { descr: `'${order}${type}'`, shape: "(2, 3)", fortran: "True" });
    for (const file of [rowMajor, columnMajor, gz(rowMajor), gz(columnMajor), join([1, 2, 3], rowMajor).subarray(3)]) {
      const { shape, data } = readNpy(file, "x.npy");
      expect(shape).toEqual([2, 3]);
      expect(Array.from(data)).toEqual(expected);
    }
  }
});

test("reads versions 1.0, 2.0, 3.0 and every way to write the header", () => {
  for (const version of [
    [1, 0],
    [2, 0],
    [3, 0],
  ] as const)
    expect(readNpy(npyFile([5, 6], { version }), "x").data).toEqual(Uint8Array.of(5, 6));
  for (const header of [
    `{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}`,
    `{"shape": (2,), "descr": "|u1", "fortran_order": True, }`,
    `  {  'fortran_order' : False ,'shape':( 2 , ) , 'descr':'|u1'  }  `,
  ])
    expect(readNpy(npyFile([5, 6], { header }), "x"), header).toEqual({ shape: [2], data: Uint8Array.of(5, 6) });
  expect(readNpy(npyFile([5, 6], { shape: "(1, 2,)" }), "x").shape).toEqual([1, 2]);
});

const good = npyFile(npyBytes([1, 2, 3, 4, 5, 6], "f8", true), { descr: "'<f8'", shape: "(2, 3)" });
const f8 = (values: readonly number[], parts = {}): Uint8Array =>
  npyFile(npyBytes(values, "f8", true), { descr: "'<f8'", shape: `(${values.length},)`, ...parts });
const header = (text: string): Uint8Array => npyFile([1, 2], { header: text });

const hostile: readonly (readonly [name: string, file: Uint8Array, code: string])[] = [
  ["no bytes", new Uint8Array(0), "NPY_MAGIC"],
  ["text", new TextEncoder().encode("1,2,3\n"), "NPY_MAGIC"],
  ["an IDX file", idxFile([2], [1, 2]), "NPY_MAGIC"],
  ["a zip archive (npz)", Uint8Array.of(80, 75, 3, 4, 20, 0, 0, 0), "NPY_MAGIC"],
  ["the magic in lower case", good.map((byte, i) => (i === 1 ? 110 : byte)), "NPY_MAGIC"],
  ["version 0.0", npyFile([1], { version: [0, 0] }), "NPY_MAGIC"],
  ["version 1.1", npyFile([1], { version: [1, 1] }), "NPY_MAGIC"],
  ["version 4.0", npyFile([1], { version: [4, 0] }), "NPY_MAGIC"],
  ["version 255.255", npyFile([1], { version: [255, 255] }), "NPY_MAGIC"],
  ["a header longer than the file", npyFile([1], { length: 9000 }), "NPY_TRUNCATED"],
  ["a header of 65,535 bytes", npyFile([1], { length: 65535 }), "NPY_HEADER"],
  ["a header of 4 GiB", npyFile([1], { version: [2, 0], length: 0xffffffff }), "NPY_HEADER"],
  ["a header of 2 GiB", npyFile([1], { version: [3, 0], length: 0x80000000 }), "NPY_HEADER"],
  ["a header of no bytes", npyFile([1], { length: 0 }), "NPY_HEADER"],
  ["a header cut in the dictionary", npyFile([1], { length: 20 }), "NPY_HEADER"],
  ["an empty dictionary", header("{}"), "NPY_HEADER"],
  ["no dictionary", header("[]"), "NPY_HEADER"],
  ["spaces only", header("      "), "NPY_HEADER"],
  ["a dictionary that does not close", header("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), "), "NPY_HEADER"],
  ["code after the dictionary", header("{'descr': '|u1', 'fortran_order': False, 'shape': (2,)} + exit()"), "NPY_HEADER"],
  ["a call as a value", header("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)}"), "NPY_HEADER"],
  ["a missing key", header("{'descr': '|u1', 'shape': (2,)}"), "NPY_HEADER"],
  ["a key too many", header("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'more': True}"), "NPY_HEADER"],
  ["__proto__ as a key", header("{'descr': '|u1', 'fortran_order': False, '__proto__': (2,)}"), "NPY_HEADER"],
  ["a key twice", header("{'descr': '|u1', 'descr': '<f8', 'fortran_order': False, 'shape': (2,)}"), "NPY_HEADER"],
  ["a key without quotes", header("{descr: '|u1', 'fortran_order': False, 'shape': (2,)}"), "NPY_HEADER"],
  ["mixed quotes", header(`{'descr": '|u1', 'fortran_order': False, 'shape': (2,)}`), "NPY_HEADER"],
  ["an escape in a text", header(String.raw`{'descr': '\x7cu1', 'fortran_order': False, 'shape': (2,)}`), "NPY_HEADER"],
  ["two commas", header("{'descr': '|u1',, 'fortran_order': False, 'shape': (2,)}"), "NPY_HEADER"],
  ["no comma", header("{'descr': '|u1' 'fortran_order': False, 'shape': (2,)}"), "NPY_HEADER"],
  ["true for True", npyFile([1, 2], { fortran: "true" }), "NPY_HEADER"],
  ["1 for True", npyFile([1, 2], { fortran: "1" }), "NPY_HEADER"],
  ["a text for fortran_order", npyFile([1, 2], { fortran: "'False'" }), "NPY_HEADER"],
  ["a tuple for descr", npyFile([1, 2], { descr: "(2,)" }), "NPY_HEADER"],
  ["a list as a shape", npyFile([1, 2], { shape: "[2]" }), "NPY_HEADER"],
  ["a number as a shape", npyFile([1, 2], { shape: "2" }), "NPY_HEADER"],
  ["brackets round a number", npyFile([1, 2], { shape: "(2)" }), "NPY_HEADER"],
  ["a shape with a sign", npyFile([1, 2], { shape: "(-2,)" }), "NPY_HEADER"],
  ["a shape with a point", npyFile([1, 2], { shape: "(2.0,)" }), "NPY_HEADER"],
  ["a shape with an exponent", npyFile([1, 2], { shape: "(1e0, 2)" }), "NPY_HEADER"],
  ["a shape in hexadecimal", npyFile([1, 2], { shape: "(0x2,)" }), "NPY_HEADER"],
  ["a shape in octal", npyFile([1, 2], { shape: "(02,)" }), "NPY_HEADER"],
  ["a shape with a long of Python 2", npyFile([1, 2], { shape: "(2L,)" }), "NPY_HEADER"],
  ["a shape with a hole", npyFile([1, 2], { shape: "(1,,2)" }), "NPY_HEADER"],
  ["a shape of a comma", npyFile([1, 2], { shape: "(,)" }), "NPY_HEADER"],
  ["a shape of 400 digits", npyFile([1, 2], { shape: `(${"9".repeat(400)},)` }), "NPY_HEADER"],
  ["bytes beyond ASCII in the header", npyFile([1, 2], { descr: "'ü'", version: [3, 0] }), "NPY_HEADER"],
  ["a NUL in the header", header("{'descr': '|u1',\0'fortran_order': False, 'shape': (2,)}"), "NPY_HEADER"],
  ["records", npyFile([1, 2], { descr: "[('a', '<f4'), ('b', '<f4')]" }), "NPY_TYPE"],
  ["objects, which are pickled code", npyFile([1, 2], { descr: "'|O'" }), "NPY_TYPE"],
  ["texts", npyFile([1, 2], { descr: "'<U1'" }), "NPY_TYPE"],
  ["half precision", npyFile([1, 2], { descr: "'<f2'", shape: "(1,)" }), "NPY_TYPE"],
  ["long doubles", npyFile([1, 2], { descr: "'<f16'" }), "NPY_TYPE"],
  ["complex numbers", npyFile([1, 2], { descr: "'<c8'" }), "NPY_TYPE"],
  ["dates", npyFile([1, 2], { descr: "'<M8[s]'" }), "NPY_TYPE"],
  ["a type without an order", npyFile([1, 2], { descr: "'f8'" }), "NPY_TYPE"],
  ["a type of many bytes without an order", npyFile([1, 2], { descr: "'|f8'" }), "NPY_TYPE"],
  ["native order", npyFile([1, 2], { descr: "'=u2'" }), "NPY_TYPE"],
  ["an empty type", npyFile([1, 2], { descr: "''" }), "NPY_TYPE"],
  ["constructor as a type", npyFile([1, 2], { descr: "'<constructor'" }), "NPY_TYPE"],
  ["one number without dimensions", npyFile([1], { shape: "()" }), "DATA_SHAPE"],
  ["three dimensions", npyFile([1, 2], { shape: "(1, 1, 2)" }), "DATA_SHAPE"],
  ["33 dimensions", npyFile([1], { shape: `(${"1, ".repeat(33)})` }), "DATA_SHAPE"],
  ["no rows", npyFile([], { shape: "(0, 3)" }), "DATA_TOO_FEW"],
  ["no columns", npyFile([], { shape: "(3, 0)" }), "DATA_TOO_FEW"],
  ["no items but a byte", npyFile([1], { shape: "(0,)" }), "DATA_TOO_FEW"],
  ["a byte too few", npyFile([1, 2], { shape: "(3,)" }), "NPY_TRUNCATED"],
  ["a byte too many", npyFile([1, 2], { shape: "(1,)" }), "NPY_TRAILING"],
  ["half a number", good.subarray(0, good.length - 4), "NPY_TRUNCATED"],
  ["two files joined", join(good, good), "NPY_TRAILING"],
  ["sizes that wrap 32 bits to 2", npyFile([1, 2], { shape: "(2, 2147483649)" }), "NPY_TRUNCATED"],
  ["sizes that wrap 64 bits to 0", npyFile([1, 2], { shape: "(4294967296, 4294967296)" }), "NPY_TRUNCATED"],
  ["sizes of 10^15 each", npyFile([1, 2], { shape: "(999999999999999, 999999999999999)" }), "NPY_TRUNCATED"],
  ["a size that wraps with its bytes", f8([1], { shape: "(2305843009213693,)" }), "NPY_TRUNCATED"],
  ["NaN", f8([1, NaN]), "DATA_NOT_FINITE"],
  ["Infinity", f8([Infinity, 1]), "DATA_NOT_FINITE"],
  ["−Infinity in Fortran order", f8([1, 2, -Infinity, 3], { shape: "(2, 2)", fortran: "True" }), "DATA_NOT_FINITE"],
  ["a NaN of f4", npyFile([0, 0, 192, 127], { descr: "'<f4'", shape: "(1,)" }), "DATA_NOT_FINITE"],
  ["2^53 + 2 as i8", npyFile(npyBytes([2n ** 53n + 2n], "i8", true), { descr: "'<i8'", shape: "(1,)" }), "DATA_NUMBER"],
  ["−2^63 as i8", npyFile(npyBytes([-(2n ** 63n)], "i8", false), { descr: "'>i8'", shape: "(1,)" }), "DATA_NUMBER"],
  ["2^64 − 1 as u8", npyFile(npyBytes([2n ** 64n - 1n], "u8", true), { descr: "'<u8'", shape: "(1,)" }), "DATA_NUMBER"],
  ["a boolean of 2", npyFile([0, 2], { descr: "'|b1'" }), "DATA_NUMBER"],
  ["damaged gzip", gz(good).subarray(0, 40), "IDX_GZIP"],
  ["gzip of gzip", gz(gz(good)), "NPY_MAGIC"],
];

test(`${hostile.length} hostile files are each refused with their code`, () => {
  const found = hostile.map(([name, file]) => [name, refusal(() => readNpy(file, "x.npy")).code]);
  expect(found).toEqual(hostile.map(([name, , code]) => [name, code]));
});

test("every refusal names the file, ends as a sentence and says what to do", () => {
  for (const [name, file] of hostile) {
    const { message, hint } = refusal(() => readNpy(file, 'a\u0007"b.npy'));
    expect(message, name).toMatch(/^[A-Z_]+: a\\u0007\\"b\.npy .*\.$/s);
    expect(hint, name).toMatch(/^[A-Z].*\.$/);
  }
});

test("cut at every byte, a file is refused; so is every file with a byte more", () => {
  for (let length = 0; length < good.length; length++)
    expect(refusal(() => readNpy(good.subarray(0, length), "x")).code, String(length)).toMatch(/^NPY_/);
  expect(refusal(() => readNpy(join(good, [0]), "x")).code).toBe("NPY_TRAILING");
});

test("a size is refused before anything is allocated, and limits hold before a gzip file is unpacked", () => {
  const claims = npyFile([1], { shape: "(1000000000, 9)", descr: "'<f8'" });
  expect(refusal(() => readNpy(claims, "x.npy")).message).toBe(
    "NPY_TRUNCATED: x.npy has 1 bytes of data, its header (1,000,000,000 × 9 of f8) asks for 72,000,000,000.",
  );
  expect(refusal(() => readNpy(good, "x", { bytes: good.length - 1 })).code).toBe("DATA_LIMIT");
  expect(refusal(() => readNpy(gz(good), "x", { bytes: good.length - 1 })).code).toBe("IDX_LIMIT");
  expect(readNpy(gz(good), "x", { bytes: good.length }).shape).toEqual([2, 3]);
});

test("places of wrong numbers are those of the array, in both orders", () => {
  const c = refusal(() => readNpy(f8([1, 2, 3, 4, NaN, 6], { shape: "(2, 3)" }), "x.npy")).message;
  expect(c).toBe("DATA_NOT_FINITE: x.npy holds NaN at row 1, column 1 (counted from 0).");
  const fortran = refusal(() => readNpy(f8([1, 2, 3, 4, NaN, 6], { shape: "(2, 3)", fortran: "True" }), "x.npy")).message;
  expect(fortran).toContain("row 0, column 2");
});

const named = (name: string, bytes: Uint8Array): { name: string; bytes: Uint8Array } => ({ name, bytes });

test("tables: the last column or a chosen one is the label; features keep their order", () => {
  const file = named("t.npy", f8([1, 2, -1, 3, 4, 1], { shape: "(2, 3)" }));
  expect(tableFromNpy(file)).toMatchObject({
    samples: 2,
    features: 2,
    X: Float64Array.of(1, 2, 3, 4),
    labels: Int32Array.of(0, 1),
    classNames: ["-1", "1"],
  });
  expect(tableFromNpy(file, { label: 1 })).toMatchObject({ X: Float64Array.of(2, -1, 4, 1), classNames: ["1", "3"] });
  expect(tableFromNpy(file, { label: 2 })).toMatchObject({ X: Float64Array.of(1, -1, 3, 1), classNames: ["2", "4"] });
  for (const label of [0, 4, 1.5, NaN]) expect(refusal(() => tableFromNpy(file, { label })).code).toBe("ARG_RANGE");
  expect(refusal(() => tableFromNpy(named("l.npy", npyFile([1, 2])))).code).toBe("DATA_SHAPE");
});

test("tables from two files: features and labels of equal count, not exchanged", () => {
  const X = named("X.npy", f8([1, 2, 3, 4], { shape: "(2, 2)" }));
  const y = named("y.npy", npyFile(npyBytes([3, -7], "i8", true), { descr: "'<i8'", shape: "(2,)" }));
  expect(tableFromNpyPair(X, y)).toMatchObject({ samples: 2, features: 2, labels: Int32Array.of(1, 0), classNames: ["-7", "3"] });
  expect(tableFromNpyPair(X, named("y.npy", npyFile([1, 2], { shape: "(2, 1)" }))).classNames).toEqual(["1", "2"]);
  expect(refusal(() => tableFromNpyPair(y, X)).code).toBe("DATA_SHAPE");
  expect(refusal(() => tableFromNpyPair(X, X)).code).toBe("DATA_SHAPE");
  expect(refusal(() => tableFromNpyPair(X, named("y.npy", npyFile([1, 2, 3])))).code).toBe("IDX_COUNT_MISMATCH");
  const images = named("i.idx", idxFile([3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
  const labels = named("l.idx", gz(idxFile([3], [40, 7, 40])));
  expect(tableFromIdx(images, labels)).toMatchObject({ samples: 3, features: 4, labels: Int32Array.of(1, 0, 1), classNames: ["7", "40"] });
  expect(refusal(() => tableFromIdx(labels, images)).code).toBe("DATA_SHAPE");
});

const SEED = 20_251_125;

test("fuzz: damaged files are read right or refused", () => {
  const kinds = fc.constantFrom(...TYPES);
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
  const property = fc.property(kinds, fc.boolean(), damage, fc.integer({ min: -3, max: 3 }), ([type, values], packs, edits, cut) => {
    const plain = npyFile(npyBytes(values, type, true), { descr: `'${type.endsWith("1") ? "|" : "<"}${type}'`, shape: "(2, 3)" });
    const file = packs ? gz(plain) : plain.slice();
    for (const [at, value] of edits) file[at % file.length] = value;
    const damaged = cut < 0 ? file.subarray(0, cut) : join(file, new Uint8Array(cut));
    try {
      const { shape, data } = readNpy(damaged, "fuzz");
      expect(data.length).toBe(shape.reduce((product, n) => product * n, 1));
      expect(Array.from(data as Float64Array).every((value) => value - value === 0)).toBe(true);
    } catch (error) {
      if (!(error instanceof RelulabError)) throw error;
    }
  });
  fc.assert(property, { seed: SEED, numRuns: 4000 });
});

test("fuzz: any header is read right or refused, in time", () => {
  const words = fc.constantFrom(
    "'descr'",
    "'<f8'",
    "'fortran_order'",
    "'shape'",
    "(",
    ")",
    "{",
    "}",
    ":",
    ",",
    " ",
    "1",
    "2",
    "True",
    "False",
    "[",
    "\n",
  );
  const property = fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
    const found = refusal(() => readNpy(npyFile([1], { header: parts.join("") }), "fuzz"));
    expect(found.code).not.toBe("none");
  });
  fc.assert(property, { seed: SEED, numRuns: 4000 });
});
