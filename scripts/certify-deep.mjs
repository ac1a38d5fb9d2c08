// npm run certify:deep: 200 random runs of deep networks (INSTANCES=N for another number): every sure statement of their certificates holds, and
// a table of how often those "with high probability" were kept with constant 1, with exact intervals.
import { node } from "./lib/setup.mjs";

process.env.INSTANCES ??= "200";
process.exitCode = node("node_modules/vitest/vitest.mjs", "run", "--project", "node", "test/deep/randomRuns.test.ts");
