/** One way to do the work of a case; the number it returns is consumed, so that nothing is optimised away. */
export interface Arm {
  /** Called before each timed call, untimed: puts the state back. */
  readonly reset?: () => void;
  readonly run: () => number;
}

/** Both ways to do the same work, ready to be timed. */
export interface Arms {
  /** Compares the results of both arms, after the first call of each; false drops the case before anything else is timed. */
  readonly verify: () => boolean | Promise<boolean>;
  readonly wasm: Arm;
  readonly javascript: Arm;
  readonly dispose?: () => void;
}

/** One benchmark. A call of an arm takes at least 100 µs, so that what a call itself costs does not matter. */
export interface BenchCase {
  readonly id: string;
  readonly title: string;
  /** What `work` counts, for the rate column: `GFLOP/s` counts 10⁹ operations, `M/s` 10⁶ things a second. */
  readonly unit: "GFLOP/s" | "M normals/s" | "M words/s" | "M steps/s" | "M numbers/s" | "trainings/s";
  /** Operations or things of one call. */
  readonly work: number;
  prepare(): Promise<Arms>;
}

/** Times in milliseconds a call. */
export interface ArmTiming {
  /** The first call ever, before the engine has optimised anything. */
  readonly first: number;
  /** Steady state. */
  readonly median: number;
  readonly least: number;
  /** The slowest one once warm. */
  readonly worst: number;
  /** How many were timed. */
  readonly calls: number;
  /** Calls that were timed as one, where the clock is coarse: least and worst are means over them. */
  readonly together: number;
}

export interface BenchResult {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly verified: boolean;
  /** Median milliseconds of a call of the wasm arm; null when not verified. */
  readonly median: number | null;
  /** Times faster than plain JavaScript: ratio of medians. */
  readonly ratio: number | null;
  /** Work a second of the wasm arm, in `unit`. */
  readonly rate: number | null;
  readonly wasm: ArmTiming | null;
  readonly javascript: ArmTiming | null;
}
