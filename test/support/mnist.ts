import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with real MNIST: RELULAB_DATA, `data/mnist` in the project, or in a folder beside it. Node only. */
export function findMnist(): string | undefined {
  const project = fileURLToPath(new URL("../..", import.meta.url));
  const beside = join(project, "..");
  const folders = [
    process.env["RELULAB_DATA"],
    join(project, "data/mnist"),
    ...readdirSync(beside).map((name) => join(beside, name, "data/mnist")),
  ];
  return folders.find((folder) => folder !== undefined && holdsDigits(folder));
}

function holdsDigits(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith("train-images"));
}
