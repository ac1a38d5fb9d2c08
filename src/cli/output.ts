import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { RelulabError, show } from "../errors.js";
import type { Result } from "../sweep/resultFile.js";

/** Writes a file whole or not at all: a neighbour first, flushed, then renamed. */
async function writeFileWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const file = await open(draft, "w");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    if (reason === "ENOSPC" || reason === "EDQUOT")
      throw new RelulabError(
        "DISK_FULL",
        `there is no room to write ${show(path)} (${reason}).`,
        "Free some space and run the same command again.",
      );
    throw new RelulabError("OUTPUT_IO", `cannot write ${show(path)} (${reason}).`, "Check the folder, or choose another with --out.");
  }
}

/** Makes the folder before any work starts. Throws `OUTPUT_CREATE`. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new RelulabError("OUTPUT_CREATE", `cannot create the folder ${show(folder)} (${reason}).`, "Choose another with --out.");
  }
}

/** `result.json` goes last: a folder that has one is complete. */
export async function writeFolder(folder: string, files: Readonly<Record<string, string>>, result: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFileWhole(join(folder, name), text);
  await writeFileWhole(join(folder, "result.json"), result);
}

/** The finished result of a folder, or undefined. Something that is no result is treated as none. */
export async function readResult(folder: string): Promise<Result | undefined> {
  try {
    const parsed = JSON.parse(await readFile(join(folder, "result.json"), "utf8")) as Result;
    return typeof parsed?.sha256 === "string" && typeof parsed.config === "object" ? parsed : undefined;
  } catch {
    return undefined;
  }
}
