// What both set-up commands share: they must work before node_modules exists, so only Node's own modules are used here.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a command with inherited output; returns its exit code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

export const node = (script, ...args) => run(process.execPath, [join(root, script), ...args]);

export function say(text) {
  console.error(`\n▸ ${text}`);
}

function checkNode() {
  const floor = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.node.replace(">=", "");
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [needMajor, needMinor] = floor.split(".").map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  console.error(`relulab needs Node ${floor} or newer, this is ${process.versions.node}. Install a newer Node and try again.`);
  process.exit(1);
}

/** Dependencies and build, each only where needed. Exits with a message when either fails. */
export function setUp() {
  checkNode();
  const installed = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, "package-lock.json")).mtimeMs) {
    say("Installing dependencies (npm ci)");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    if (run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { shell: process.platform === "win32" }) !== 0)
      fail("npm ci failed; see above.");
  }
  say("Building kernels and package");
  if (node("scripts/build.mjs") !== 0) fail("The build failed; see above.");
}

function fail(text) {
  console.error(text);
  process.exit(1);
}
