// npm run certify:random: Theorem 1 and the inequalities of its proof on 10,000 random small problems (INSTANCES=N for another number).
import { node } from "./lib/setup.mjs";

process.env.INSTANCES ??= "10000";
process.exitCode = node("node_modules/vitest/vitest.mjs", "run", "--project", "node", "test/theory/randomRuns.test.ts");
