// Which sample a step takes (S0-A4). Roles and parts are those of src/data/streams.ts.
import { philox4x32 } from "../random/philox";
import { CYCLE, SHUFFLE, TwoLayerState } from "./state";

const ROLE_ORDER: u32 = 2;

abstract class Draw {
  /** Integer 0…limit−1 from one word; the bias is below limit / 2³². */
  @inline static below(limit: u32, word: u32): u32 {
    return <u32>(((<u64>word) * limit) >> 32);
  }
}

/** Fisher-Yates over 0…n−1; word number n−1−i of the epoch's stream decides place i. */
export function shuffle(order: usize, n: u32, words: usize, keyLow: u32, keyHigh: u32, trial: u32, epoch: u32): void {
  for (let i: u32 = 0; i < n; i++) store<u32>(order + (<usize>i << 2), i);
  let used: u32 = 0;
  for (let i: u32 = n - 1; i > 0 && i < n; i--) {
    if ((used & 3) == 0) philox4x32(words, used >> 2, trial, ROLE_ORDER, epoch, keyLow, keyHigh);
    const place = order + (<usize>i << 2);
    const other = order + (<usize>Draw.below(i + 1, load<u32>(words + (<usize>(used & 3) << 2))) << 2);
    const kept = load<u32>(place);
    store<u32>(place, load<u32>(other));
    store<u32>(other, kept);
    used++;
  }
}

/** Called before the first step of every pass. */
export function beginPass(s: TwoLayerState): void {
  s.passUpdates = 0;
  s.passViolations = 0;
  if (!s.listReady) s.listLength = 0;
  s.listNext = 0;
  if (s.sampling == SHUFFLE)
    shuffle(s.order, <u32>s.n, s.words, s.keyLow, s.keyHigh, s.trial, s.epoch);
}

/** The sample of the current step. Uniform draws: word step mod 4 of block step / 4, part 0. */
export function sampleAt(s: TwoLayerState): u32 {
  if (s.sampling == CYCLE) return <u32>s.position;
  if (s.sampling == SHUFFLE) return load<u32>(s.order + (s.position << 2));
  const step = s.step;
  const block = step >> 2;
  if (s.drawnBlock != block) {
    philox4x32(s.order, block, s.trial, ROLE_ORDER, 0, s.keyLow, s.keyHigh);
    s.drawnBlock = block;
  }
  return Draw.below(<u32>s.n, load<u32>(s.order + (<usize>(step & 3) << 2)));
}
