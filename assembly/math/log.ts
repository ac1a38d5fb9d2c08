// ln of positive finite lanes. x = 2^e·m, m in [√½, √2), s = (m−1)/(m+1), ln m = 2s(1 + s²/3 + s⁴/5 + …), |s| ≤ 0.1716:
// 5 terms leave 3e-9 in f32, 11 terms 2e-18 in f64.
import { REAL } from "../lanes";

export abstract class Log {
  @inline static lanes(x: v128): v128 {
    return REAL == 4 ? Log.f32(x) : Log.f64(x);
  }

  @inline static f32(x: v128): v128 {
    const shifted = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
    const m = i32x4.sub(x, i32x4.shl(shifted, 23));
    const one = f32x4.splat(1);
    const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
    const s2 = f32x4.mul(s, s);
    let p = f32x4.splat(<f32>(1.0 / 9.0));
    p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(<f32>(1.0 / 7.0)));
    p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(<f32>(1.0 / 5.0)));
    p = f32x4.add(f32x4.mul(p, s2), f32x4.splat(<f32>(1.0 / 3.0)));
    const tail = f32x4.mul(f32x4.mul(p, s2), s);
    const mantissa = f32x4.mul(f32x4.splat(2), f32x4.add(s, tail));
    return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(shifted), f32x4.splat(0.6931472)), mantissa);
  }

  @inline static f64(x: v128): v128 {
    const shifted = i64x2.shr_s(i64x2.sub(x, i64x2.splat(0x3fe6a09e667f3bcd)), 52);
    const m = i64x2.sub(x, i64x2.shl(shifted, 52));
    const one = f64x2.splat(1);
    const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
    const s2 = f64x2.mul(s, s);
    let p = f64x2.splat(1.0 / 23.0);
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 21.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 19.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 17.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 15.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 13.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 11.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 9.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 7.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 5.0));
    p = f64x2.add(f64x2.mul(p, s2), f64x2.splat(1.0 / 3.0));
    const mantissa = f64x2.mul(f64x2.splat(2), f64x2.add(s, f64x2.mul(f64x2.mul(p, s2), s)));
    // Exponents are small: the low words of both lanes hold them.
    const exponent = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(shifted, shifted, 0, 2, 0, 2));
    return f64x2.add(f64x2.mul(exponent, f64x2.splat(0.6931471805599453)), mantissa);
  }
}
