import type { ErrorCode } from "../errors.js";

// BSD sysexits where they fit; scripts may rely on them (README).
const EXIT: Readonly<Record<string, number>> = {
  ARG: 64,
  OUT_OF_MEMORY: 64,
  UNKNOWN: 64,
  DATA: 65,
  CSV: 65,
  NPY: 65,
  IDX: 65,
  NOT: 65,
  INPUT: 66,
  OUTPUT_EXISTS: 73,
  OUTPUT_CREATE: 73,
  OUTPUT_IO: 74,
  DISK: 74,
  TRIALS: 75,
  WORKER: 75,
  CANCELLED: 130,
};

export const EXIT_CHECK_FAILED = 1;
/** Our bug: KERNEL_TRAP, NONDETERMINISM_FOUND and whatever is no RelulabError. */
export const EXIT_BUG = 70;

export function exitCode(code: ErrorCode | null): number {
  if (code === null) return EXIT_BUG;
  return EXIT[code] ?? EXIT[code.split("_")[0]] ?? EXIT_BUG;
}
