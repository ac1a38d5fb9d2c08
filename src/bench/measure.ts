import { Bench } from "tinybench";
import type { Arm, Arms, ArmTiming } from "./types.js";

/** The arms take turns in this many rounds, so that a slow moment of the machine hits both. */
const ROUNDS = 7;
/** Timed calls in a round: as many as fit, at least this many. */
const LEAST_CALLS = 3;
/** What is timed takes at least so many steps of the clock, where calls can be put together. */
const CLOCK_STEPS = 20;
const MOST_TOGETHER = 4096;

export interface MeasureOptions {
  /** Milliseconds for one arm in one round. Default 40. */
  readonly roundTime?: number;
}

/** Takes what the arms compute, so that no engine drops the work. */
let sink = 0;

export type Timings = Readonly<Record<"wasm" | "javascript", ArmTiming>>;

/** Milliseconds of an arm's first call ever: what somebody waits who calls it once. */
export function firstCall(arm: Arm): number {
  arm.reset?.();
  const start = performance.now();
  sink += arm.run();
  return performance.now() - start;
}

/** Both arms timed in turns. tinybench runs synchronously with iterations and time set on purpose. */
export function measure(
  { wasm, javascript }: Arms,
  first: Readonly<Record<"wasm" | "javascript", number>>,
  resolution: number,
  { roundTime = 40 }: MeasureOptions = {},
): Timings {
  const arms = [wasm, javascript].map((arm) => ({ arm, together: callsTogether(arm, resolution), rounds: [] as (readonly number[])[] }));
  for (let round = 0; round < ROUNDS; round++)
    for (const { arm, together, rounds } of arms) rounds.push(timeRound(arm, together, roundTime, round === 0));
  const [a, b] = arms.map(({ together, rounds }) => summary(rounds, together, resolution));
  return { wasm: { ...a, first: first.wasm }, javascript: { ...b, first: first.javascript } };
}

/** How many calls are timed as one. An arm whose state is put back before each call cannot be called twice. */
function callsTogether(arm: Arm, resolution: number): number {
  if (arm.reset !== undefined) return 1;
  const least = CLOCK_STEPS * resolution;
  for (let together = 1; together < MOST_TOGETHER; together *= 2) {
    const start = performance.now();
    for (let i = 0; i < together; i++) sink += arm.run();
    const taken = performance.now() - start;
    if (taken >= least) return Math.max(1, Math.ceil((together * least) / taken));
  }
  return MOST_TOGETHER;
}

function timeRound(arm: Arm, together: number, time: number, first: boolean): readonly number[] {
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
    for (let i = 0; i < together; i++) sink += arm.run();
  };
  bench.add("arm", consume, { async: false, beforeEach: () => arm.reset?.() });
  const [task] = bench.runSync();
  const { result } = task;
  return "latency" in result ? (result.latency.samples ?? []).map((sample) => sample / together) : [];
}

const middle = (sorted: readonly number[]): number => sorted[sorted.length >> 1];
const rising = (values: readonly number[]): number[] => values.slice().sort((a, b) => a - b);

/**
 * Where a call takes many steps of the clock, the median of all calls. Where it takes few and cannot be put together with others, single
 * times are rounded to steps, but their mean is not: then the median of the rounds' means.
 */
function summary(rounds: readonly (readonly number[])[], together: number, resolution: number): Omit<ArmTiming, "first"> {
  const sorted = rising(rounds.flat());
  const means = rounds.map((samples) => samples.reduce((sum, sample) => sum + sample, 0) / samples.length);
  const fine = middle(sorted) * together >= CLOCK_STEPS * resolution;
  return {
    median: fine ? middle(sorted) : middle(rising(means)),
    least: sorted[0],
    worst: sorted[sorted.length - 1],
    calls: sorted.length,
    together,
  };
}
