import { RelulabError } from "../../src/errors.js";

/** The RelulabError that `work` throws; any other error is thrown on. */
export function refusal(work: () => unknown): RelulabError {
  try {
    work();
  } catch (error) {
    if (error instanceof RelulabError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
