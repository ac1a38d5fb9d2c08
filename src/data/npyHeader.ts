import { count, RelulabError, show } from "../errors.js";
import { fileName } from "./fileName.js";

/** The types of numbers that are read, as numpy writes them: f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1. */
export type NpyType = "f4" | "f8" | "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8" | "b1";

export interface NpyHeader {
  readonly type: NpyType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the numbers start. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const TYPES: readonly string[] = ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"];
/** numpy itself reads no longer one without being told to. */
const LONGEST_HEADER = 10_000;
const FETCH_AGAIN = "Write the file again with numpy.save.";

export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** The header of an npy file of version 1.0, 2.0 or 3.0, read as a literal and never run. Throws `NPY_MAGIC`, `NPY_HEADER`, `NPY_TYPE`, `NPY_TRUNCATED`. */
export function readNpyHeader(file: Uint8Array, name: string): NpyHeader {
  if (!isNpy(file))
    throw refuse(
      "NPY_MAGIC",
      name,
      `starts with the bytes ${hex(file)}, an npy file with 93 4e 55 4d 50 59`,
      "Check that this is an npy file.",
    );
  const [major, minor] = [file[6], file[7]];
  if (file.length < 10) throw refuse("NPY_TRUNCATED", name, `ends at byte ${file.length}, inside its header`, FETCH_AGAIN);
  if (major < 1 || major > 3 || minor !== 0)
    throw refuse("NPY_MAGIC", name, `has version ${major}.${minor}, known are 1.0, 2.0 and 3.0`, FETCH_AGAIN);
  const fixed = major === 1 ? 10 : 12;
  if (file.length < fixed) throw refuse("NPY_TRUNCATED", name, `ends at byte ${file.length}, inside its header`, FETCH_AGAIN);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER)
    throw refuse("NPY_HEADER", name, `claims a header of ${count(length)} bytes, the limit is ${count(LONGEST_HEADER)}`, FETCH_AGAIN);
  const start = fixed + length;
  if (file.length < start)
    throw refuse("NPY_TRUNCATED", name, `ends at byte ${count(file.length)}, its header takes ${count(start)}`, FETCH_AGAIN);
  return { ...readFields(asciiText(file.subarray(fixed, start), name), name), start };
}

/** Types of one number are ASCII in every version; names of fields, which 3.0 writes in UTF-8, belong to records, which are refused. */
function asciiText(bytes: Uint8Array, name: string): string {
  const wrong = bytes.findIndex((byte) => byte > 126 || (byte < 32 && byte !== 10));
  if (wrong >= 0) throw refuse("NPY_HEADER", name, `has the byte ${bytes[wrong]} in its header`, FETCH_AGAIN);
  return String.fromCharCode(...bytes);
}

/** One `key: value` of the dictionary, with the comma or the end after it. */
const FIELD = /\s*(['"])(\w{1,20})\1\s*:\s*(?:(['"])([^'"\\]*)\3|(True|False)|\(([\d,\s]*)\))\s*(,\s*(?=\})|,|(?=\}))/y;

function readFields(text: string, name: string): Omit<NpyHeader, "start"> {
  const found = new Map<string, string>();
  FIELD.lastIndex = /^\s*\{/.exec(text)?.[0].length ?? text.length;
  for (let at = FIELD.lastIndex; text[at] !== "}"; at = FIELD.lastIndex) {
    const match = FIELD.exec(text);
    if (match === null) throw unreadable(text, at, name);
    const [, , key, , quoted, flag, tuple] = match;
    if (found.has(key)) throw refuse("NPY_HEADER", name, `names ${show(key)} twice in its header`, FETCH_AGAIN);
    found.set(key, quoted === undefined ? (flag ?? `(${tuple})`) : `'${quoted}`);
    if (text[FIELD.lastIndex] === "}" && text.slice(FIELD.lastIndex + 1).trim() !== "")
      throw refuse("NPY_HEADER", name, "has more after the dictionary in its header", FETCH_AGAIN);
  }
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => found.get(key) ?? "");
  if (found.size !== 3 || !descr.startsWith("'") || !/^[TF]/.test(order) || !shape.startsWith("("))
    throw refuse(
      "NPY_HEADER",
      name,
      `has a header with ${Array.from(found.keys(), show).join(", ") || "nothing"}, not with descr, fortran_order and shape`,
      FETCH_AGAIN,
    );
  return { ...readType(descr.slice(1), name), fortranOrder: order === "True", shape: readShape(shape, name) };
}

function unreadable(text: string, at: number, name: string): RelulabError {
  if (/^\s*['"]descr['"]\s*:\s*\[/.test(text.slice(at))) return notOneNumber(name, "records of several fields");
  return refuse(
    "NPY_HEADER",
    name,
    `has a header that is no dictionary of descr, fortran_order and shape: ${show(text.slice(at))}`,
    FETCH_AGAIN,
  );
}

const notOneNumber = (name: string, what: string): RelulabError =>
  refuse("NPY_TYPE", name, `holds ${what}, known are ${TYPES.join(" ")}`, "Convert it: numpy.save(file, array.astype('<f8')).");

function readType(descr: string, name: string): Pick<NpyHeader, "type" | "littleEndian"> {
  const [order, type] = [descr[0], descr.slice(1)];
  const ordered = order === "<" || order === ">" || (order === "|" && type.endsWith("1"));
  if (!ordered || !TYPES.includes(type)) throw notOneNumber(name, `numbers of type ${show(descr)}`);
  return { type: type as NpyType, littleEndian: order !== ">" };
}

/** A tuple as Python writes it: `()`, `(3,)`, `(3, 4)`. */
function readShape(tuple: string, name: string): number[] {
  const parts = tuple
    .slice(1, -1)
    .split(",")
    .map((part) => part.trim());
  const closed = parts.at(-1) === "";
  if (closed) parts.pop();
  const isTuple = parts.length !== 1 || closed;
  if (isTuple && parts.every((part) => /^(?:0|[1-9]\d{0,15})$/.test(part))) return parts.map(Number);
  throw refuse("NPY_HEADER", name, `has the shape ${show(tuple)}`, FETCH_AGAIN);
}

function refuse(code: "NPY_MAGIC" | "NPY_HEADER" | "NPY_TYPE" | "NPY_TRUNCATED", name: string, what: string, hint: string): RelulabError {
  return new RelulabError(code, `${fileName(name)} ${what}.`, hint);
}

const hex = (file: Uint8Array): string =>
  Array.from(file.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join(" ") || "(none)";
