import { expect, test } from "vitest";
import { betaInc } from "../src/numerics/betaInc.js";
import { binomialLowerTail, binomialUpperTail } from "../src/numerics/binomialTest.js";
import { exp } from "../src/numerics/exp.js";
import { lgamma } from "../src/numerics/lgamma.js";
import { log } from "../src/numerics/log.js";
import { distance, dot, euclideanNorm } from "../src/numerics/norm.js";
import { philox4x32 } from "../src/numerics/philox.js";
import { loadModule } from "../src/wasm/binary.js";
import { Instance } from "../src/wasm/instance.js";

const close = (found: number, expected: number, relative: number): void =>
  expect(Math.abs(found - expected), `${found} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));

// python3 with mpmath, mp.dps = 60: exp(x), log(x), loggamma(x), betainc(a,b,0,x,regularized=True), sums of binomial terms, ncdf(t).
const EXP = [
  [-700.25, 7.678723813110872e-305],
  [-30.5, 5.675685232632723e-14],
  [-1, 0.36787944117144233],
  [-0.125, 0.8824969025845955],
  [0, 1.0],
  [1e-9, 1.000000001],
  [0.5, 1.6487212707001282],
  [3.75, 42.52108200006278],
  [100.5, 4.4319559098458955e43],
  [700.25, 1.3022997366991783e304],
] as const;
const LOG = [
  [1e-300, -690.7755278982137],
  [1e-5, -11.512925464970229],
  [0.5, -0.6931471805599453],
  [0.9990234375, -0.0009770396478266127],
  [1.0009765625, 0.0009760859730554589],
  [1.5, 0.4054651081081644],
  [3.0, 1.0986122886681098],
  [12345.678, 9.421061321291832],
  [1e300, 690.7755278982137],
] as const;
const LGAMMA = [
  [0.125, 2.0194183575537963],
  [0.5, 0.5723649429247001],
  [3.5, 1.2009736023470743],
  [10, 12.801827480081469],
  [100.25, 360.28455963776423],
  [12345, 103953.5324720479],
  [1000000, 12815504.569147611],
] as const;
const BETA = [
  [0.25, 2, 3, 0.26171875],
  [0.5, 10, 10, 0.5],
  [0.0625, 5, 100, 0.7853104805849315],
  [0.875, 300, 20, 8.578174580426582e-5],
  [0.5, 0.5, 0.5, 0.5],
] as const;
const BINOMIAL = [
  [0, 130, 0.05, 0.0012707750737405387, 1.0],
  [20, 130, 0.0625, 0.9999410702567175, 0.00017324169643889665],
  [60, 100, 0.75, 0.0006865922079629911, 0.9996760345836826],
  [700, 1000, 0.75, 0.00019359032194907896, 0.9998520708254566],
  [1000, 1000, 0.9375, 1.0, 9.360011875663401e-29],
  [3, 2000, 0.0078125, 0.00012175196929504486, 0.9999783352161465],
] as const;
const NORMAL = [
  [-37.25, 5.297888779927269e-304],
  [-20.3125, 4.984914647149048e-92],
  [-10, 7.619853024160525e-24],
  [-5.5, 1.8989562465887718e-8],
  [-2.1, 0.017864420562816553],
  [-1, 0.15865525393145705],
  [-0.001, 0.49960105778608893],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [1.75, 0.9599408431361829],
  [4, 0.9999683287581669],
  [9, 1.0],
] as const;

test("exp, log, lgamma and the binomial tails agree with 60-digit values", () => {
  for (const [x, value] of EXP) close(exp(x), value, 4e-16);
  for (const [x, value] of LOG) close(log(x), value, 4e-16);
  for (const [x, value] of LGAMMA) close(lgamma(x), value, 4e-15);
  for (const [x, a, b, value] of BETA) close(betaInc(x, a, b), value, 1e-10);
  for (const [s, n, p, lower, upper] of BINOMIAL) {
    close(binomialLowerTail(s, n, p), lower, 1e-9);
    close(binomialUpperTail(s, n, p), upper, 1e-9);
  }
});

test("exp has the same bits in TypeScript and in both binaries", async () => {
  for (const precision of ["f32", "f64"] as const) {
    const { kernels } = new Instance(await loadModule(precision), precision);
    for (let x = -746; x < 711; x += 0.37) expect(kernels.exp(x)).toBe(exp(x));
  }
});

test("normalCdf agrees with 60-digit values, tails included, in both binaries", async () => {
  for (const precision of ["f32", "f64"] as const) {
    const { kernels } = new Instance(await loadModule(precision), precision);
    for (const [t, value] of NORMAL) close(kernels.normalCdf(t), value, 3e-15);
  }
});

// Known answers of the Random123 distribution for philox4x32-10.
const KNOWN = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as const;

test("Philox gives the known answers in TypeScript and wasm", async () => {
  const instance = new Instance(await loadModule("f32"), "f32");
  for (const [[c0, c1, c2, c3], [k0, k1], expected] of KNOWN) {
    const words = new Uint32Array(4);
    philox4x32(words, c0, c1, c2, c3, k0, k1);
    expect(Array.from(words)).toEqual(expected);
    instance.kernels.philox4x32(instance.base, c0, c1, c2, c3, k0, k1);
    expect(Array.from(instance.u32(instance.base, 4))).toEqual(expected);
  }
});

test("dot, distance and euclideanNorm: exact on integers, whatever the offsets; norms beyond the range of squares", () => {
  const [a, b] = [
    [1, -2, 3, 4],
    [5, 6, 7, -8],
  ];
  expect([dot(a, b), dot(a, b, 2), dot(a, b, 2, 2, 1), dot([], b)]).toEqual([-18, -7, 46, 0]);
  expect([distance([1, 2, 3], [4, 6, 3]), distance([1, 2, 99], [1, 2]), distance([], [])]).toEqual([5, 0, 0]);
  expect([euclideanNorm([3, 0, -4]), euclideanNorm([]), euclideanNorm([0, 0])]).toEqual([5, 0, 0]);
  for (const scale of [1e-200, 1e200]) close(euclideanNorm([3 * scale, 4 * scale]), 5 * scale, 2 ** -51);
});
