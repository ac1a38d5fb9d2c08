import { RelulabError, show } from "../errors.js";

export const platformName: string = "web";

/** A page has no files by path: always throws `INPUT_MISSING`. */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  throw noFiles(path);
}

/** A page has no files by path: always throws `INPUT_MISSING`. */
export async function fileExists(path: string): Promise<boolean> {
  throw noFiles(path);
}

function noFiles(path: string): RelulabError {
  return new RelulabError(
    "INPUT_MISSING",
    `a page cannot read ${show(path)} by its path.`,
    "Let the reader choose the files and pass their bytes to digitsFromFiles().",
    { path },
  );
}
