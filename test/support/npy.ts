import { join } from "./idx.js";

export interface NpyParts {
  readonly version?: readonly [number, number];
  readonly descr?: string;
  readonly fortran?: string;
  readonly shape?: string;
  /** Instead of the dictionary made of the parts. */
  readonly header?: string;
  /** Instead of the true length of the header. */
  readonly length?: number;
}

/** An npy file as numpy writes it, or with any part of it wrong. */
export function npyFile(data: ArrayLike<number>, parts: NpyParts = {}): Uint8Array {
  const { version = [1, 0], descr = "'|u1'", fortran = "False", shape = `(${data.length},)` } = parts;
  const dictionary = parts.header ?? `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
  const fixed = version[0] === 1 ? 10 : 12;
  const padded = `${dictionary}${" ".repeat(63 - ((fixed + dictionary.length) % 64))}\n`;
  const length = parts.length ?? padded.length;
  const lengths = [length & 255, (length >> 8) & 255, (length >> 16) & 255, length >>> 24].slice(0, fixed - 8);
  return join([0x93, ...new TextEncoder().encode("NUMPY"), ...version], lengths, new TextEncoder().encode(padded), data);
}

type Setter = "setFloat32" | "setFloat64" | "setInt16" | "setInt32" | "setUint16" | "setUint32";
const SETTERS: Readonly<Record<string, Setter>> = {
  f4: "setFloat32",
  f8: "setFloat64",
  i2: "setInt16",
  i4: "setInt32",
  u2: "setUint16",
  u4: "setUint32",
};

/** The bytes of numbers in a type and byte order. */
export function npyBytes(values: readonly (number | bigint)[], type: string, little: boolean): Uint8Array {
  const size = Number(type[1]);
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, i) => {
    if (size === 1) view.setUint8(i, Number(value) & 255);
    else if (type === "i8" || type === "u8") view.setBigUint64(i * 8, BigInt.asUintN(64, BigInt(value)), little);
    else view[SETTERS[type]](i * size, Number(value), little);
  });
  return new Uint8Array(view.buffer);
}
