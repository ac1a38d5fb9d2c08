export { RelulabError, type ErrorCode, type ErrorDetails } from "./errors.js";
export { numericsVersion, version } from "./version.js";
