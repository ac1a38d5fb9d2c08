import type { LabelledData } from "../data/labelled.js";
import { PreparedLabelled } from "../train/preparedLabelled.js";
import { checkSoftmaxOptions, readSoftmaxOptions, type SoftmaxOptions } from "../train/softmaxOptions.js";
import { SoftmaxRun } from "../train/softmaxRun.js";
import type { InstancePool } from "../wasm/pool.js";
import { samePrecision } from "./shared.js";

/** A run of S3, ready to be driven. */
export function startSoftmax(
  where: string,
  pool: InstancePool,
  data: LabelledData | PreparedLabelled,
  options: SoftmaxOptions,
): SoftmaxRun {
  const read = readSoftmaxOptions(where, options);
  const prepared = preparedFor(where, data, pool);
  const test = read.test === undefined ? null : preparedFor(`${where}: test`, read.test, pool);
  return new SoftmaxRun(pool, prepared, test, checkSoftmaxOptions(where, prepared, test, read), where);
}

function preparedFor(where: string, data: LabelledData | PreparedLabelled, { precision }: InstancePool): PreparedLabelled {
  if (PreparedLabelled.is(data)) return samePrecision(where, data, precision);
  return PreparedLabelled.of(data, precision, where);
}
