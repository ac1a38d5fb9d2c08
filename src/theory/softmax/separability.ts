import type { LabelledData } from "../../data/labelled.js";
import { runSteps, type Steps } from "../../numerics/steps.js";
import { cutTree, type Distances, distancesOf, spanningTree } from "./singleLinkage.js";

/** Pairs of samples cost n²·d/2: 500 samples of 1,000 features are compared in a fifth of a second. */
const MOST_SAMPLES = 500;

/** (A1) of S3, measured on samples. */
export interface Separability {
  /** δ: the least distance of two samples of different classes; Infinity where there is one class. */
  readonly delta: number;
  /** The greatest diameter of a component. */
  readonly diameter: number;
  /** λ = diameter/δ. */
  readonly lambda: number;
  /** ℓ, the most components of a class. */
  readonly components: number;
  /** 1/(8ℓ). */
  readonly limit: number;
  /** λ ≤ 1/(8ℓ). */
  readonly holds: boolean;
  /** The largest α with λ ≤ 1/((1 + α)ℓ) (footnote 1: any α > 0 would do); negative where there is none. */
  readonly alpha: number;
  /** Were the components known, or found? */
  readonly from: "labels" | "single linkage";
  /** How many samples were looked at: the first ones. */
  readonly samples: number;
}

export interface SeparabilityOptions {
  /** Look for components even where they are known. Default false. */
  readonly linkage?: boolean;
  /** Look at this many samples at most. Default 500. */
  readonly mostSamples?: number;
}

/**
 * S3-T1, assumption (A1): λ = max diameter/δ ≤ 1/(8ℓ), with δ and the diameters of the samples: their supports are at least as wide and
 * at most as far apart, so a failure is certain and a success holds for these samples. Components are those of the data, or the smallest
 * ℓ that does, classes being cut by single linkage; every sample a component of its own does always, unless two of different classes
 * coincide (then ℓ is that of the largest class).
 */
export const separability = (data: LabelledData, options: SeparabilityOptions = {}): Separability =>
  runSteps(separabilitySteps(data, options));

/** The same in steps: nearly all of the time goes into the distances. */
export function* separabilitySteps(data: LabelledData, options: SeparabilityOptions = {}): Steps<Separability> {
  const { linkage = false, mostSamples = MOST_SAMPLES } = options;
  const samples = Math.min(data.samples, mostSamples);
  const distances = yield* distancesOf(data.X, samples, data.features);
  const delta = leastBetween(data.labels, samples, distances);
  const classes = membersOf(data.labels, samples, data.classes);
  yield;
  const known = linkage ? undefined : data.components;
  if (known !== undefined) {
    const names = classes.map((members) => members.map((i) => known[i]));
    const components = data.truth?.components ?? names.reduce((most, list) => list.reduce((a, b) => Math.max(a, b + 1), most), 1);
    return measured(delta, greatestDiameter(classes, names, distances), components, "labels", samples);
  }
  yield;
  const trees: ReturnType<typeof spanningTree>[] = [];
  for (const members of classes) {
    trees.push(spanningTree(members, distances));
    yield;
  }
  const largest = Math.max(1, ...classes.map(({ length }) => length));
  for (let components = 1; ; components++) {
    const names = trees.map((tree) => cutTree(tree, components));
    const found = measured(delta, greatestDiameter(classes, names, distances), components, "single linkage", samples);
    if (found.holds || components === largest) return found;
    yield;
  }
}

function measured(delta: number, diameter: number, components: number, from: Separability["from"], samples: number): Separability {
  const lambda = diameter === 0 ? 0 : diameter / delta;
  const limit = 1 / (8 * components);
  const holds = delta > 0 && lambda <= limit;
  const alpha = lambda === 0 ? Infinity : 1 / (components * lambda) - 1;
  return { delta, diameter, lambda, components, limit, holds, alpha, from, samples };
}

/** The samples of every class that has some. */
function membersOf(labels: ArrayLike<number>, samples: number, classes: number): number[][] {
  const lists = Array.from({ length: classes }, (): number[] => []);
  for (let i = 0; i < samples; i++) lists[labels[i]].push(i);
  return lists.filter(({ length }) => length > 0);
}

function leastBetween(labels: ArrayLike<number>, samples: number, distances: Distances): number {
  let least = Infinity;
  for (let i = 0; i < samples; i++) for (let j = 0; j < i; j++) if (labels[i] !== labels[j]) least = Math.min(least, distances.at(i, j));
  return least;
}

/** Over all pairs of one class with the same name of component. */
function greatestDiameter(classes: readonly number[][], names: readonly ArrayLike<number>[], distances: Distances): number {
  let greatest = 0;
  classes.forEach((members, c) => {
    for (let i = 0; i < members.length; i++)
      for (let j = 0; j < i; j++) if (names[c][i] === names[c][j]) greatest = Math.max(greatest, distances.at(members[i], members[j]));
  });
  return greatest;
}
