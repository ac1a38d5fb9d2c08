import type { Frame, MethodState } from "./trio.js";
import { rowOf } from "./trio.js";
import type { PlaygroundState, Vector } from "./state.js";

// What is proved about plain SGD where it stands, in words. Everything said here holds for every network near it, or is not said.

export interface Verdict {
  readonly kind: "warn" | "pass" | "plain";
  /** One sentence. */
  readonly text: string;
  readonly proof: string;
}

const NAMED = 5;
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** `x₁₂`. */
export const subscript = (letter: string, number: number): string =>
  letter + String(number).replace(/\d/g, (digit) => SUBSCRIPTS[Number(digit)]);

/** `x₁ and x₂`, `x₁, x₂, x₃, x₄ and 8 more`. */
export function namesOf(letter: string, indices: readonly number[]): string {
  const named = indices.length > NAMED ? NAMED - 1 : indices.length;
  const names = indices.slice(0, named).map((i) => subscript(letter, i + 1));
  if (indices.length > named) names.push(`${indices.length - named} more`);
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** `2/3` where the loss is such a share of few points, else 4 digits. */
export function lossText(loss: number, points: number): string {
  const share = loss * points;
  const exact = Math.round(share) / points === loss;
  if (exact && share % points === 0) return String(loss);
  if (exact && points <= 12 && share < points) {
    const common = gcd(Math.round(share), points);
    return `${Math.round(share) / common}/${points / common}`;
  }
  return String(Number(loss.toPrecision(4)));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** 5 digits, rounded down: what is said must hold. */
function radiusText(radius: number): string {
  const unit = 10 ** (Math.floor(Math.log10(radius)) - 4);
  const nearest = Number(radius.toPrecision(5));
  return String(nearest <= radius ? nearest : Number((nearest - unit).toPrecision(5)));
}

/** What plain SGD has reached, with its proof. */
export function verdictOf(state: PlaygroundState, frame: Frame | null): Verdict {
  if (state.points.length === 0)
    return {
      kind: "plain",
      text: "There are no points.",
      proof: "A click on a plane adds one, and so does n while a plane has the focus.",
    };
  if (frame === null) return { kind: "plain", text: "Nothing is proved yet.", proof: "The planes show where the networks start." };
  const plain = frame.methods.plain;
  if (plain.status === "diverged")
    return {
      kind: "warn",
      text: "Plain SGD has diverged.",
      proof: "Its weights are beyond the range of numbers. Use a smaller step size η.",
    };
  if (plain.kind === "global") return globalMinimum(plain);
  if (plain.kind === "localMinimum") return localMinimum(state, frame);
  return plain.kind === "tie" ? tie(state, plain) : training(state, frame);
}

function globalMinimum({ radius }: MethodState): Verdict {
  const near = radius > 0 && Number.isFinite(radius) ? ` So it stays for any change with every ‖Δw‖ below ${radiusText(radius)}.` : "";
  return {
    kind: "pass",
    text: "Plain SGD is at a global minimum.",
    proof: `Every point has y·f(x) ≥ 1: the loss is 0, and no step changes anything.${near}`,
  };
}

const allNeurons = ({ units }: PlaygroundState): string =>
  units.length === 2 ? "both neurons are off" : `all ${units.length} neurons are off`;
const have = (indices: readonly number[]): string => `${namesOf("x", indices)} ${indices.length === 1 ? "has" : "have"} positive loss`;
const themOf = (indices: readonly number[]): string => (indices.length === 1 ? "it" : "them");

/** The gradient is 0 in a whole ball in any case (S0-T9); that it is a bad minimum needs a better network. */
function localMinimum(state: PlaygroundState, { methods, separable }: Frame): Verdict {
  const { plain, noisy } = methods;
  const { violating, radius, loss } = plain;
  const proof = [
    `${have(violating)} and ${allNeurons(state)} for ${themOf(violating)}, so the gradient is exactly 0.`,
    `Any change with every ‖Δw‖ below ${radiusText(radius)} keeps it 0 and the loss at ${lossText(loss, state.points.length)}.`,
  ];
  const bad = separable === "separable" || noisy.loss < loss;
  if (!bad) proof.push("Whether a better one exists is not decided: no line through the origin is known that separates these points.");
  else if (separable !== "separable")
    proof.push(`It is bad: Algorithm 1 has loss ${lossText(noisy.loss, state.points.length)} with the same neurons.`);
  return { kind: "warn", text: `Plain SGD is at a ${bad ? "bad " : ""}local minimum.`, proof: proof.join(" ") };
}

/** The derivative counts as 1 on a line, so a step for a sample on a neuron's line moves that neuron; one for the origin moves none. */
function tie(state: PlaygroundState, { violating, dead, weights }: MethodState): Verdict {
  const { points } = state;
  const tied = violating.filter((i) => points[i].x.some((coordinate) => coordinate !== 0) && !dead.includes(i));
  if (tied.length > 0) {
    const unit = findUnit(weights, points[tied[0]].x, (z) => z === 0);
    return {
      kind: "plain",
      text: "Plain SGD is at a tie.",
      proof: `${subscript("x", tied[0] + 1)} has positive loss and lies exactly on the line of ${subscript("w", unit + 1)}, and no neuron is on for it. There the derivative counts as 1, so its next visit is an update.`,
    };
  }
  const origin = violating.filter((i) => !dead.includes(i));
  const others = dead.length === 0 ? "" : `, and ${allNeurons(state)} for ${namesOf("x", dead)}`;
  return {
    kind: "warn",
    text: "Plain SGD is at a tie that it cannot leave.",
    proof: `${namesOf("x", origin)} ${origin.length === 1 ? "lies" : "lie"} at the origin, where every network is 0${others}: no step moves a weight.`,
  };
}

/** That the point is not critical is proved for separable points only (S0-T9): else gradients of several samples may cancel. */
function training({ points }: PlaygroundState, { methods, separable }: Frame): Verdict {
  const { violating, weights } = methods.plain;
  for (const i of violating) {
    const unit = points[i] === undefined ? -1 : findUnit(weights, points[i].x, (z) => z > 0);
    if (unit < 0) continue;
    const end = separable === "separable" ? "this is no critical point." : "its next visit is an update.";
    return {
      kind: "plain",
      text: "Plain SGD is still training.",
      proof: `${subscript("x", i + 1)} has positive loss and neuron ${subscript("w", unit + 1)} is on for it: ${end}`,
    };
  }
  return { kind: "plain", text: "Plain SGD is still training.", proof: "" };
}

/** The first unit with such a pre-activation; −1 for none. */
function findUnit(weights: readonly number[], [x1, x2]: Vector, fits: (z: number) => boolean): number {
  for (let unit = 0; 2 * unit < weights.length; unit++) {
    const [w1, w2] = rowOf(weights, unit);
    if (fits(w1 * x1 + w2 * x2)) return unit;
  }
  return -1;
}

/** The word over a plane: what its own method has reached. */
export function tagOf(
  state: MethodState,
  separable: boolean,
): { readonly kind: "warn" | "pass" | "fail" | "plain"; readonly word: string } {
  if (state.status === "diverged") return { kind: "fail", word: "diverged" };
  if (state.kind === "global") return { kind: "pass", word: "global minimum" };
  if (state.kind === "localMinimum") return { kind: "warn", word: separable ? "bad local minimum" : "local minimum" };
  return { kind: "plain", word: state.kind === "tie" ? "at a tie" : "still training" };
}
