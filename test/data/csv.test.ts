import fc from "fast-check";
import { expect, test } from "vitest";
import { type CsvOptions, type CsvTable, outlineCsv, readCsv } from "../../src/data/csv.js";
import { classCounts } from "../../src/data/labelledTable.js";
import { RelulabError } from "../../src/errors.js";
import { gz, join } from "../support/idx.js";
import { refusal } from "../support/refusal.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, options: CsvOptions = {}): CsvTable => readCsv(bytes(text), "t.csv", options);
const rowsOf = ({ X, features, samples }: CsvTable): number[][] =>
  Array.from({ length: samples }, (_, i) => Array.from(X.slice(i * features, (i + 1) * features)));
const labelsOf = ({ labels, classNames }: CsvTable): string[] => Array.from(labels, (label) => classNames[label]);

test.each([",", ";", "\t"] as const)("finds the delimiter %j, the header and the classes", (delimiter) => {
  const text = "length,width,kind\n5.1,3.5,setosa\n7,-3.2e-1,virginica\n.5,+1.,setosa\n".replaceAll(",", delimiter);
  for (const file of [bytes(text), gz(bytes(text))]) {
    const table = readCsv(file, "t.csv");
    expect(table).toMatchObject({ delimiter, header: true, columns: ["length", "width", "kind"], labelColumn: 2, samples: 3, features: 2 });
    expect(rowsOf(table)).toEqual([
      [5.1, 3.5],
      [7, -0.32],
      [0.5, 1],
    ]);
    expect(table.classNames).toEqual(["setosa", "virginica"]);
    expect(labelsOf(table)).toEqual(["setosa", "virginica", "setosa"]);
    expect(classCounts(table)).toEqual([2, 1]);
    expect(Array.from(table.rows)).toEqual([2, 3, 4]);
    expect(table.firstRows[2]).toEqual([".5", "+1.", "setosa"]);
  }
});

test("line ends of every kind, a byte order mark, empty lines, spaces round numbers and a last line without an end", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const table = read(`\ufeffa,b,y${end}${end}1, 2 ,1${end}   ${end}3,4,-1`.replaceAll("\n\r\n", "\n\r\n"), {});
    expect(table).toMatchObject({ header: true, columns: ["a", "b", "y"], blankRows: 2, classNames: ["-1", "1"] });
    expect(rowsOf(table)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(Array.from(table.rows)).toEqual([3, 5]);
  }
  expect(rowsOf(read("1,2\r3,4\n5,6\r\n7,8"))).toEqual([[1], [3], [5], [7]]);
});

test("quotes: delimiters, line ends and quotation marks inside a field", () => {
  const table = read('"a ""b""","x,y","lab\r\nel"\n"1","2","p,q"\n3,"4","p\nq"\n5,6,""""\n');
  expect(table.columns).toEqual(['a "b"', "x,y", "lab\r\nel"]);
  expect(rowsOf(table)).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(labelsOf(table)).toEqual(["p,q", "p\nq", '"']);
  // As spreadsheets count: a line end inside a field starts no row.
  expect(Array.from(table.rows)).toEqual([2, 3, 4]);
});

test("a header is a first row without a number outside the label column; saying so decides", () => {
  expect(read("1,2,a\n3,4,b").header).toBe(false);
  expect(read("1,2,a\n3,4,b").columns).toEqual(["column 1", "column 2", "column 3"]);
  expect(read(",x,y\n3,4,b").columns).toEqual(["column 1", "x", "y"]);
  expect(read("0,1,y\n3,4,b").samples).toBe(2);
  expect(read("0,1,y\n3,4,b", { header: true })).toMatchObject({ samples: 1, columns: ["0", "1", "y"] });
  expect(refusal(() => read("a,1,y\n3,4,b")).message).toBe('DATA_NUMBER: t.csv: column 1, row 1 holds "a".');
  expect(refusal(() => read("x,y\n1,2", { header: false })).code).toBe("DATA_NUMBER");
});

