// npm test: installs, builds, checks and runs every test in Node, Chromium and Firefox. Last line: `N passed, N failed, N skipped`.
import { rmSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBrowsers, howToGet } from "./lib/browsers.mjs";
import { node, root, say, setUp } from "./lib/setup.mjs";

const required = process.env.REQUIRE_BROWSERS === "1";
setUp();

const CHECKS = [
  ["types of src and test", "node_modules/typescript/bin/tsc", "-p", "tsconfig.test.json"],
  ["lint", "node_modules/oxlint/bin/oxlint", "--type-aware"],
  ["format", "node_modules/oxfmt/bin/oxfmt", "--check"],
  ["unused files, exports and dependencies", "node_modules/knip/bin/knip.js"],
  ["the package", "scripts/check-package.mjs"],
  ["types of assembly", "node_modules/typescript/bin/tsc", "-p", "assembly/tsconfig.json"],
];

let failed = 0;
for (const [name, script, ...args] of CHECKS) {
  say(`Checking ${name}`);
  if (node(script, ...args) === 0) continue;
  console.error(`FAILED: ${name}`);
  failed++;
}

const missing = ensureBrowsers();
if (missing.length > 0 && required) {
  missing.forEach((browser) => console.error(howToGet(browser)));
  failed += missing.length;
}

say("Building the site that the tests open");
if (node("scripts/web.mjs", "test") !== 0) {
  console.error("FAILED: the site could not be built");
  failed++;
}

say("Running the tests");
const report = join(root, "build/test-report.json");
rmSync(report, { force: true });
const code = node("node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=./scripts/lib/countReporter.mjs");
const projects = JSON.parse(readFileSync(report, "utf8"));

const total = { passed: 0, failed, skipped: 0 };
for (const runtime of ["node", "chromium", "firefox"].filter((name) => !missing.includes(name))) {
  const counts = projects[runtime] ?? { passed: 0, failed: 0, skipped: 0 };
  console.log(`${runtime}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (counts.passed + counts.failed === 0) {
    console.error(`FAILED: no test ran in ${runtime}`);
    total.failed++;
  }
}
if (code !== 0 && total.failed === 0) {
  console.error("FAILED: the test runner reported an error outside the tests");
  total.failed++;
}
if (missing.length > 0 && !required) console.log(missing.map(howToGet).join(" "));
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
