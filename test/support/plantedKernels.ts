import { readFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";
import { expect } from "vitest";

// Kernels that are wrong on purpose, compiled from the real source with one line changed.

export interface Bug {
  readonly name: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

export const NO_BUG: Bug = { name: "none", file: "assembly/train/gate.ts", right: "", wrong: "" };

/** The f64 kernels with this bug. */
export async function compile({ file, right, wrong }: Bug): Promise<WebAssembly.Module> {
  let binary: Uint8Array<ArrayBuffer> | undefined;
  let patched = false;
  const read = (name: string, baseDir: string): string | null => {
    const path = join(baseDir, name);
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch {
      return null;
    }
    if (!path.endsWith(file)) return text;
    expect(text).toContain(right);
    patched = true;
    return text.replace(right, wrong);
  };
  const { error } = await asc.main(["assembly/f64.ts", "--target", "f64", "-O1", "--outFile", "wrong.wasm"], {
    readFile: read,
    writeFile: (_name, content) => {
      if (typeof content !== "string") binary = Uint8Array.from(content);
    },
    listFiles: () => null,
  });
  if (error || binary === undefined) throw new Error("asc failed", { cause: error });
  expect(patched).toBe(true);
  return WebAssembly.compile(binary);
}
