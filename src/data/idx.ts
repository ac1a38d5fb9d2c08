import { count, reading, RelulabError, type ErrorCode } from "../errors.js";
import { fileName } from "./fileName.js";
import { gunzip, isGzip, requireBytes, requireLimit } from "./gzip.js";

/** Unsigned bytes in row-major order. */
export interface IdxArray {
  readonly dimensions: number[];
  readonly data: Uint8Array;
}

export interface IdxLimits {
  /** Most items along the first dimension; default 10,000,000. */
  readonly items?: number;
  /** Most bytes of data after unpacking; default 1 GiB. */
  readonly bytes?: number;
}

const UNSIGNED_BYTE = 8;
const TYPES: Readonly<Record<number, string>> = {
  9: "signed bytes",
  11: "16-bit integers",
  12: "32-bit integers",
  13: "floats",
  14: "doubles",
};
const MOST_DIMENSIONS = 4;
const LONGEST_HEADER = 4 + 4 * MOST_DIMENSIONS;
const MOST_ITEMS = 10_000_000;
const MOST_BYTES = 0x40000000;

/**
 * Reads an IDX file of unsigned bytes, plain or gzip (seen by its first bytes, not by its name). Plain data are a view of `bytes`.
 * The header is checked against the file's real size first. Throws `IDX_MAGIC`, `IDX_TYPE`, `IDX_TRUNCATED`, `IDX_TRAILING`, `IDX_LIMIT`
 * or `IDX_GZIP`. Format: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
 */
export function readIdx(bytes: Uint8Array, name: string, limits: IdxLimits = {}): IdxArray {
  requireBytes("readIdx()", bytes);
  const { items = MOST_ITEMS, bytes: most = MOST_BYTES } = reading("readIdx()", () => ({ ...limits }));
  requireLimit("readIdx()", "limits.items", items);
  requireLimit("readIdx()", "limits.bytes", most);
  const file = isGzip(bytes) ? gunzip(bytes, name, most + LONGEST_HEADER) : bytes;
  const rank = readRank(file, name);
  const start = 4 + 4 * rank;
  if (file.length < start)
    throw refuse("IDX_TRUNCATED", name, `ends at byte ${file.length}, its header of ${rank} dimensions takes ${start}`, FETCH_AGAIN);
  const dimensions = Array.from({ length: rank }, (_, i) => bigEndian(file, 4 + 4 * i));
  const size = checkedSize(dimensions, name, items, most);
  const found = file.length - start;
  if (found < size)
    throw refuse(
      "IDX_TRUNCATED",
      name,
      `has ${count(found)} bytes of data, its header (${shape(dimensions)}) asks for ${count(size)}`,
      FETCH_AGAIN,
    );
  if (found > size)
    throw refuse(
      "IDX_TRAILING",
      name,
      `has ${count(found)} bytes of data, its header (${shape(dimensions)}) asks for ${count(size)}`,
      FETCH_AGAIN,
    );
  return { dimensions, data: file.subarray(start) };
}

const FETCH_AGAIN = "Fetch the file again.";

function readRank(file: Uint8Array, name: string): number {
  if (file.length < 4) throw refuse("IDX_TRUNCATED", name, `has ${file.length} bytes, an IDX header has at least 8`, FETCH_AGAIN);
  const [zero, also, type, rank] = file;
  if (zero !== 0 || also !== 0)
    throw refuse(
      "IDX_MAGIC",
      name,
      `starts with the bytes ${hex(file)}, an IDX file with 00 00`,
      "Check that this is an IDX file, plain or gzip.",
    );
  if (type !== UNSIGNED_BYTE) {
    const what = TYPES[type] ?? "an unknown type";
    throw refuse(
      "IDX_TYPE",
      name,
      `holds ${what} (code ${type}), images and labels are unsigned bytes (code 8)`,
      "Convert it to unsigned bytes.",
    );
  }
  if (rank < 1 || rank > MOST_DIMENSIONS)
    throw refuse(
      "IDX_MAGIC",
      name,
      `has ${rank} dimensions, the limits are 1 and ${MOST_DIMENSIONS}`,
      "Check that this is an IDX file, plain or gzip.",
    );
  return rank;
}

/** The product of the dimensions, each ≥ 1, refused as soon as it passes the limit: it stays far below 2⁵³ and cannot wrap. */
function checkedSize(dimensions: readonly number[], name: string, items: number, most: number): number {
  if (dimensions[0] > items)
    throw refuse(
      "IDX_LIMIT",
      name,
      `claims ${count(dimensions[0])} items, the limit is ${count(items)}`,
      "Check the file or raise the limit on items.",
    );
  let size = 1;
  for (const dimension of dimensions) {
    if (dimension === 0)
      throw refuse(
        "IDX_LIMIT",
        name,
        `has a dimension of 0 (${shape(dimensions)}), each must be at least 1`,
        "Use a file with data in it.",
      );
    size *= dimension;
    if (size > most)
      throw refuse(
        "IDX_LIMIT",
        name,
        `claims ${shape(dimensions)} bytes, the limit is ${count(most)}`,
        "Check the file or raise the limit on bytes.",
      );
  }
  return size;
}

function refuse(code: ErrorCode, name: string, what: string, hint: string): RelulabError {
  return new RelulabError(code, `${fileName(name)} ${what}.`, hint);
}

function bigEndian(file: Uint8Array, at: number): number {
  return ((file[at] << 24) | (file[at + 1] << 16) | (file[at + 2] << 8) | file[at + 3]) >>> 0;
}

function shape(dimensions: readonly number[]): string {
  return dimensions.map(count).join(" × ");
}

function hex(file: Uint8Array): string {
  return Array.from(file.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
