// npm run bench: the suite of src/bench in several fresh processes, because one process's luck with its optimiser is not a measurement.
// Prints a table of medians over the processes and writes build/bench.json with the facts of the runtime.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PROCESSES = 3;
const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "dist/cli/main.js");
const target = join(root, "build/bench.json");

if (!existsSync(cli)) {
  console.error("There is no build yet: run npm run build first.");
  process.exit(1);
}

const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

function runOnce(number) {
  console.error(`process ${number} of ${PROCESSES} …`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "bench", "--json", ...process.argv.slice(2)], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const report = stdout === "" ? undefined : JSON.parse(stdout);
  if (report?.results !== undefined) return report;
  console.error(report?.error ? `${report.error.message}\n${report.error.hint}` : stderr);
  process.exit(status || 1);
}

const reports = Array.from({ length: PROCESSES }, (_, i) => runOnce(i + 1));
const results = reports[0].results.map(({ id, title, unit }, i) => {
  const runs = reports.map((report) => report.results[i]);
  const verified = runs.every((run) => run.verified);
  const of = (key) => (verified ? median(runs.map((run) => run[key])) : null);
  const first = verified ? median(runs.map((run) => run.wasm.first)) : null;
  return { id, title, unit, verified, median: of("median"), first, ratio: of("ratio"), rate: of("rate"), runs };
});

const { engine } = reports[0];
console.log(`${engine.engine}; ${engine.processor}, ${engine.cores} cores; relulab ${engine.relulab}`);
console.log(`Medians of ${PROCESSES} processes; times faster than plain JavaScript in the same process, arms in turns.\n`);
console.log("| work | a call | the first call | faster than JavaScript | rate |\n|---|---|---|---|---|");
for (const { title, verified, median: milliseconds, first, ratio, rate, unit } of results)
  console.log(
    verified
      ? `| ${title} | ${(milliseconds * 1000).toFixed(0)} µs | ${(first * 1000).toFixed(0)} µs | ${ratio.toFixed(1)} × | ${Number(rate.toPrecision(3))} ${unit} |`
      : `| ${title} | WRONG RESULT, not timed | | | |`,
  );

mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `${JSON.stringify({ processes: PROCESSES, engine, results }, null, 1)}\n`);
console.log(`\nAll timings: build/bench.json`);
process.exitCode = results.every(({ verified }) => verified) ? 0 : 1;
