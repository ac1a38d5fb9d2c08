import { count, reading, RelulabError, type ErrorCode } from "../errors.js";
import { fileName } from "./fileName.js";
import { gunzip, isGzip, requireBytes, requireLimit } from "./gzip.js";
import type { NumberArray } from "./labelledTable.js";
import { type NpyHeader, type NpyType, readNpyHeader } from "./npyHeader.js";

export interface NpyArray {
  /** One or two numbers. */
  readonly shape: readonly number[];
  /** Row-major, whatever the order of the file; in its own type of numbers, 64-bit integers as f64. */
  readonly data: NumberArray;
}

export interface NpyLimits {
  /** Most bytes after unpacking; default 1 GiB. */
  readonly bytes?: number;
}

const MOST_BYTES = 0x40000000;
const LARGEST_EXACT = 2 ** 53;

/**
 * Reads an npy file of one or two dimensions, plain or gzip: versions 1.0 to 3.0, floats, integers and booleans of either byte order, C or
 * Fortran order. The header is checked against the file's real size before anything is allocated. Throws `NPY_*`, `DATA_SHAPE`,
 * `DATA_TOO_FEW`, `DATA_LIMIT`, `DATA_NOT_FINITE` for NaN and infinities, `DATA_NUMBER` for integers beyond 2⁵³, `IDX_GZIP`, `IDX_LIMIT`.
 */
export function readNpy(bytes: Uint8Array, name: string, limits: NpyLimits = {}): NpyArray {
  requireBytes("readNpy()", bytes);
  const { bytes: most = MOST_BYTES } = reading("readNpy()", () => ({ ...limits }));
  requireLimit("readNpy()", "limits.bytes", most);
  const file = isGzip(bytes) ? gunzip(bytes, name, most) : bytes;
  if (file.length > most)
    throw refuse(
      "DATA_LIMIT",
      name,
      `has ${count(file.length)} bytes, the limit is ${count(most)}`,
      "Use fewer rows or raise the limit on bytes.",
    );
  const header = readNpyHeader(file, name);
  checkShape(header.shape, name);
  checkSize(file, header, name);
  return { shape: header.shape, data: readNumbers(file, header, name) };
}

function checkShape(shape: readonly number[], name: string): void {
  if (shape.length !== 1 && shape.length !== 2)
    throw refuse(
      "DATA_SHAPE",
      name,
      `has ${shape.length} dimensions (${text(shape)}), a table has 2 and a list 1`,
      "Save array.reshape(len(array), -1) instead.",
    );
  if (shape.includes(0))
    throw refuse("DATA_TOO_FEW", name, `has the shape ${text(shape)}, each must be at least 1`, "Use a file with data in it.");
}

/** The claimed size may pass 2⁵³; it then is far from the real one, whatever its last digits. */
function checkSize(file: Uint8Array, { shape, type, start }: NpyHeader, name: string): void {
  const claimed = shape.reduce((product, n) => product * n, Number(type[1]));
  const found = file.length - start;
  if (found === claimed) return;
  throw refuse(
    found < claimed ? "NPY_TRUNCATED" : "NPY_TRAILING",
    name,
    `has ${count(found)} bytes of data, its header (${text(shape)} of ${type}) asks for ${claimed < LARGEST_EXACT ? count(claimed) : "more than 2^53"}`,
    "Write the file again with numpy.save.",
  );
}

type Reader = (view: DataView, at: number, little: boolean) => number;

interface Kind {
  readonly make: (length: number) => NumberArray;
  readonly read: Reader;
}

const KINDS: Readonly<Record<NpyType, Kind>> = {
  f4: { make: (n) => new Float32Array(n), read: (view, at, little) => view.getFloat32(at, little) },
  f8: { make: (n) => new Float64Array(n), read: (view, at, little) => view.getFloat64(at, little) },
  i1: { make: (n) => new Int8Array(n), read: (view, at) => view.getInt8(at) },
  i2: { make: (n) => new Int16Array(n), read: (view, at, little) => view.getInt16(at, little) },
  i4: { make: (n) => new Int32Array(n), read: (view, at, little) => view.getInt32(at, little) },
  i8: {
    make: (n) => new Float64Array(n),
    read: (view, at, little) => wide(view, at, little, view.getInt32(at + (little ? 4 : 0), little)),
  },
  u1: { make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  u2: { make: (n) => new Uint16Array(n), read: (view, at, little) => view.getUint16(at, little) },
  u4: { make: (n) => new Uint32Array(n), read: (view, at, little) => view.getUint32(at, little) },
  u8: {
    make: (n) => new Float64Array(n),
    read: (view, at, little) => wide(view, at, little, view.getUint32(at + (little ? 4 : 0), little)),
  },
  b1: { make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
};

/** high·2³² + low: exact up to 2⁵³, beyond that rounded and refused. */
const wide = (view: DataView, at: number, little: boolean, high: number): number =>
  high * 0x100000000 + view.getUint32(at + (little ? 0 : 4), little);

/** The numbers in row-major order, each looked at. */
function readNumbers(file: Uint8Array, { shape, type, littleEndian, fortranOrder, start }: NpyHeader, name: string): NumberArray {
  const [rows, columns = 1] = shape;
  const { make, read } = KINDS[type];
  const size = Number(type[1]);
  const view = new DataView(file.buffer, file.byteOffset + start, rows * columns * size);
  const data = make(rows * columns);
  const [perRow, perColumn] = fortranOrder ? [size, rows * size] : [columns * size, size];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const value = read(view, row * perRow + column * perColumn, littleEndian);
      if (!fits(value, type)) throw wrongNumber(value, { row, column, shape, type, name });
      data[row * columns + column] = value;
    }
  return data;
}

function fits(value: number, type: NpyType): boolean {
  if (type[0] === "f") return value - value === 0;
  if (type === "b1") return value < 2;
  return type[1] !== "8" || Math.abs(value) <= LARGEST_EXACT;
}

interface Place {
  readonly row: number;
  readonly column: number;
  readonly shape: readonly number[];
  readonly type: NpyType;
  readonly name: string;
}

function wrongNumber(value: number, { row, column, shape, type, name }: Place): RelulabError {
  const place = shape.length === 1 ? `item ${count(row)}` : `row ${count(row)}, column ${count(column)}`;
  const details = { row, column };
  if (!(value - value === 0))
    return refuse("DATA_NOT_FINITE", name, `holds ${value} at ${place} (counted from 0)`, "Remove or replace such values first.", details);
  const limit = type === "b1" ? "a boolean is 0 or 1" : "integers beyond 2^53 have no exact number";
  return refuse("DATA_NUMBER", name, `holds ${value} at ${place} (counted from 0), ${limit}`, "Save array.astype('<f8') instead.", details);
}

const text = (shape: readonly number[]): string => (shape.length === 0 ? "no shape" : shape.map(count).join(" × "));

function refuse(code: ErrorCode, name: string, what: string, hint: string, details: Readonly<Record<string, unknown>> = {}): RelulabError {
  return new RelulabError(code, `${fileName(name)} ${what}.`, hint, details);
}
