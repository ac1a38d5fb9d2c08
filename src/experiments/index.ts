export { type ConfigRequest, makeConfig, type Preset } from "./config.js";
export { experiments, findExperiment } from "./registry.js";
export { resolveRun } from "./resolveRun.js";
export type * from "./types.js";
