import { reading, RelulabError, show } from "../../errors.js";
import { checkKeys, checkNumber } from "../check.js";
import { lossFindings } from "./assumptions.js";
import { hinge, type Loss, type LossConstants, LOSSES, type NamedLoss, polynomialHinge, smoothedHinge } from "./losses.js";

/** A loss of one's own: plain functions of the margin y·f, which must be finite and cheap; a run calls them once a sample and step. */
export interface OwnLoss {
  readonly name?: string;
  readonly value: (margin: number) => number;
  /** ℓ'; where ℓ has a kink, any number between its one-sided derivatives. */
  readonly derivative: (margin: number) => number;
  /** What the theory needs; checked numerically. Without it a run is the same, and no theorem applies. */
  readonly constants?: (Pick<LossConstants, "p" | "alpha0" | "alpha1"> & Partial<LossConstants>) | null;
}

export type LossChoice = NamedLoss | OwnLoss | Loss;

const KINDS = { "smoothed-hinge": "width", "tau-hinge": "tau", "polynomial-hinge": "degree" } as const;

/**
 * The loss that a choice names, or one's own once its functions and constants were looked at. Throws `ARG_*`: a declaration that is wrong
 * is refused with the margin where it fails.
 */
export function readLoss(where: string, choice: unknown): Loss {
  return reading(where, () => {
    if (typeof choice === "string") return byName(where, choice);
    if (typeof choice !== "object" || choice === null) throw unknownLoss(where, choice);
    if (READ.has(choice)) return choice as Loss;
    const loss = "kind" in choice ? byKind(where, choice) : ownLoss(where, choice as OwnLoss);
    READ.add(loss);
    return loss;
  });
}

/** Losses that were checked already: those that results hold are choices too. */
const READ = new WeakSet<object>(Object.values(LOSSES));

/** `readLoss` for callers from outside: `lossOf("logistic").value(0)`. Throws `ARG_*`. */
export const lossOf = (choice: LossChoice): Loss => readLoss("lossOf()", choice);

function byName(where: string, name: string): Loss {
  if (Object.hasOwn(LOSSES, name)) return LOSSES[name as keyof typeof LOSSES];
  throw unknownLoss(where, name);
}

function unknownLoss(where: string, found: unknown): RelulabError {
  const kinds = Object.entries(KINDS).map(([kind, key]) => `{ kind: "${kind}", ${key} }`);
  return new RelulabError(
    "ARG_RANGE",
    `${where}: loss must be one of ${Object.keys(LOSSES).join(", ")}, or an object, got ${show(found)}.`,
    `Objects are ${kinds.join(", ")}, or your own { value, derivative, constants }.`,
  );
}

function byKind(where: string, given: object): Loss {
  const { kind } = given as { kind: unknown };
  const key = typeof kind === "string" && Object.hasOwn(KINDS, kind) ? KINDS[kind as keyof typeof KINDS] : undefined;
  if (key === undefined) throw unknownLoss(where, kind);
  checkKeys(`${where}: loss`, given, ["kind", key]);
  const value = (given as Record<string, unknown>)[key];
  if (key === "width") return smoothedHinge(checkNumber(where, "loss.width", value, { above: 0, example: 0.5 }));
  if (key === "tau") {
    const tau = checkNumber(where, "loss.tau", value, { above: 0, example: 1 });
    return hinge(tau, `hinge, τ = ${tau}`);
  }
  const degree = checkNumber(where, "loss.degree", value, { min: 2, max: 64, example: 3 });
  return polynomialHinge(degree, `polynomial hinge, degree ${degree}`);
}

function ownLoss(where: string, given: OwnLoss): Loss {
  const { name = "own loss", value, derivative, constants = null } = given;
  for (const [key, part] of Object.entries({ value, derivative }))
    if (typeof part !== "function")
      throw new RelulabError(
        "ARG_TYPE",
        `${where}: loss.${key} must be a function of the margin, got ${show(part)}.`,
        "Pass for example { value: (x) => …, derivative: (x) => … }.",
      );
  if (typeof name !== "string")
    throw new RelulabError("ARG_TYPE", `${where}: loss.name must be a text, got ${show(name)}.`, 'Use for example name: "my loss".');
  const declared = constants === null ? null : readConstants(where, constants);
  const own: Loss = {
    name,
    value: (x) => value(x),
    derivative: (x) => derivative(x),
    constants: declared,
    smoothnessBelow: () => declared?.lambda ?? Infinity,
  };
  checkLoss(where, own);
  return own;
}

function readConstants(where: string, given: Partial<LossConstants>): LossConstants {
  checkKeys(`${where}: loss.constants`, given, ["p", "alpha0", "alpha1", "lambda", "rho0", "rho1"]);
  const { p, alpha0, alpha1, lambda = Infinity, rho0 = Infinity, rho1 = Infinity } = given;
  const limit = (name: keyof LossConstants, value: unknown): number =>
    value === Infinity ? Infinity : checkNumber(where, `loss.constants.${name}`, value, { above: 0, example: 1 });
  const own = {
    p: checkNumber(where, "loss.constants.p", p, { min: 0, max: 1, example: 1 }),
    alpha0: limit("alpha0", alpha0),
    alpha1: limit("alpha1", alpha1),
    lambda: limit("lambda", lambda),
    rho0: limit("rho0", rho0),
    rho1: limit("rho1", rho1),
  };
  if (own.alpha1 < Infinity && own.alpha0 <= own.rho0 && own.alpha1 <= own.rho1) return own;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: loss.constants must have a finite α₁, α₀ ≤ ρ₀ and α₁ ≤ ρ₁, got α₀ = ${own.alpha0}, α₁ = ${own.alpha1}, ρ₀ = ${own.rho0}, ρ₁ = ${own.rho1}.`,
    "See Assumption 4.4 of S4; leave rho0 and rho1 out if nothing is claimed.",
  );
}

/** Throws `ARG_RANGE` with the first assumption that fails and where. Without constants only the derivative is looked at. */
function checkLoss(where: string, loss: Loss): void {
  const claimed = loss.constants === null ? ["derivative"] : ["derivative", "3.1", "3.2", "3.3", "4.4"];
  const broken = lossFindings(loss).find(({ id, status }) => status === "violated" && claimed.includes(id));
  if (broken === undefined) return;
  const what = broken.id === "derivative" ? "the loss" : `Assumption ${broken.id} with the declared constants`;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: ${what} fails: ${broken.text}, but ${broken.found}.`,
    broken.id === "derivative"
      ? "Check value and derivative there."
      : "Declare weaker constants, or leave constants out to train without theory.",
    { assumption: broken.id, at: broken.at },
  );
}
