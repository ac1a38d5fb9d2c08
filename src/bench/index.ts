export { benchCases, type BenchReport, runSuite, type SuiteOptions } from "./suite.js";
export type { ArmTiming, BenchCase, BenchResult } from "./types.js";
