import type { FileSetOptions } from "../../../src/data/fileSet.js";
import type { Choice, FileFacts, TrainingOrder } from "./messages.js";

/** A program for Node that reads the same files and comes to the same weights. */
export function programOf(
  { names }: FileFacts,
  options: FileSetOptions,
  choice: Choice,
  { precision, options: training }: TrainingOrder,
): string {
  const { positive, negative, samples, scaling, bias } = choice;
  const pair = negative === "" ? {} : { positive, negative };
  return `import { readFile } from "node:fs/promises";
import { load } from "relulab";
import { openFile, readFileSet, twoClasses } from "relulab/files";

const names = ${JSON.stringify(names)};
const files = await Promise.all(names.map(async (name) => openFile({ name, bytes: await readFile(name) })));
const table = readFileSet(files, ${JSON.stringify(options)});
const chosen = twoClasses(table, ${JSON.stringify({ ...pair, samples, scaling, precision })});

const lab = await load({ precision: ${JSON.stringify(precision)} });
const data = lab.prepare(chosen, { bias: ${bias} });
const margin = await lab.margin(data);
const run = await lab.trainTwoLayer(data, ${JSON.stringify(training)});
console.log(margin.text, run.status, run.updates);
`;
}
