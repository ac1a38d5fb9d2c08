import { access, readFile } from "node:fs/promises";
import { RelulabError, show } from "../errors.js";

export const platformName: string = "node";

/** The bytes of a file. Throws `INPUT_MISSING` with the reason of the operating system. */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unknown reason";
    throw new RelulabError("INPUT_MISSING", `cannot read ${show(path)} (${reason}).`, "Check the path and that the file may be read.", { path, reason });
  }
}

/** Whether there is something at this path that this process can see. */
export async function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
