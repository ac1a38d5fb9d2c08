export { benchFilter } from "./filter.js";
export { benchCases, type BenchReport, engineFacts, type EngineFacts, runSuite, type SuiteOptions } from "./suite.js";
export type { ArmTiming, BenchCase, BenchResult } from "./types.js";
