// sin and cos of θ·π/4-sized angles: Taylor on |θ| ≤ π/4. Remainders: f32 below 3e-9 (to θ¹¹, θ¹⁰), f64 below 3e-18 (to θ¹⁷, θ¹⁸).
import { REAL } from "../lanes";

abstract class Horner {
  @inline static step(p: v128, x: v128, c: f64): v128 {
    return v128.add<real>(v128.mul<real>(p, x), v128.splat<real>(<real>c));
  }
}

export abstract class Sin {
  @inline static lanes(a: v128): v128 {
    const x = v128.mul<real>(a, a);
    let p = v128.splat<real>(<real>(-1.0 / 39916800.0));
    if (REAL == 8) {
      p = v128.splat<real>(<real>(1.0 / 355687428096000.0));
      p = Horner.step(p, x, -1.0 / 1307674368000.0);
      p = Horner.step(p, x, 1.0 / 6227020800.0);
      p = Horner.step(p, x, -1.0 / 39916800.0);
    }
    p = Horner.step(p, x, 1.0 / 362880.0);
    p = Horner.step(p, x, -1.0 / 5040.0);
    p = Horner.step(p, x, 1.0 / 120.0);
    p = Horner.step(p, x, -1.0 / 6.0);
    return v128.add<real>(a, v128.mul<real>(a, v128.mul<real>(p, x)));
  }
}

export abstract class Cos {
  @inline static lanes(a: v128): v128 {
    const x = v128.mul<real>(a, a);
    let p = v128.splat<real>(<real>(-1.0 / 3628800.0));
    if (REAL == 8) {
      p = v128.splat<real>(<real>(-1.0 / 6402373705728000.0));
      p = Horner.step(p, x, 1.0 / 20922789888000.0);
      p = Horner.step(p, x, -1.0 / 87178291200.0);
      p = Horner.step(p, x, 1.0 / 479001600.0);
      p = Horner.step(p, x, -1.0 / 3628800.0);
    }
    p = Horner.step(p, x, 1.0 / 40320.0);
    p = Horner.step(p, x, -1.0 / 720.0);
    p = Horner.step(p, x, 1.0 / 24.0);
    p = Horner.step(p, x, -0.5);
    return Horner.step(p, x, 1);
  }
}
