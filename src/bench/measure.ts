import { Bench } from "tinybench";
import type { Arm, Arms, ArmTiming } from "./types.js";

/** The arms take turns in this many rounds, so that a slow moment of the machine hits both. */
const ROUNDS = 7;
/** Timed calls in a round: as many as fit, at least this many. */
const LEAST_CALLS = 3;

export interface MeasureOptions {
  /** Milliseconds for one arm in one round. Default 40. */
  readonly roundTime?: number;
}

/** Takes what the arms compute, so that no engine drops the work. */
let sink = 0;

/** Both arms timed in turns; medians over all calls. tinybench runs synchronously with iterations and time set on purpose. */
export function measure({ wasm, javascript }: Arms, { roundTime = 40 }: MeasureOptions = {}): { wasm: ArmTiming; javascript: ArmTiming } {
  const samples: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++)
    [wasm, javascript].forEach((arm, i) => samples[i].push(...timeRound(arm, roundTime, round === 0)));
  return { wasm: summary(samples[0]), javascript: summary(samples[1]) };
}

function timeRound(arm: Arm, time: number, first: boolean): readonly number[] {
  const bench = new Bench({
    time,
    iterations: LEAST_CALLS,
    warmup: first,
    warmupTime: time,
    warmupIterations: LEAST_CALLS,
    retainSamples: true,
    throws: true,
  });
  const consume = (): void => {
    sink += arm.run();
  };
  bench.add("arm", consume, { async: false, beforeEach: () => arm.reset?.() });
  const [task] = bench.runSync();
  const { result } = task;
  return "latency" in result ? (result.latency.samples ?? []) : [];
}

function summary(samples: readonly number[]): ArmTiming {
  const sorted = samples.slice().sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], least: sorted[0], most: sorted[sorted.length - 1], calls: sorted.length };
}
