import { fileExists, readFileBytes } from "#platform";
import { RelulabError, show } from "../errors.js";
import { digitsFromFiles, type DigitSource, type NamedBytes } from "./digits.js";

export type DigitSplit = "train" | "test";

const PREFIX: Readonly<Record<DigitSplit, string>> = { train: "train", test: "t10k" };

/**
 * The MNIST pair of a split from a folder: `train-images-idx3-ubyte` and `train-labels-idx1-ubyte` (`t10k-` for test), with a dot before
 * `idx` too, plain or with `.gz`. Throws `INPUT_MISSING` and whatever `digitsFromFiles` throws.
 */
export async function loadDigitFolder(folder: string, split: DigitSplit): Promise<DigitSource> {
  if (typeof folder !== "string" || folder === "") throw wrong(`folder must be a path, got ${show(folder)}`, '"data/mnist"');
  if (split !== "train" && split !== "test") throw wrong(`split must be train or test, got ${show(split)}`, '"train"');
  const images = await find(folder, `${PREFIX[split]}-images`, "idx3");
  const labels = await find(folder, `${PREFIX[split]}-labels`, "idx1");
  return digitsFromFiles(images, labels, `MNIST ${split}`);
}

async function find(folder: string, stem: string, kind: "idx1" | "idx3"): Promise<NamedBytes> {
  const names = ["-", "."].flatMap((join) => ["", ".gz"].map((ending) => `${stem}${join}${kind}-ubyte${ending}`));
  for (const name of names) {
    const path = `${folder.replace(/\/+$/, "")}/${name}`;
    if (await fileExists(path)) return { name, bytes: await readFileBytes(path) };
  }
  throw new RelulabError(
    "INPUT_MISSING",
    `${show(folder)} has no file of ${kind === "idx3" ? "images" : "labels"}; tried ${names.join(", ")}.`,
    "Name the folder with the four MNIST files by --data or RELULAB_DATA, or leave both out to use generated digits.",
    { folder, tried: names },
  );
}

function wrong(what: string, example: string): RelulabError {
  return new RelulabError("ARG_TYPE", `loadDigitFolder(): ${what}.`, `Use for example ${example}.`);
}
