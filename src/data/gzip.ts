import { Gunzip } from "fflate";
import { count, RelulabError, show } from "../errors.js";
import { fileName } from "./fileName.js";

// One rule for every gzip file: exactly one member, its trailer (CRC-32, length) true, nothing after it.
// The inflater stops at the end of a member without saying where that was. So an empty header is pushed after the file:
// the inflater then reports where the next member starts, which must be the file's length.
const NEXT_MEMBER: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);

const SHORTEST_FILE = 18;
const RESERVED_FLAGS = 0xe0;
/** Deflate packs at most 258 bytes into two bits, 1032 to 1; the rest allows for the file's own header. */
const HIGHEST_RATIO = 1032;
/** Bytes pushed at a time: what a bomb can unpack beyond the length it claims is at most 1 MiB. */
const CHUNK = 1024;

/** Whether the bytes start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return isBytes(bytes) && bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of a gzip file. Its claimed length is checked against `limit` (bytes) and against what the file can hold before anything
 * is allocated. Throws `IDX_LIMIT` above the limit and `IDX_GZIP` for a damaged file, several members or bytes after the end.
 */
export function gunzip(bytes: Uint8Array, name: string, limit: number): Uint8Array {
  requireBytes("gunzip()", bytes);
  requireLimit("gunzip()", "limit", limit);
  const size = claimedSize(bytes, name, limit);
  const content = new Uint8Array(size);
  let filled = 0;
  let end = -1;
  const inflater = new Gunzip((chunk) => {
    if (end >= 0) return;
    if (chunk.length > size - filled) throw damaged(name, `holds more than the ${count(size)} bytes its last four bytes claim`);
    content.set(chunk, filled);
    filled += chunk.length;
  });
  inflater.onmember = (offset) => {
    if (end < 0) end = offset;
  };
  try {
    for (let i = 0; i < bytes.length && end < 0; i += CHUNK) inflater.push(bytes.subarray(i, i + CHUNK));
    if (end < 0) inflater.push(NEXT_MEMBER);
  } catch (error) {
    throw error instanceof RelulabError ? error : damaged(name, "is damaged, cut off or followed by other bytes");
  }
  if (end < 0) throw damaged(name, "ends before its compressed data do");
  if (end !== bytes.length) throw damaged(name, `has ${count(bytes.length)} bytes, but its one gzip member ends at byte ${count(end)}`);
  if (filled !== size) throw damaged(name, `holds ${count(filled)} bytes, its last four bytes claim ${count(size)}`);
  if (crc32(content) !== word(bytes, bytes.length - 8)) throw damaged(name, "has a wrong check sum (CRC-32)");
  return content;
}

/** A proxy may throw even at `instanceof`. */
function isBytes(value: unknown): boolean {
  try {
    return value instanceof Uint8Array;
  } catch {
    return false;
  }
}

/** Throws `ARG_TYPE`. */
export function requireBytes(where: string, bytes: unknown): void {
  if (isBytes(bytes)) return;
  throw new RelulabError("ARG_TYPE", `${where}: bytes must be a Uint8Array, got ${show(bytes)}.`, "Pass new Uint8Array(buffer).");
}

/** Throws `ARG_RANGE`. */
export function requireLimit(where: string, name: string, limit: unknown): void {
  if (typeof limit === "number" && limit >= 0) return;
  throw new RelulabError("ARG_RANGE", `${where}: ${name} must be a number ≥ 0, got ${show(limit)}.`, "Use for example 1e9.");
}

function claimedSize(bytes: Uint8Array, name: string, limit: number): number {
  if (bytes.length < SHORTEST_FILE) throw damaged(name, `has ${bytes.length} bytes, the shortest gzip file has ${SHORTEST_FILE}`);
  if (!isGzip(bytes) || bytes[2] !== 8 || (bytes[3] & RESERVED_FLAGS) !== 0) throw damaged(name, "has no gzip header");
  const size = word(bytes, bytes.length - 4);
  if (size > bytes.length * HIGHEST_RATIO)
    throw damaged(name, `has ${count(bytes.length)} bytes, which cannot unpack to the ${count(size)} bytes its last four bytes claim`);
  if (size > limit)
    throw new RelulabError(
      "IDX_LIMIT",
      `${fileName(name)} unpacks to ${count(size)} bytes, the limit is ${count(limit)}.`,
      "Raise the limit on bytes if the file is meant to be that large.",
      { size, limit },
    );
  return size;
}

function damaged(name: string, what: string): RelulabError {
  return new RelulabError("IDX_GZIP", `${fileName(name)} ${what}.`, "Fetch the file again, or unpack it with gzip -d and use the result.");
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

let table: Int32Array | undefined;

/** CRC-32 of RFC 1952, unsigned. */
export function crc32(bytes: Uint8Array): number {
  table ??= crcTable();
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

function crcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    return crc;
  });
}
