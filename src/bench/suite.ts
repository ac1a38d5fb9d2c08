import { runtimeFacts } from "#platform";
import type { RuntimeFacts } from "../platform/types.js";
import { numericsVersion, version } from "../version.js";
import { kernelCases } from "./kernels.js";
import { measure, type MeasureOptions } from "./measure.js";
import { oneReluCases } from "./oneRelu.js";
import { trainingCases } from "./training.js";
import type { BenchCase, BenchResult } from "./types.js";

export const benchCases: readonly BenchCase[] = [...kernelCases, ...trainingCases, ...oneReluCases];

export interface BenchReport {
  readonly engine: RuntimeFacts & { readonly relulab: string; readonly numericsVersion: number };
  readonly results: readonly BenchResult[];
}

export interface SuiteOptions extends MeasureOptions {
  /** Only cases whose id matches. */
  readonly filter?: RegExp;
  readonly onResult?: (result: BenchResult, done: number, total: number) => void;
}

const SCALE = { "GFLOP/s": 1e9, "M normals/s": 1e6, "M words/s": 1e6, "M steps/s": 1e6, "M numbers/s": 1e6, "trainings/s": 1 } as const;

/** Every case: results compared first, then both arms timed in turns. Yields between cases. */
export async function runSuite({ filter, onResult, ...options }: SuiteOptions = {}): Promise<BenchReport> {
  const chosen = benchCases.filter(({ id }) => filter === undefined || filter.test(id));
  const results: BenchResult[] = [];
  for (const benchCase of chosen) {
    results.push(await runCase(benchCase, options));
    onResult?.(results[results.length - 1], results.length, chosen.length);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { engine: { ...runtimeFacts(), relulab: version, numericsVersion }, results };
}

async function runCase({ id, title, unit, work, prepare }: BenchCase, options: MeasureOptions): Promise<BenchResult> {
  const arms = await prepare();
  try {
    if (!arms.verify()) return { id, title, unit, verified: false, median: null, ratio: null, rate: null, wasm: null, javascript: null };
    const { wasm, javascript } = measure(arms, options);
    const rate = work / SCALE[unit] / (wasm.median / 1000);
    return { id, title, unit, verified: true, median: wasm.median, ratio: javascript.median / wasm.median, rate, wasm, javascript };
  } finally {
    arms.dispose?.();
  }
}
