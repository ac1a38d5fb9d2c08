import { mkdir, open, readFile, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { RelulabError, show } from "../errors.js";
import { type Result, sha256OfJson } from "../sweep/resultFile.js";

const draftOf = (path: string): string => `${path}.${process.pid}.part`;
const reasonOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? String(cause);

async function writeDraft(path: string, text: string): Promise<void> {
  const file = await open(draftOf(path), "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function cannotWrite(path: string, cause: unknown): RelulabError {
  const reason = reasonOf(cause);
  return reason === "ENOSPC" || reason === "EDQUOT"
    ? new RelulabError(
        "DISK_FULL",
        `there is no room to write ${show(path)} (${reason}).`,
        "Free some space and run the same command again.",
      )
    : new RelulabError("OUTPUT_IO", `cannot write ${show(path)} (${reason}).`, "Check the folder, or choose another with --out.");
}

/**
 * Makes the folder and sees that a file can be made in it, before any work starts. Returns what takes the folders made here away
 * again, as far as they are empty: for a run that ends without a result. Throws `OUTPUT_CREATE`.
 */
export async function prepareFolder(folder: string): Promise<() => Promise<void>> {
  let made: string | undefined;
  let step = "create the folder";
  const undo = async (): Promise<void> => {
    if (made === undefined) return;
    for (let path = resolve(folder); path.length >= made.length; path = dirname(path))
      if (
        !(await rmdir(path).then(
          () => true,
          () => false,
        ))
      )
        return;
  };
  try {
    made = await mkdir(folder, { recursive: true });
    step = "write into the folder";
    const probe = draftOf(join(folder, "result.json"));
    await (await open(probe, "w")).close();
    await rm(probe);
    return undo;
  } catch (cause) {
    await undo();
    throw new RelulabError("OUTPUT_CREATE", `cannot ${step} ${show(folder)} (${reasonOf(cause)}).`, "Choose another with --out.");
  }
}

/**
 * All files or none: every one is written and flushed beside its place, then all are renamed in the order given. `result.json` goes
 * last: a folder that has one is complete. Throws `DISK_FULL`, `OUTPUT_IO`.
 */
export async function writeFolder(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const all = Object.entries(files).map(([name, text]) => ({ path: join(folder, name), text }));
  let current = all[0].path;
  try {
    for (const { path, text } of all) await writeDraft((current = path), text);
    for (const { path } of all) await rename(draftOf((current = path)), path);
  } catch (cause) {
    for (const { path } of all) await rm(draftOf(path), { force: true });
    throw cannotWrite(current, cause);
  }
}

/** The finished result of a folder, or undefined. What is no whole result, as its SHA-256 says, is treated as none. */
export async function readResult(folder: string): Promise<Result | undefined> {
  try {
    const { sha256, ...content } = JSON.parse(await readFile(join(folder, "result.json"), "utf8")) as Result;
    return sha256OfJson(content) === sha256 ? { ...content, sha256 } : undefined;
  } catch {
    return undefined;
  }
}
