import { runtimeFacts } from "#platform";
import type { RuntimeFacts } from "../platform/types.js";
import { numericsVersion, version } from "../version.js";
import { requireSimd } from "../wasm/binary.js";
import { kernelCases } from "./kernels.js";
import { layerCases } from "./layers.js";
import { clockResolution } from "./clock.js";
import { firstCall, measure, type MeasureOptions } from "./measure.js";
import { oneReluCases } from "./oneRelu.js";
import { deepCases } from "./deep.js";
import { softmaxCases } from "./softmax.js";
import { trainingCases } from "./training.js";
import type { BenchCase, BenchResult } from "./types.js";

export const benchCases: readonly BenchCase[] = [
  ...kernelCases,
  ...layerCases,
  ...trainingCases,
  ...oneReluCases,
  ...softmaxCases,
  ...deepCases,
];

export interface EngineFacts extends RuntimeFacts {
  readonly relulab: string;
  readonly numericsVersion: number;
  /** Fixed-width SIMD of WebAssembly; without it nothing can be timed. */
  readonly simd: boolean;
  /** Smallest step of the clock, milliseconds. */
  readonly clockResolution: number;
}

/** What runs the benchmarks. */
export function engineFacts(): EngineFacts {
  return { ...runtimeFacts(), relulab: version, numericsVersion, simd: hasSimd(), clockResolution: clockResolution() };
}

function hasSimd(): boolean {
  try {
    requireSimd();
    return true;
  } catch {
    return false;
  }
}

export interface BenchReport {
  readonly engine: EngineFacts;
  readonly results: readonly BenchResult[];
}

export interface SuiteOptions extends MeasureOptions {
  /** Only cases whose id matches. */
  readonly filter?: RegExp;
  readonly onResult?: (result: BenchResult, done: number, total: number) => void;
}

const SCALE = { "GFLOP/s": 1e9, "M normals/s": 1e6, "M words/s": 1e6, "M steps/s": 1e6, "M numbers/s": 1e6, "trainings/s": 1 } as const;

/** Every case: first calls, then results compared, then both arms timed in turns. Yields between cases. */
export async function runSuite({ filter, onResult, ...options }: SuiteOptions = {}): Promise<BenchReport> {
  const chosen = benchCases.filter(({ id }) => filter === undefined || filter.test(id));
  const engine = engineFacts();
  const results: BenchResult[] = [];
  for (const benchCase of chosen) {
    results.push(await runCase(benchCase, engine.clockResolution, options));
    onResult?.(results[results.length - 1], results.length, chosen.length);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { engine, results };
}

async function runCase({ id, title, unit, work, prepare }: BenchCase, resolution: number, options: MeasureOptions): Promise<BenchResult> {
  const arms = await prepare();
  try {
    const first = { wasm: firstCall(arms.wasm), javascript: firstCall(arms.javascript) };
    if (!(await arms.verify()))
      return { id, title, unit, verified: false, median: null, ratio: null, rate: null, wasm: null, javascript: null };
    const { wasm, javascript } = measure(arms, first, resolution, options);
    const rate = work / SCALE[unit] / (wasm.median / 1000);
    return { id, title, unit, verified: true, median: wasm.median, ratio: javascript.median / wasm.median, rate, wasm, javascript };
  } finally {
    arms.dispose?.();
  }
}
