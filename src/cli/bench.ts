import { benchFilter, type BenchReport, type BenchResult, runSuite } from "../bench/index.js";
import { RelulabError, show } from "../errors.js";
import { EXIT_CHECK_FAILED } from "./exit.js";
import { parseFlags, usageOf } from "./flags.js";

const FLAGS = { filter: { type: "string" }, json: { type: "boolean" } } as const;

export const BENCH_USAGE: string = `relulab bench ${usageOf(FLAGS)}`;

/** `relulab bench [--filter RE] [--json]`: kernels and training steps against plain JavaScript; exit code 1 when a result was wrong. */
export async function benchCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseFlags("relulab bench", FLAGS, args);
  if (positionals.length > 0)
    throw new RelulabError("ARG_SHAPE", `relulab bench takes no names, got ${show(positionals[0])}.`, "Choose cases with --filter.");
  const filter = values.filter === undefined ? undefined : benchFilter(values.filter as string, "--filter");
  const json = values.json === true;
  const report = await runSuite({
    ...(filter === undefined ? {} : { filter }),
    onResult: (result, done, total) => void (json || process.stderr.write(`  ${done} of ${total}: ${result.id}\n`)),
  });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${table(report)}\n`);
  return report.results.every(({ verified }) => verified) ? 0 : EXIT_CHECK_FAILED;
}

const microseconds = (milliseconds: number, resolution: number): string =>
  milliseconds < resolution ? `< ${(resolution * 1000).toFixed(0)} µs` : `${(milliseconds * 1000).toFixed(0)} µs`;

/** Ratios to plain JavaScript in the same engine, measured in the same run. */
export function table({ engine, results }: BenchReport): string {
  const { clockResolution } = engine;
  const width = Math.max(...results.map(({ title }) => title.length));
  const row = (title: string, cells: readonly string[]): string =>
    `  ${title.padEnd(width)}  ${cells.map((cell) => cell.padStart(10)).join("  ")}`;
  const line = ({ title, wasm, ratio, rate, unit }: BenchResult): string =>
    wasm !== null && ratio !== null && rate !== null
      ? `${row(title, [...[wasm.median, wasm.first, wasm.worst].map((time) => microseconds(time, clockResolution)), `${ratio.toFixed(1)} ×`])}  ${Number(rate.toPrecision(3))} ${unit}`
      : `  ${title.padEnd(width)}  WRONG RESULT, not timed`;
  return [
    `${engine.engine}; ${engine.processor}`,
    "Times of a call: median once warm, the first call, the worst once warm; times faster than plain JavaScript (medians, arms in turns); rate",
    `${row("", ["median", "first", "worst", "ratio"])}  rate`,
    ...results.map(line),
  ].join("\n");
}
