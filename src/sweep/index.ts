export { runTrials, type SweepOptions } from "./pool.js";
export { canonicalJson, makeResult, recordLines, type Result } from "./resultFile.js";
