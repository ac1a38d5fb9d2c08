import fc from "fast-check";
import { expect, test } from "vitest";

// Lemmas A.5 and B.5 of S3: near a kink a convex function is far from every function without one. Integrals and measures of piecewise
// linear functions are exact, up to rounding.

/** f(α) = offset + slope·α + Σ_j bend_j·|α − at_j|. */
interface Bent {
  readonly offset: number;
  readonly slope: number;
  readonly bends: readonly { readonly at: number; readonly bend: number }[];
}

const value = ({ offset, slope, bends }: Bent, x: number): number =>
  bends.reduce((sum, { at, bend }) => sum + bend * Math.abs(x - at), offset + slope * x);

const minus = (a: Bent, b: Bent): Bent => ({
  offset: a.offset - b.offset,
  slope: a.slope - b.slope,
  bends: [...a.bends, ...b.bends.map(({ at, bend }) => ({ at, bend: -bend }))],
});

/** Slope right (side +1) or left (side −1) of x. */
const slopeAt = ({ slope, bends }: Bent, x: number, side: 1 | -1): number =>
  bends.reduce((sum, { at, bend }) => sum + bend * (x === at ? side : Math.sign(x - at)), slope);

/** The pieces of [−τ, τ] on which f is linear, as pairs of ends. */
function pieces(f: Bent, tau: number): [number, number][] {
  const cuts = [-tau, ...f.bends.map(({ at }) => at).filter((at) => Math.abs(at) < tau), tau].sort((a, b) => a - b);
  return cuts.slice(1).map((end, i) => [cuts[i], end]);
}

/** ∫|f| over [−τ, τ]. */
function area(f: Bent, tau: number): number {
  return pieces(f, tau).reduce((sum, [a, b]) => {
    const [p, q] = [value(f, a), value(f, b)];
    const width = b - a;
    if (p * q >= 0) return sum + (width * Math.abs(p + q)) / 2;
    return sum + (width * (p * p + q * q)) / (2 * (Math.abs(p) + Math.abs(q)));
  }, 0);
}

/** Pr(|f(α)| ≥ h) for α uniform on [−τ, τ]. */
function shareAbove(f: Bent, tau: number, h: number): number {
  const length = pieces(f, tau).reduce((sum, [a, b]) => {
    const [p, q] = [value(f, a), value(f, b)];
    const below = (limit: number): number => (p === q ? (p < limit ? 1 : 0) : Math.min(1, Math.max(0, ((limit - p) / (q - p)) * 1)));
    const inside = p === q ? (Math.abs(p) < h ? 1 : 0) : Math.abs(below(h) - below(-h));
    return sum + (b - a) * (1 - inside);
  }, 0);
  return length / (2 * tau);
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const affine = fc.record({ offset: number(-2, 2), slope: number(-2, 2), bends: fc.constant([]) });
const convex = (bendAtZero: boolean) =>
  fc
    .record({
      offset: number(-2, 2),
      slope: number(-2, 2),
      bends: fc.array(fc.record({ at: number(-1.5, 1.5), bend: number(0, 2) }), { maxLength: 4 }),
      kink: number(0.01, 2),
    })
    .map(({ offset, slope, bends, kink }): Bent => ({ offset, slope, bends: bendAtZero ? [...bends, { at: 0, bend: kink }] : bends }));
const tau = number(0.05, 1.5);
/** Rounding of the sums above. */
const SLACK = 1e-12;

test("A.5: ∫|φ − l| ≥ τ²ρ/8 and Pr(|φ − l| ≥ τρ/128) ≥ 1/16 for every affine l", () => {
  fc.assert(
    fc.property(convex(true), affine, tau, (phi, l, t) => {
      const rho = slopeAt(phi, 0, 1) - slopeAt(phi, 0, -1);
      const difference = minus(phi, l);
      expect(area(difference, t)).toBeGreaterThanOrEqual((t * t * rho) / 8 - SLACK);
      expect(shareAbove(difference, t, (t * rho) / 128)).toBeGreaterThanOrEqual(1 / 16 - SLACK);
    }),
    { numRuns: 2000, seed: 5 },
  );
});

test("A.5: a single kink against its best affine function gives τ²ρ/4, so the factor 1/8 is one of two", () => {
  const phi: Bent = { offset: 0, slope: 0.5, bends: [{ at: 0, bend: 0.5 }] };
  // |α|/2 is best met by τ/4 in the mean.
  const best: Bent = { offset: 1 / 4, slope: 0.5, bends: [] };
  expect(area(minus(phi, best), 1)).toBeCloseTo(1 / 4, 14);
  for (const [offset, slope] of [
    [0.2, 0.5],
    [0.3, 0.5],
    [0.25, 0.4],
    [0.25, 0.6],
  ] as const)
    expect(area(minus(phi, { offset, slope, bends: [] }), 1)).toBeGreaterThan(1 / 4);
});

test("A.5 needs the kink: without one an affine function may be met exactly", () => {
  const phi: Bent = { offset: 1, slope: 2, bends: [] };
  expect(area(minus(phi, phi), 1)).toBe(0);
});

test("B.5: with γ the excess of φ's bend over l's, ∫|φ − l| ≥ τ²γ/32 and Pr(|φ − l| ≥ τγ/512) ≥ 1/64", () => {
  let bound = 0;
  fc.assert(
    fc.property(convex(true), convex(false), tau, (phi, l, t) => {
      const gamma = slopeAt(phi, t / 2, 1) - slopeAt(phi, -t / 2, -1) - (slopeAt(l, t, 1) - slopeAt(l, -t, -1));
      if (gamma <= 0) return;
      bound++;
      const difference = minus(phi, l);
      expect(area(difference, t)).toBeGreaterThanOrEqual((t * t * gamma) / 32 - SLACK);
      expect(shareAbove(difference, t, (t * gamma) / 512)).toBeGreaterThanOrEqual(1 / 64 - SLACK);
    }),
    { numRuns: 3000, seed: 5 },
  );
  expect(bound).toBeGreaterThan(500);
});
