import { expect, test } from "vitest";
import { missingRole, type OpenedFile, openFile, readFileSet } from "../../src/data/fileSet.js";
import { gz, idxFile } from "../support/idx.js";
import { refusal } from "../support/refusal.js";
import { npyBytes, npyFile } from "../support/npy.js";

const open = (name: string, bytes: Uint8Array): OpenedFile => openFile({ name, bytes });
const csv = open("t.csv", new TextEncoder().encode("a,b,y\n1,2,p\n3,4,q\n"));
const table = open("t.npy", npyFile(npyBytes([1, 2, 0, 3, 4, 1], "f8", true), { descr: "'<f8'", shape: "(2, 3)" }));
const features = open("X.npy", gz(npyFile([1, 2, 3, 4], { shape: "(2, 2)" })));
const list = open("y.npy", npyFile([0, 1], { shape: "(2,)" }));
const column = open("y1.npy", npyFile([0, 1], { shape: "(2, 1)" }));
const images = open("images", gz(idxFile([2, 1, 2], [1, 2, 3, 4])));
const labels = open("labels", idxFile([2], [0, 1]));

test("the first bytes say what a file is, packed or not", () => {
  expect([csv, table, features, list, images, labels].map(({ kind }) => kind)).toEqual(["csv", "npy", "npy", "npy", "idx", "idx"]);
  expect([table, features, list, column, images, labels].map(({ shape }) => shape)).toEqual([[2, 3], [2, 2], [2], [2, 1], [2, 1, 2], [2]]);
  expect(open("nothing", new Uint8Array(0)).kind).toBe("csv");
  expect(open("short", Uint8Array.of(0, 0, 8, 3, 0)).shape).toEqual([]);
});

test("what is still to come", () => {
  expect([csv, table, features, list, column, images, labels].map((file) => missingRole([file]))).toEqual([
    null,
    null,
    null,
    "features",
    "features",
    "labels",
    "features",
  ]);
  for (const pair of [
    [features, list],
    [list, features],
    [column, features],
    [images, labels],
    [labels, images],
  ])
    expect(missingRole(pair)).toBe(null);
  for (const wrong of [
    [csv, csv],
    [csv, list],
    [features, table],
    [list, column],
    [images, images],
    [labels, list],
    [features, list, csv],
    [],
  ])
    expect(refusal(() => missingRole(wrong)).code).toBe("DATA_SHAPE");
});

test("all ways give the same samples", () => {
  const X = [1, 2, 3, 4];
  for (const files of [[csv], [table], [features, list], [column, features], [images, labels], [labels, images]]) {
    const read = readFileSet(files);
    expect(Array.from(read.X)).toEqual(X);
    expect(Array.from(read.labels)).toEqual([0, 1]);
    expect([read.samples, read.features]).toEqual([2, 2]);
  }
  expect(readFileSet([csv], { label: "a", leaveOut: ["y"] }).classNames).toEqual(["1", "3"]);
  expect(readFileSet([table], { label: 1 }).classNames).toEqual(["1", "3"]);
  expect(refusal(() => readFileSet([table], { label: "a" })).code).toBe("ARG_UNKNOWN");
  expect(refusal(() => readFileSet([images])).message).toBe("DATA_TOO_FEW: images comes without its labels.");
});
