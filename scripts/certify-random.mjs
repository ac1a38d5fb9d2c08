// npm run certify:random: theorems of S0 and S2, and the inequalities of their proofs, on 10,000 random small problems (INSTANCES=N for
// another number) and 2,000 lower-bound sequences.
import { node } from "./lib/setup.mjs";

process.env.INSTANCES ??= "10000";
process.exitCode = node(
  "node_modules/vitest/vitest.mjs",
  "run",
  "--project",
  "node",
  "test/theory/randomRuns.test.ts",
  "test/theory/leaky/randomRuns.test.ts",
);