test("delimiters: what makes equal rows of numbers wins; a decimal comma is named", () => {
  expect(read("a;b,c\n1;0\n2;1").delimiter).toBe(";");
  expect(read("1,0\n2,1\n3,0").delimiter).toBe(",");
  expect(read("x\ty\n1\ta,b\n2\tc,d").delimiter).toBe("\t");
  expect(read("1;0\n2;1", { delimiter: ";" }).features).toBe(1);
  expect(outlineCsv(bytes("1,5;2,5;0\n2,5;3,5;1"), "t.csv").delimiter).toBe(";");
  const { code, message, hint } = refusal(() => read("1,5;2,5;0\n2,5;3,5;1"));
  expect([code, message, hint]).toEqual([
    "DATA_NUMBER",
    'DATA_NUMBER: t.csv: column 1, row 1 holds "1,5".',
    "Numbers have a decimal point: write 1.5 for 1,5.",
  ]);
  const long = `a,b,c\n${"1,2,x\n".repeat(40_000)}`;
  expect(read(long).samples).toBe(40_000);
  expect(refusal(() => read("1,2,3\n1,2\n1,2,3")).message).toContain("row 2 has 2 columns, the first row has 3");
});

test("the label column: by name, by number, by default the last that is left", () => {
  const text = "y,a,b,id\n1,2,3,17\n-1,4,5,18";
  expect(read(text, { label: "y", leaveOut: ["id"] })).toMatchObject({ labelColumn: 0, featureColumns: [1, 2], features: 2 });
  expect(read(text, { label: 1, leaveOut: [4, "b"] })).toMatchObject({ labelColumn: 0, featureColumns: [1] });
  expect(read(text, { leaveOut: [4] })).toMatchObject({ labelColumn: 2, classNames: ["3", "5"] });
  for (const label of ["z", 0, 5, 1.5, NaN, "Y", null as never]) expect(refusal(() => read(text, { label })).code).toBe("ARG_UNKNOWN");
  expect(refusal(() => read("a,a,y\n1,2,3", { label: "a" })).message).toContain("more than one column");
  expect(refusal(() => read(text, { leaveOut: [1, 2, 3, 4] })).code).toBe("DATA_SHAPE");
  expect(refusal(() => read(text, { label: 1, leaveOut: [2, 3, 4] })).code).toBe("DATA_SHAPE");
  const proto = read("__proto__,constructor,toString\n1,2,__proto__\n3,4,constructor", { label: "toString" });
  expect(proto.classNames).toEqual(["__proto__", "constructor"]);
  expect(proto.columns).toEqual(["__proto__", "constructor", "toString"]);
  expect(rowsOf(proto)).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test("labels: equal numbers are one class, in rising order; texts otherwise, by code units", () => {
  expect(read("1,1\n1,1.0\n1,+1\n1,1e0\n1,-1\n1,10\n1,2\n").classNames).toEqual(["-1", "1", "2", "10"]);
  expect(read("1,-0\n1,0\n1,0.0").classNames).toEqual(["0"]);
  expect(read("1,1\n1,1.0\n1,x").classNames).toEqual(["1", "1.0", "x"]);
  expect(read("1,b\n1,B\n1,ä\n1, b ").classNames).toEqual(["B", "b", "ä"]);
  expect(refusal(() => read("1,a\n2,\n")).message).toBe("DATA_LABELS: t.csv: column 2, row 2 holds no label.");
  const many = Array.from({ length: 1001 }, (_, i) => `1,${i / 7}`).join("\n");
  expect(refusal(() => read(many)).message).toContain("1001 different values, the limit is 1000");
});

const hostile: readonly (readonly [name: string, file: Uint8Array | string, code: string])[] = [
  ["no bytes", "", "DATA_TOO_FEW"],
  ["a byte order mark only", "\ufeff", "DATA_TOO_FEW"],
  ["line ends only", "\n\r\n\r\r\n", "DATA_TOO_FEW"],
  ["spaces only", "   \n  ", "DATA_TOO_FEW"],
  ["a header only", "a,b,y\n", "DATA_TOO_FEW"],
  ["one column", "1\n2\n3", "DATA_SHAPE"],
  ["one word", "hello", "DATA_SHAPE"],
  ["columns by spaces", "1 2 3\n4 5 6", "DATA_SHAPE"],
  ["columns by a bar", "1|2|3\n4|5|6", "DATA_SHAPE"],
  ["a row too short", "1,2,3\n4,5\n", "DATA_SHAPE"],
  ["a row too long", "1,2,3\n4,5,6,7\n", "DATA_SHAPE"],
  ["a header too short", "a,y\n1,2,3\n", "DATA_SHAPE"],
  ["a delimiter at the end of rows but not of the header", "a,b\n1,2,\n3,4,\n", "DATA_SHAPE"],
  ["a text in a feature", "1,2\nn/a,2\n", "DATA_NUMBER"],
  ["an empty feature", "1,2\n,2\n", "DATA_NUMBER"],
  ["a row of delimiters", "1,2,3\n,,\n", "DATA_NUMBER"],
  ["NaN", "1,2\nNaN,2\n", "DATA_NUMBER"],
  ["nan", "1,2\nnan,2\n", "DATA_NUMBER"],
  ["inf", "1,2\ninf,2\n", "DATA_NUMBER"],
  ["Infinity", "1,2\nInfinity,2\n", "DATA_NUMBER"],
  ["−Infinity", "1,2\n-Infinity,2\n", "DATA_NUMBER"],
  ["1e400", "1,2\n1e400,2\n", "DATA_NOT_FINITE"],
  ["−1e309", "1,2\n-1e309,2\n", "DATA_NOT_FINITE"],
  ["an exponent of 20 digits", "1,2\n1e99999999999999999999,2\n", "DATA_NOT_FINITE"],
  ["400 digits", `1,2\n${"9".repeat(400)},2\n`, "DATA_NOT_FINITE"],
  ["hexadecimal", "1,2\n0x10,2\n", "DATA_NUMBER"],
  ["octal", "1,2\n0o7,2\n", "DATA_NUMBER"],
  ["binary", "1,2\n0b1,2\n", "DATA_NUMBER"],
  ["a numeric separator", "1,2\n1_000,2\n", "DATA_NUMBER"],
  ["thousands with a comma in quotes", '1,2\n"1,000",2\n', "DATA_NUMBER"],
  ["a decimal comma in quotes", '1,2\n"1,5",2\n', "DATA_NUMBER"],
  ["two points", "1,2\n1.2.3,2\n", "DATA_NUMBER"],
  ["two signs", "1,2\n--1,2\n", "DATA_NUMBER"],
  ["a sign alone", "1,2\n-,2\n", "DATA_NUMBER"],
  ["a point alone", "1,2\n.,2\n", "DATA_NUMBER"],
  ["an exponent alone", "1,2\ne5,2\n", "DATA_NUMBER"],
  ["an exponent without digits", "1,2\n1e,2\n", "DATA_NUMBER"],
  ["an exponent with a point", "1,2\n1e1.5,2\n", "DATA_NUMBER"],
  ["a space inside a number", "1,2\n1 000,2\n", "DATA_NUMBER"],
  ["a real minus", "1,2\n−1,2\n", "DATA_NUMBER"],
  ["digits of another script", "1,2\n١٢,2\n", "DATA_NUMBER"],
  ["full-width digits", "1,2\n１,2\n", "DATA_NUMBER"],
  ["a per cent", "1,2\n50%,2\n", "DATA_NUMBER"],
  ["a currency", "1,2\n€5,2\n", "DATA_NUMBER"],
  ["a formula", "1,2\n=1+1,2\n", "DATA_NUMBER"],
  ["a BigInt", "1,2\n10n,2\n", "DATA_NUMBER"],
  ["true", "1,2\ntrue,2\n", "DATA_NUMBER"],
  ["a date", "1,2\n2024-01-01,2\n", "DATA_NUMBER"],
  ["markup", "1,2\n<img src=x onerror=alert(1)>,2\n", "DATA_NUMBER"],
  ["a NUL", "1,2\n1\0,2\n", "DATA_NUMBER"],
  ["an empty label", "1,2\n3,\n", "DATA_LABELS"],
  ["a label of spaces", "1,2\n3,  \n", "DATA_LABELS"],
  ["a quotation mark that nothing closes", '1,2\n"3,4\n5,6\n', "CSV_QUOTE"],
  ["a quotation mark at the very end", '1,2\n3,"', "CSV_QUOTE"],
  ["text after a closing mark", '1,2\n"3"x,4\n', "CSV_QUOTE"],
  ["a space after a closing mark", '1,2\n"3" ,4\n', "CSV_QUOTE"],
  ["a space before an opening mark", '1,2\n3, "4"\n', "CSV_QUOTE"],
  ["a mark inside a field", '1,2\n3,a"b\n', "CSV_QUOTE"],
  ["three marks", '1,2\n"""3,4\n', "CSV_QUOTE"],
  ["UTF-16, low byte first", join([0xff, 0xfe], [49, 0, 44, 0, 50, 0]), "CSV_ENCODING"],
  ["UTF-16, high byte first", join([0xfe, 0xff], [0, 49, 0, 44, 0, 50]), "CSV_ENCODING"],
  ["Latin-1", join(bytes("h"), [0xe4], bytes("he,y\n1,2\n")), "CSV_ENCODING"],
  ["half a character at the end", join(bytes("1,2\n1,"), [0xc3]), "CSV_ENCODING"],
  ["an overlong character", join(bytes("1,"), [0xc0, 0x80]), "CSV_ENCODING"],
  ["a surrogate as UTF-8", join(bytes("1,"), [0xed, 0xa0, 0x80]), "CSV_ENCODING"],
  ["a spreadsheet", Uint8Array.of(80, 75, 3, 4, 20, 0, 6, 0), "CSV_ENCODING"],
  ["a picture", Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13), "CSV_ENCODING"],
  ["an npy file", join([0x93], bytes("NUMPY"), [1, 0]), "CSV_ENCODING"],
  ["damaged gzip", gz(bytes("1,2\n3,4\n")).subarray(0, 20), "IDX_GZIP"],
  ["gzip of gzip", gz(gz(bytes("1,2\n3,4\n"))), "CSV_ENCODING"],
];

test(`${hostile.length} hostile files are each refused with their code`, () => {
  const found = hostile.map(([name, file]) => [name, refusal(() => readCsv(typeof file === "string" ? bytes(file) : file, "x")).code]);
  expect(found).toEqual(hostile.map(([name, , code]) => [name, code]));
});

test("every refusal names the file, ends as a sentence and says what to do", () => {
  for (const [name, file] of hostile) {
    const found = refusal(() => readCsv(typeof file === "string" ? bytes(file) : file, 'a\u0007"b.csv'));
    expect(found.message, name).toMatch(/^[A-Z_]+: a\\u0007\\"b\.csv.*\.$/s);
    expect(found.message, name).not.toMatch(/[\u0000-\u001f]/);
    expect(found.hint, name).toMatch(/^[A-Z].*\.$/);
  }
});

test("the place of a wrong cell is its column and the row that a spreadsheet shows", () => {
  const text = `a,b,c,y\n${"1,2,3,4\n".repeat(15)}1,2,n/a,4\n`;
  expect(refusal(() => read(text)).message).toBe('DATA_NUMBER: t.csv: column 3, row 17 holds "n/a".');
  expect(refusal(() => read(text)).hint).toBe("Features are numbers; remove the row or choose other columns.");
  expect(refusal(() => read('a,y\n\n"1",2\n"x\ny",2')).message).toBe('DATA_NUMBER: t.csv: column 1, row 4 holds "x\\ny".');
});

test("numbers are read as the language reads decimal literals; small ones vanish, large integers round", () => {
  const column = ["1e308", "5e-324", "1e-400", "0.1", "123456789012345678901", "-0", "00012", "1.", ".5", "1E+2", "9007199254740993"];
  const table = read(column.map((cell) => `${cell},1`).join("\n"));
  expect(Array.from(table.X)).toEqual(column.map(Number));
});

test("limits on bytes, columns and numbers", () => {
  const text = "1,2,3,0\n4,5,6,1\n";
  expect(read(text, { bytes: text.length, columns: 4, cells: 6 }).samples).toBe(2);
  expect(refusal(() => read(text, { bytes: text.length - 1 })).code).toBe("DATA_LIMIT");
  expect(refusal(() => readCsv(gz(bytes(text)), "x", { bytes: text.length - 1 })).code).toBe("IDX_LIMIT");
  expect(refusal(() => read(text, { columns: 3 })).code).toBe("DATA_LIMIT");
  expect(refusal(() => read(text, { cells: 5 })).code).toBe("DATA_LIMIT");
  expect(refusal(() => read(",".repeat(200_000))).code).toBe("DATA_LIMIT");
  for (const key of ["bytes", "columns", "cells"]) expect(refusal(() => read(text, { [key]: NaN })).code).toBe("ARG_RANGE");
  expect(refusal(() => read(text, { delimiter: "|" as never })).code).toBe("ARG_RANGE");
  expect(refusal(() => readCsv("1,2" as never, "x")).code).toBe("ARG_TYPE");
});

test("a file of one megabyte in one cell, or of quotation marks, is refused in linear time", () => {
  const digits = "1".repeat(1_000_000);
  expect(refusal(() => read(`1,2\n${digits}x,2\n`)).code).toBe("DATA_NUMBER");
  expect(refusal(() => read(`1,2\n${digits},2\n`)).code).toBe("DATA_NOT_FINITE");
  expect(refusal(() => read(`1,2\n${'"'.repeat(1_000_001)},2\n`)).code).toBe("CSV_QUOTE");
});

const SEED = 20_251_125;

/** RFC 4180, written down once more from its other side. */
const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

test("fuzz: what a writer quotes, the reader gives back", () => {
  const letters = fc.constantFrom('"', ",", ";", "\t", "\n", "\r", " ", "a", "é", "😀", "=", "0");
  const label = fc.string({ unit: letters, minLength: 1, maxLength: 8 }).filter((text) => text.trim() !== "");
  const row = fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }), label);
  const property = fc.property(
    fc.array(row, { minLength: 1, maxLength: 20 }),
    fc.constantFrom(",", ";", "\t"),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.boolean(),
    (rows, delimiter, end, packs) => {
      const lines = rows.map(([a, b, text]) => [quoted(String(a)), String(b), quoted(text)].join(delimiter));
      const text = bytes(lines.join(end) + end);
      const table = readCsv(packs ? gz(text) : text, "fuzz", { delimiter: delimiter as ",", header: false });
      expect(rowsOf(table)).toEqual(rows.map(([a, b]) => [Number(String(a)), Number(String(b))]));
      const numeric = table.classNames.every((name) => Number.isFinite(Number(name)));
      if (!numeric) expect(labelsOf(table)).toEqual(rows.map(([, , label]) => label.trim()));
    },
  );
  fc.assert(property, { seed: SEED, numRuns: 1000 });
});

test("fuzz: any text of CSV's own characters is read right or refused", () => {
  const parts = fc.constantFrom(
    '"',
    '""',
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "1",
    "-2.5",
    "1e400",
    "NaN",
    "a",
    " ",
    "\0",
    "é",
    "=1",
    "\ufeff",
  );
  const property = fc.property(fc.array(parts, { maxLength: 60 }), (list) => {
    try {
      const table = read(list.join(""));
      expect(table.X.length).toBe(table.samples * table.features);
      expect(Array.from(table.X as Float64Array).every((value) => value - value === 0)).toBe(true);
      expect(table.featureColumns.length + 1).toBe(table.columns.length);
    } catch (error) {
      if (!(error instanceof RelulabError)) throw error;
    }
  });
  fc.assert(property, { seed: SEED, numRuns: 6000 });
});

test("fuzz: any bytes are read right or refused, plain and gzip", () => {
  const property = fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (file, packs) => {
    const found = refusal(() => readCsv(packs ? gz(file) : file, "fuzz"));
    expect(found.code).toMatch(/^(none|[A-Z]+_[A-Z_]+)$/);
  });
  fc.assert(property, { seed: SEED, numRuns: 3000 });
});
