#!/usr/bin/env node
import { RelulabError, show } from "../errors.js";
import { version } from "../version.js";
import { RUN_USAGE } from "./args.js";
import { BENCH_USAGE, benchCommand } from "./bench.js";
import { exitCode } from "./exit.js";
import { listCommand } from "./list.js";
import { runCommand } from "./run.js";

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
  list: listCommand,
  run: runCommand,
  bench: benchCommand,
};

const USAGE = `relulab ${version}: ReLU networks the way five theory papers train them

  relulab list [id]     experiments, or the settings of one
  ${RUN_USAGE}
  ${BENCH_USAGE}
`;

async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === undefined || command === "--help" || command === "-h" || command === "help") {
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
process.stdout.on("error", () => process.exit(0)); // a closed pipe (head) is no failure of ours
main(args).then(
  (code) => (process.exitCode = code),
  (error: unknown) => (process.exitCode = fail(error, args.includes("--json"))),
);
