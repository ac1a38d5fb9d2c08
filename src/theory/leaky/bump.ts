import { plusMinus } from "../../models/twoLayer.js";
import { dot, euclideanNorm } from "../../numerics/norm.js";
import { directionSource, PART } from "./directions.js";
import { dependent, type MemorizerTask } from "./memorizerTask.js";
import { type ConstructedNetwork } from "./network.js";
import { RowSystem } from "./rowSystem.js";

interface Bump {
  /** +1 or −1: the half that gets the two rows κ(w ± εw̃). */
  readonly sign: number;
  /** κw and κεw̃. */
  readonly gate: Float64Array;
  readonly step: Float64Array;
}

/**
 * S2-C1 (a), the construction that Theorem 7 of S2 cites: for each group of at most d − 1 samples of one sign, four units
 * κ(w + εw̃), κ(w − εw̃) in the half of that sign and κw, κw in the other, with w orthogonal to the group and ⟨w̃, x⟩ = |t| on it. On
 * the group they give t, elsewhere ε is too small to matter and they cancel. k = 2(⌈p/(d−1)⌉ + ⌈q/(d−1)⌉) (errata 36).
 */
export function bumpNetwork(task: MemorizerTask): ConstructedNetwork {
  const draw = directionSource(task.seed, PART.plane, task.features);
  const bumps = [1, -1].flatMap((sign) => groups(task, sign).map((group) => bump(task, group, sign, draw)));
  const pairs = 2 * bumps.length;
  const weights = new Float64Array(2 * pairs * task.features);
  const write = (row: number, { gate, step }: Bump, sign: number): void =>
    weights.set(
      gate.map((w, c) => w + sign * step[c]),
      row * task.features,
    );
  bumps.forEach((one, g) => {
    const [own, other] = one.sign > 0 ? [0, pairs] : [pairs, 0];
    [1, -1].forEach((sign, at) => {
      write(own + 2 * g + at, one, sign);
      write(other + 2 * g + at, one, 0);
    });
  });
  return { weights, outputWeights: plusMinus(2 * pairs, task.outputWeight) };
}

/** Samples whose target has this sign, in groups of at most d − 1; a target of 0 counts as positive. */
function groups({ targets, rank }: MemorizerTask, sign: number): number[][] {
  const chosen = Array.from(targets, (t, i) => ((t < 0 ? -1 : 1) === sign ? i : -1)).filter((i) => i >= 0);
  const size = Math.max(1, rank - 1);
  return Array.from({ length: Math.ceil(chosen.length / size) }, (_, g) => chosen.slice(g * size, (g + 1) * size));
}

function bump(task: MemorizerTask, group: readonly number[], sign: number, draw: () => Float64Array): Bump {
  const { rows, features, targets, slope, outputWeight, where } = task;
  const system = new RowSystem(group.map((i) => rows[i]));
  const left = system.outside(draw());
  const length = euclideanNorm(left);
  const solution = system.solve(
    group.map((i) => Math.abs(targets[i])),
    features,
  );
  if (solution === null) throw dependent(where, `${group.length} samples of one group contradict each other`, group);
  const inside = new Set(group);
  let room = Infinity;
  rows.forEach((row, i) => {
    if (inside.has(i)) return;
    const gate = Math.abs(dot(left, row, features)) / length;
    if (!(gate > 1e-10 * euclideanNorm(row))) throw dependent(where, `sample ${i} lies in the span of a group`, [i, ...group]);
    room = Math.min(room, gate / Math.abs(dot(solution, row, features)));
  });
  const epsilon = room < Infinity ? room / 2 : 1;
  const kappa = 1 / (outputWeight * epsilon * (1 - slope));
  return { sign, gate: left.map((w) => (kappa / length) * w), step: solution.map((w) => kappa * epsilon * w) };
}
