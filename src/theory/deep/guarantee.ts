import { showNumber, superscript } from "../certificate.js";
import { powerOfTen } from "./lemmas.js";
import { type ZouOrder, zouOrders, type ZouOrders, type ZouOrdersInput } from "./orders.js";

// What S4's theorems ask for, row by row, for people: the command line and the site print these rows.

/** A slip of the paper that the row is about. */
export interface Erratum {
  /** As docs/errata.md names the place. */
  readonly where: string;
  readonly text: string;
}

export interface GuaranteeRow {
  readonly key: keyof ZouOrders;
  /** The paper's letter. */
  readonly symbol: string;
  readonly name: string;
  readonly order: ZouOrder;
  /** `3.2·10⁵⁷`. */
  readonly text: string;
  /** Where the paper has it. */
  readonly source: string;
  readonly erratum: Erratum | null;
}

export interface GuaranteeTable {
  readonly algorithm: ZouOrdersInput["algorithm"];
  readonly title: string;
  readonly theorem: string;
  readonly rows: readonly GuaranteeRow[];
}

/** In the order of reading: what is asked of the network, of the run, of the proof. */
const ROWS: readonly (Pick<GuaranteeRow, "key" | "symbol" | "name"> & { readonly source: Readonly<Record<"gd" | "sgd", string>> })[] = [
  { key: "width", symbol: "m", name: "hidden units of each layer, at least", source: { gd: "Theorem 4.1", sgd: "Theorem 4.5" } },
  { key: "steps", symbol: "K", name: "steps, Kη over η", source: { gd: "Theorem 4.1", sgd: "Theorem 4.5" } },
  { key: "learningRate", symbol: "η", name: "step size, at most", source: { gd: "Lemma 5.4", sgd: "Theorem 4.5, Lemmas 5.6, 5.7" } },
  { key: "etaSteps", symbol: "Kη", name: "steps times step size, at least", source: { gd: "Lemma 5.4", sgd: "Lemma 5.6" } },
  { key: "time", symbol: "T", name: "kη up to which a run stays in the radius", source: { gd: "Lemma 5.5", sgd: "Lemma 5.7" } },
  { key: "tau", symbol: "τ", name: "radius round the start, spectral norm", source: { gd: "Lemma 5.4", sgd: "Lemma 5.6" } },
];

const HEADS = { gd: ["Gradient descent", "Theorem 4.1"], sgd: ["SGD", "Theorem 4.5"] } as const;

type Slip = Erratum & {
  readonly key: keyof ZouOrders;
  readonly algorithm: ZouOrdersInput["algorithm"];
  /** Left out: in every case of the tables. */
  readonly only?: (input: Pick<ZouOrdersInput, "p" | "alpha0">) => boolean;
};

const SLIPS: readonly Slip[] = [
  {
    key: "learningRate",
    algorithm: "gd",
    where: "Theorem 4.1, Lemma 5.4",
    text: "the theorem is printed without φ, the lemma with it; (C.6) needs it",
  },
  {
    key: "learningRate",
    algorithm: "sgd",
    where: "Theorem 4.5, Lemmas 5.6, 5.7",
    text: "three step sizes are printed, one with L⁻⁸ and L⁻⁹; this is the least",
  },
  { key: "tau", algorithm: "gd", where: "proof of Lemma 5.4", text: "the proof prints φ⁹, the lemma φ³" },
  {
    key: "width",
    algorithm: "gd",
    where: "proof of Theorem 4.1",
    text: "the exponents of n are swapped in print; errata: printed keeps them",
    only: ({ p, alpha0 }) => p > 0.5 && alpha0 !== Infinity,
  },
  {
    key: "width",
    algorithm: "sgd",
    where: "Theorem 4.5",
    text: "log²(1/ε) in the theorem, log(1/ε) in its proof; errata: printed keeps the proof’s",
    only: ({ p, alpha0 }) => p === 0.5 && alpha0 === Infinity,
  },
  {
    key: "time",
    algorithm: "sgd",
    where: "Lemma 5.7",
    text: "the lemma has a factor B that the proofs do not use",
    only: ({ alpha0 }) => alpha0 === Infinity,
  },
];

/** S4-T6 for both algorithms, in words. Throws `ARG_*`. */
export function guaranteeTables(input: Omit<ZouOrdersInput, "algorithm">): readonly GuaranteeTable[] {
  return (["gd", "sgd"] as const).map((algorithm) => {
    const orders = zouOrders({ ...input, algorithm });
    const [title, theorem] = HEADS[algorithm];
    const rows = ROWS.map(({ key, symbol, name, source }) => {
      const slip = SLIPS.find((one) => one.key === key && one.algorithm === algorithm && (one.only?.(input) ?? true));
      const erratum = slip === undefined ? null : { where: slip.where, text: slip.text };
      return { key, symbol, name, order: orders[key], text: orderText(orders[key].log10), source: source[algorithm], erratum };
    });
    return { algorithm, title, theorem, rows };
  });
}

/** Two digits, from the logarithm: `3.2·10⁵⁷`, `4,100`, `0.012`. The number itself may be beyond all floats. */
export function orderText(log10: number): string {
  if (log10 > -3 && log10 < 6) return showNumber(Number(powerOfTen(log10).toPrecision(2)));
  const exponent = Math.floor(log10);
  const mantissa = powerOfTen(log10 - exponent).toFixed(1);
  // 9.96 rounds to the next power.
  const [digits, power] = mantissa === "10.0" ? ["1.0", exponent + 1] : [mantissa, exponent];
  return `${digits === "1.0" ? "" : `${digits}·`}10${superscript(String(power))}`;
}
