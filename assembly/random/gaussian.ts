// Standard normals by Box and Muller (1958) on four Philox blocks at a time. All bits of the radius word count, so |n| reaches 6.6
// in f32 and 9.4 in f64. The angle is reduced in integers: quadrant q and an offset of at most π/4 are exact.
import { REAL } from "../lanes";
import { Log } from "../math/log";
import { Cos, Sin } from "../math/sincos";
import { philoxFour } from "./philox";

const TWO_TO_MINUS_32: f64 = 2.3283064365386963e-10;
/** (π/2)·2⁻³⁰. */
const QUARTER: f64 = 1.4629180792671596e-9;

abstract class BoxMuller {
  /** Negates the lanes where bit 1 of (q + turn) is set. */
  @inline static signed(x: v128, q: v128, turn: i32): v128 {
    if (REAL == 4) return v128.xor(x, i32x4.shl(v128.and(i32x4.add(q, i32x4.splat(turn)), i32x4.splat(2)), 30));
    const wide = i64x2.extend_low_i32x4_u(v128.and(i32x4.add(q, i32x4.splat(turn)), i32x4.splat(2)));
    return v128.xor(x, i64x2.shl(wide, 62));
  }

  /** All ones in the lanes where q is odd. */
  @inline static odd(q: v128): v128 {
    const mask = i32x4.ne(v128.and(q, i32x4.splat(1)), i32x4.splat(0));
    return REAL == 4 ? mask : i64x2.extend_low_i32x4_s(mask);
  }

  @inline static quadrant(w: v128): v128 {
    return i32x4.shr_s(i32x4.add(w, i32x4.splat(0x20000000)), 30);
  }

  @inline static radius(u: v128): v128 {
    return v128.sqrt<real>(v128.mul<real>(v128.splat<real>(-2), Log.lanes(u)));
  }
}

/** Stores r·cos at out and r·sin at out + 16 for uniforms u and angles q·π/2 + a. */
function pair(out: usize, u: v128, q: v128, a: v128): void {
  const r = BoxMuller.radius(u);
  const sin = Sin.lanes(a);
  const cos = Cos.lanes(a);
  const odd = BoxMuller.odd(q);
  v128.store(out, v128.mul<real>(r, BoxMuller.signed(v128.bitselect(sin, cos, odd), q, 1)));
  v128.store(out, v128.mul<real>(r, BoxMuller.signed(v128.bitselect(cos, sin, odd), q, 0)), 16);
}

/** 16 f32 normals of blocks block…block+3 in element order, from words w0…w3 (each four counters). */
function sixteen(out: usize): void {
  for (let half: usize = 0; half < 64; half += 32) {
    const w = v128.load(out + half, 16);
    const u = f32x4.mul(f32x4.add(f32x4.convert_i32x4_u(v128.load(out + half)), f32x4.splat(0.5)), f32x4.splat(<f32>TWO_TO_MINUS_32));
    const q = BoxMuller.quadrant(w);
    const a = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(w, i32x4.shl(q, 30))), f32x4.splat(<f32>QUARTER));
    pair(out + half, u, q, a);
  }
  const n0 = v128.load(out);
  const n1 = v128.load(out, 16);
  const n2 = v128.load(out, 32);
  const n3 = v128.load(out, 48);
  const low01 = v128.shuffle<i32>(n0, n1, 0, 4, 1, 5);
  const low23 = v128.shuffle<i32>(n2, n3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(n0, n1, 2, 6, 3, 7);
  const high23 = v128.shuffle<i32>(n2, n3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(out, v128.shuffle<i64>(low01, low23, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(high01, high23, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(high01, high23, 1, 3), 48);
}

/** 8 f64 normals of blocks block…block+3 in element order. */
function eight(out: usize): void {
  const w0 = v128.load(out);
  const w1 = v128.load(out, 16);
  const w2 = v128.load(out, 32);
  const w3 = v128.load(out, 48);
  const q = BoxMuller.quadrant(w2);
  const rest = i32x4.sub(w2, i32x4.shl(q, 30));
  for (let half = 0; half < 2; half++) {
    const high = half == 0 ? w0 : v128.shuffle<i64>(w0, w0, 1, 1);
    const low = half == 0 ? w1 : v128.shuffle<i64>(w1, w1, 1, 1);
    const turn = half == 0 ? q : v128.shuffle<i64>(q, q, 1, 1);
    const coarse = half == 0 ? rest : v128.shuffle<i64>(rest, rest, 1, 1);
    const fine = half == 0 ? w3 : v128.shuffle<i64>(w3, w3, 1, 1);
    const scale = f64x2.splat(TWO_TO_MINUS_32);
    const below = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(low), f64x2.splat(0.5)), scale);
    const u = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(high), below), scale);
    const offset = f64x2.add(f64x2.convert_low_i32x4_s(coarse), f64x2.mul(f64x2.convert_low_i32x4_u(fine), scale));
    const at = out + (<usize>half << 5);
    pair(at, u, turn, f64x2.mul(offset, f64x2.splat(QUARTER)));
    const cos = v128.load(at);
    const sin = v128.load(at, 16);
    v128.store(at, v128.shuffle<i64>(cos, sin, 0, 2));
    v128.store(at, v128.shuffle<i64>(cos, sin, 1, 3), 16);
  }
}

/** count normals of the stream (trial, role, part); element e is a function of e alone (4 a block in f32, 2 in f64). */
export function gaussianFill(
  out: usize, count: usize, firstBlock: u32, trial: u32, role: u32, part: u32, keyLow: u32, keyHigh: u32,
): void {
  const scratch = memory.data(64, 16);
  const chunk: usize = 64 / REAL;
  let block = firstBlock;
  while (count > 0) {
    const whole = count >= chunk;
    const target = whole ? out : scratch;
    philoxFour(target, block, trial, role, part, keyLow, keyHigh);
    if (REAL == 4) sixteen(target);
    else eight(target);
    if (!whole) {
      memory.copy(out, scratch, count * REAL);
      return;
    }
    count -= chunk;
    out += 64;
    block += 4;
  }
}
