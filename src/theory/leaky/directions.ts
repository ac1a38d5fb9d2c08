import { ROLE, WordStream } from "../../data/streams.js";
import { euclideanNorm } from "../../numerics/norm.js";

/** Stream parts of role `construction`. */
export const PART = { badMinimum: 1, plane: 2 } as const;

/**
 * Unit vectors in general position: entries uniform in [−1, 1), scaled to length 1. Constructions need no more of the law than a
 * density. One stream for all vectors of a seed, so the first vectors of a longer list are those of a shorter one.
 */
export function directionSource(seed: number, part: number, features: number): () => Float64Array {
  const stream = new WordStream({ seed, trial: 0, role: ROLE.construction, part });
  return () => {
    for (;;) {
      const vector = Float64Array.from({ length: features }, () => 2 * stream.uniform() - 1);
      const length = euclideanNorm(vector);
      if (length > 0) return vector.map((x) => x / length);
    }
  };
}
