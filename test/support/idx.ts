import { gzipSync } from "fflate";

/** An IDX file with this header, whatever the data are. */
export function idxFile(dimensions: readonly number[], data: ArrayLike<number>, type = 8): Uint8Array {
  const file = new Uint8Array(4 + 4 * dimensions.length + data.length);
  const view = new DataView(file.buffer);
  file[2] = type;
  file[3] = dimensions.length;
  dimensions.forEach((dimension, i) => view.setUint32(4 + 4 * i, dimension));
  file.set(data, 4 + 4 * dimensions.length);
  return file;
}

export function gz(bytes: Uint8Array, options: { filename?: string } = {}): Uint8Array {
  return gzipSync(bytes, { mtime: 0, ...options });
}

export function join(...parts: readonly ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}
