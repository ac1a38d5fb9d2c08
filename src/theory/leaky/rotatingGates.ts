import { RelulabError } from "../../errors.js";
import { plusMinus } from "../../models/twoLayer.js";
import { dot, euclideanNorm } from "../../numerics/norm.js";
import type { Steps } from "../../numerics/steps.js";
import { directionSource, PART } from "./directions.js";
import { type ConstructedNetwork } from "./network.js";
import { boundaries, evenStart, groupsOf, halfTurn, type HalfTurn, startingAt } from "./rotation.js";
import { RowSystem } from "./rowSystem.js";
import { dependent, type MemorizerTask } from "./memorizerTask.js";

// 8.6: k pairs of units S_g·u_g ± δ_g/2 whose gates u_g turn in one random plane. A pair gives v·σ'(u_g·x)·⟨δ_g, x⟩, and between two
// gates the sum over all pairs is linear in x, so every group of samples between them is one small linear system.

/** A sample nearer to a gate than this share of its length lies on it: another one has the same direction. */
const ON_GATE = 1e-12;

interface Gates {
  /** u_g and δ_g. */
  readonly turns: readonly Float64Array[];
  readonly steps: readonly Float64Array[];
  /** S_g, powers of two; 0 where δ_g = 0. */
  readonly scales: readonly number[];
}

/** The best of `planes` random planes, by ΣS_g, which is what the rounding errors grow with. */
export function* rotatingGates(task: MemorizerTask, pairs: number, planes: number): Steps<ConstructedNetwork> {
  const draw = directionSource(task.seed, PART.plane, task.features);
  let best: { readonly gates: Gates; readonly size: number } | null = null;
  let failure: RelulabError | null = null;
  for (let plane = 0; plane < planes; plane++) {
    yield;
    try {
      const gates = inPlane(task, pairs, draw(), draw());
      const size = gates.scales.reduce((sum, scale) => sum + scale, 0);
      if (best === null || size < best.size) best = { gates, size };
    } catch (cause) {
      if (!(cause instanceof RelulabError)) throw cause;
      failure = cause;
    }
  }
  if (best === null) throw failure ?? dependent(task.where, "no plane separates them", []);
  return assemble(task, pairs, best.gates);
}

function assemble({ features, outputWeight }: MemorizerTask, pairs: number, { turns, steps, scales }: Gates): ConstructedNetwork {
  const weights = new Float64Array(2 * pairs * features);
  for (let g = 0; g < pairs; g++)
    for (let c = 0; c < features; c++) {
      const gate = scales[g] * turns[g][c];
      weights[g * features + c] = gate + steps[g][c] / 2;
      weights[(pairs + g) * features + c] = gate - steps[g][c] / 2;
    }
  return { weights, outputWeights: plusMinus(2 * pairs, outputWeight) };
}

function inPlane(task: MemorizerTask, pairs: number, a: Float64Array, second: Float64Array): Gates {
  const { rows, features, rank, where } = task;
  const along = dot(a, second, features);
  const left = second.map((x, c) => x - along * a[c]);
  const length = euclideanNorm(left);
  const b = left.map((x) => x / length);
  const whole = halfTurn(rows, a, b);
  if (whole === null) throw dependent(where, "a random plane does not see all of them", []);
  const n = rows.length;
  const beyond = n - (pairs - 1) * rank;
  const first = beyond > 0 ? rank + beyond : Math.ceil(n / (pairs - 1));
  const turn = startingAt(whole, evenStart(whole, first));
  const groups = groupsOf(n, first, pairs);
  const steps = differences(partialSums(task, turn, groups));
  const turns = boundaries(turn, groups).map(([x, y]) => a.map((_, c) => -y * a[c] + x * b[c]));
  return { turns, steps, scales: turns.map((u, g) => gateScale(task, u, steps[g])) };
}

/** Step 6: A_1 … A_{k−1} and T, where group h sees (1 − α)A_h + αT (sign +1) or T − (1 − α)A_h (sign −1). */
function partialSums(
  task: MemorizerTask,
  turn: HalfTurn,
  groups: readonly (readonly [number, number])[],
): { readonly sums: readonly Float64Array[]; readonly total: Float64Array } {
  const { rows, features, slope, targets, outputWeight, where } = task;
  const solve = (group: number, places: readonly number[], value: (sample: number, sign: number) => number): Float64Array => {
    const samples = places.map((place) => turn.order[place]);
    const system = new RowSystem(samples.map((i) => rows[i]));
    const solution = system.solve(
      places.map((place) => value(turn.order[place], turn.signs[place])),
      features,
    );
    if (solution === null) throw dependent(where, `${samples.length} samples of group ${group} contradict each other`, samples);
    return solution;
  };
  const placesOf = ([at, end]: readonly [number, number]): number[] => Array.from({ length: end - at }, (_, i) => at + i);
  const wanted = (sample: number): number => targets[sample] / outputWeight;
  const [plus, minus] = [1, -1].map((sign) =>
    solve(
      1,
      placesOf(groups[0]).filter((place) => turn.signs[place] === sign),
      wanted,
    ),
  );
  const total = plus.map((p, c) => (p + minus[c]) / (1 + slope));
  const sums: Float64Array[] = [plus.map((p, c) => (p - slope * total[c]) / (1 - slope))];
  groups.slice(1).forEach((group, h) => {
    const places = placesOf(group);
    const value = (i: number, sign: number): number =>
      (sign * (wanted(i) - (sign > 0 ? slope : 1) * dot(rows[i], total, features))) / (1 - slope);
    sums.push(places.length === 0 ? sums[h] : solve(h + 2, places, value));
  });
  return { sums, total };
}

/** Step 7: δ_0 = A_1, δ_h = A_{h+1} − A_h, δ_{k−1} = T − A_{k−1}. */
function differences({ sums, total }: { readonly sums: readonly Float64Array[]; readonly total: Float64Array }): Float64Array[] {
  const all = [...sums, total];
  return all.map((sum, g) => (g === 0 ? sum : sum.map((x, c) => x - all[g - 1][c])));
}

/** Step 8: the smallest power of two with which both rows keep the sign of ⟨u, x⟩ on all samples, with room to spare. */
function gateScale({ rows, features, where }: MemorizerTask, u: Float64Array, step: Float64Array): number {
  let need = 0;
  rows.forEach((row, i) => {
    const gate = Math.abs(dot(u, row, features));
    const change = Math.abs(dot(step, row, features));
    if (change > 0 && !(gate > ON_GATE * euclideanNorm(row))) throw dependent(where, `sample ${i} lies on a gate`, [i]);
    if (change > 0) need = Math.max(need, change / gate);
  });
  if (need === 0) return 0;
  let scale = 1;
  while (scale < need) scale *= 2;
  while (scale / 2 >= need) scale /= 2;
  return scale;
}
