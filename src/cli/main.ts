#!/usr/bin/env node
import { RelulabError, show } from "../errors.js";
import { version } from "../version.js";
import { CERTIFY_USAGE, RUN_USAGE } from "./args.js";
import { BENCH_USAGE, benchCommand } from "./bench.js";
import { BOUND_USAGE, boundCommand } from "./bound.js";
import { certifyCommand } from "./certify.js";
import { exitCode } from "./exit.js";
import { listCommand } from "./list.js";
import { runCommand } from "./run.js";

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
  list: listCommand,
  run: runCommand,
  certify: certifyCommand,
  bound: boundCommand,
  bench: benchCommand,
};

const USAGE = `relulab ${version}: ReLU networks the way five theory papers train them

  relulab list [id]     experiments, or the settings of one
  ${RUN_USAGE}
  ${CERTIFY_USAGE}
  ${BOUND_USAGE}
  ${BENCH_USAGE}
`;

async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === undefined || command === "help" || [command, ...args].some((arg) => arg === "--help" || arg === "-h")) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (command === "--version") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (run === undefined)
    throw new RelulabError(
      "UNKNOWN_COMMAND",
      `there is no command ${show(command)}.`,
      `Known commands: ${Object.keys(COMMANDS).join(", ")}.`,
    );
  return run(args);
}

/** Errors as one line of what and one of what to do; with --json the same as data on standard output. */
function fail(error: unknown, json: boolean): number {
  const known = error instanceof RelulabError ? error : undefined;
  const message = known?.message ?? `UNEXPECTED: ${error instanceof Error ? error.message : String(error)}`;
  const hint = known?.hint ?? "This is a bug in relulab: report it with the command.";
  if (json) process.stdout.write(`${JSON.stringify({ error: known ?? { code: "UNEXPECTED", message, hint, details: {} } })}\n`);
  else process.stderr.write(`${message}\n${hint}\n`);
  return exitCode(known?.code ?? null);
}

const args = process.argv.slice(2);
// A reader that has left (head) is no failure of ours: the work goes on and its files are written. Output that cannot be written
// for another reason, a full disk, fails the command; on standard error there is nobody left to tell.
let lost = false;
process.stderr.on("error", () => {});
process.stdout.on("error", ({ code = "unknown reason" }: NodeJS.ErrnoException) => {
  if (code === "EPIPE" || lost) return;
  lost = true;
  process.exitCode = fail(
    new RelulabError("OUTPUT_IO", `cannot write to standard output (${code}).`, "Check where the output of the command goes."),
    false,
  );
});
const end = (code: number): void => {
  if (!lost) process.exitCode = code;
};
main(args).then(end, (error: unknown) => end(fail(error, args.includes("--json"))));
