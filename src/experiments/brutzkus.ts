/** Where the experiments on S2 come from. */
export const PAPER =
  "Brutzkus, Globerson, Malach, Shalev-Shwartz: SGD learns over-parameterized networks that provably generalize on linearly separable data";
