import type { Steps } from "../../numerics/steps.js";

/** Distances between samples: `at(i, j)` for i ≠ j. */
export interface Distances {
  at(i: number, j: number): number;
}

/** Euclidean distances of the first `samples` rows of X, as differences (a Gram matrix would lose small ones), the lower triangle stored. */
export function* distancesOf(X: ArrayLike<number>, samples: number, features: number): Steps<Distances> {
  const values = new Float64Array((samples * (samples - 1)) / 2);
  for (let i = 1, e = 0; i < samples; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let c = 0; c < features; c++) {
        const difference = X[i * features + c] - X[j * features + c];
        square += difference * difference;
      }
      values[e++] = Math.sqrt(square);
    }
    yield;
  }
  return { at: (i, j) => (i > j ? values[(i * (i - 1)) / 2 + j] : values[(j * (j - 1)) / 2 + i]) };
}

interface Edge {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/**
 * Single linkage (Gower, Ross 1969): cutting the ℓ−1 longest edges of the least spanning tree leaves the ℓ clusters that are farthest
 * apart. Prim's algorithm; the members' places in `members`, edges from short to long, ties in the order they were found.
 */
export function spanningTree(members: ArrayLike<number>, distances: Distances): Edge[] {
  const size = members.length;
  const nearest = new Int32Array(size);
  const length = new Float64Array(size).fill(Infinity);
  const inside = new Uint8Array(size);
  const edges: Edge[] = [];
  for (let step = 0, last = 0; step < size - 1; step++) {
    inside[last] = 1;
    let next = -1;
    for (let v = 0; v < size; v++) {
      if (inside[v] === 1) continue;
      const distance = distances.at(members[last], members[v]);
      if (distance < length[v]) {
        length[v] = distance;
        nearest[v] = last;
      }
      if (next < 0 || length[v] < length[next]) next = v;
    }
    edges.push({ a: nearest[next], b: next, length: length[next] });
    last = next;
  }
  return edges.sort((a, b) => a.length - b.length);
}

/** The cluster of every member when the tree is cut into `clusters` (or into as many as there are members, if those are fewer). */
export function cutTree(tree: readonly Edge[], clusters: number): Int32Array {
  const size = tree.length + 1;
  const root = Int32Array.from({ length: size }, (_, v) => v);
  const find = (v: number): number => {
    let at = v;
    while (root[at] !== at) at = root[at] = root[root[at]];
    return at;
  };
  for (const { a, b } of tree.slice(0, Math.max(0, size - clusters))) root[find(a)] = find(b);
  const names = new Map<number, number>();
  return Int32Array.from({ length: size }, (_, v) => {
    const top = find(v);
    const name = names.get(top) ?? names.size;
    names.set(top, name);
    return name;
  });
}
