import { WordStream } from "../data/streams.js";
import { type Arena, loadKernels } from "../kernels.js";
import * as javascript from "./javascript.js";
import type { Arms, BenchCase } from "./types.js";

const SEED = 7;
/** Largest relative difference between an f32 sum and the f64 sum of plain JavaScript. */
const TOLERANCE = 1e-4;

/** A vector that both arms can read: in wasm memory, and seen from JavaScript. */
export interface Vector {
  readonly pointer: number;
  readonly view: Float32Array;
}

export class Room {
  readonly arena: Arena;
  readonly #words = new WordStream({ seed: SEED, trial: 0, role: 0, part: 0 });

  constructor(arena: Arena, reals: number) {
    this.arena = arena;
    // All memory at once, so that no view is lost by growing.
    arena.allocate("real", reals);
    arena.reset();
  }

  vector(length: number): Vector {
    const pointer = this.arena.allocate("real", length);
    const view = this.arena.reals(pointer, length) as Float32Array;
    for (let i = 0; i < length; i++) view[i] = 2 * this.#words.uniform() - 1;
    return { pointer, view };
  }
}

/** Do all numbers agree but for the rounding of f32? */
export const close = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  Array.from(a).every((value, i) => Math.abs(value - b[i]) <= TOLERANCE * Math.max(1, Math.abs(b[i])));

export async function room(reals: number): Promise<Room> {
  return new Room(await loadKernels({ precision: "f32" }), 2 * reals + 1024);
}

/** Both arms repeat the kernel; `result` is what is compared after one call of each. */
export function repeated(
  times: number,
  wasm: () => void,
  plain: () => void,
  wasmResult: () => ArrayLike<number>,
  plainResult: () => ArrayLike<number>,
): Arms {
  const again = (work: () => void, result: () => ArrayLike<number>) => (): number => {
    for (let i = 0; i < times; i++) work();
    return result()[0];
  };
  const verify = (): boolean => {
    wasm();
    plain();
    return close(Array.from(wasmResult()), Array.from(plainResult()));
  };
  return { verify, wasm: { run: again(wasm, wasmResult) }, javascript: { run: again(plain, plainResult) } };
}

function dotCase(n: number, times: number): BenchCase {
  return {
    id: `dot-${n}`,
    title: `dot product, ${n} f32`,
    unit: "GFLOP/s",
    work: 2 * n * times,
    prepare: async () => {
      const space = await room(2 * n);
      const [x, y] = [space.vector(n), space.vector(n)];
      const found = [0, 0];
      const wasm = (): void => void (found[0] = space.arena.call((k) => k.dot(x.pointer, y.pointer, n)));
      const plain = (): void => void (found[1] = javascript.dot(x.view, y.view));
      return repeated(
        times,
        wasm,
        plain,
        () => [found[0]],
        () => [found[1]],
      );
    },
  };
}

/** A kernel from (A, x, y) into an output: matvec, its transpose, rank-1 update, axpy, ReLU. */
interface Shape {
  readonly id: string;
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  readonly times: number;
  readonly flops: number;
  readonly output: "rows" | "columns" | "matrix";
  wasm(arena: Arena, out: Vector, A: Vector, x: Vector, y: Vector): void;
  plain(out: Float32Array, A: Float32Array, x: Float32Array, y: Float32Array): void;
}

function shapeCase({ id, title, rows: m, columns: n, times, flops, output, wasm, plain }: Shape): BenchCase {
  return {
    id,
    title,
    unit: "GFLOP/s",
    work: flops * times,
    prepare: async () => {
      const space = await room(3 * m * n + m + n);
      const [A, x, y] = [space.vector(m * n), space.vector(n), space.vector(m)];
      const length = output === "rows" ? m : output === "columns" ? n : m * n;
      const [first, second] = [space.vector(length), space.vector(length)];
      second.view.set(first.view);
      return repeated(
        times,
        () => wasm(space.arena, first, A, x, y),
        () => plain(second.view, A.view, x.view, y.view),
        () => first.view,
        () => second.view,
      );
    },
  };
}

const [M, N] = [100, 768];

const shapes: readonly Shape[] = [
  {
    id: "matvec",
    title: `matrix × vector, ${M} × ${N} f32`,
    rows: M,
    columns: N,
    times: 30,
    flops: 2 * M * N,
    output: "rows",
    wasm: (arena, out, A, x) => arena.call((k) => k.matvec(out.pointer, A.pointer, x.pointer, M, N)),
    plain: (out, A, x) => javascript.matvec(out, A, x),
  },
  {
    id: "matvec-transposed",
    title: `transposed matrix × vector, ${M} × ${N} f32`,
    rows: M,
    columns: N,
    times: 30,
    flops: 2 * M * N,
    output: "columns",
    wasm: (arena, out, A, _x, y) => arena.call((k) => k.matvecTransposed(out.pointer, A.pointer, y.pointer, M, N)),
    plain: (out, A, _x, y) => javascript.matvecTransposed(out, A, y),
  },
  {
    id: "rank-one",
    title: `rank-1 update, ${M} × ${N} f32`,
    rows: M,
    columns: N,
    times: 30,
    flops: 2 * M * N,
    output: "matrix",
    wasm: (arena, out, _A, x, y) => arena.call((k) => k.rankOne(out.pointer, y.pointer, x.pointer, M, N, 1e-6)),
    plain: (out, _A, x, y) => javascript.rankOne(out, y, x, 1e-6),
  },
  {
    id: "axpy",
    title: "y += a·x, 8192 f32",
    rows: 8192,
    columns: 1,
    times: 150,
    flops: 2 * 8192,
    output: "rows",
    wasm: (arena, out, A) => arena.call((k) => k.axpy(out.pointer, A.pointer, 8192, 1e-6)),
    plain: (out, A) => javascript.axpy(out, A, 1e-6),
  },
  {
    id: "relu",
    title: "ReLU with its mask, 8192 f32",
    rows: 8192,
    columns: 1,
    times: 50,
    flops: 8192,
    output: "rows",
    wasm: (arena, out, A, _x, y) => arena.call((k) => k.relu(out.pointer, y.pointer, A.pointer, 8192, 0)),
    plain: (out, A, _x, y) => javascript.relu(out, y, A),
  },
];

const DRAWS = 65_536;

const gaussianCase: BenchCase = {
  id: "normals",
  title: `${DRAWS} standard normals, f32`,
  unit: "M normals/s",
  work: DRAWS,
  prepare: async () => {
    const space = await room(2 * DRAWS);
    const [first, second] = [space.vector(DRAWS), space.vector(DRAWS)];
    const fill = (): void => space.arena.call((k) => k.gaussianFill(first.pointer, DRAWS, 0, 0, 0, 0, SEED, 0));
    return repeated(
      1,
      fill,
      () => javascript.gaussianFill(second.view, SEED),
      () => first.view,
      () => second.view,
    );
  },
};

const philoxCase: BenchCase = {
  id: "philox",
  title: `${DRAWS} words of Philox4x32-10`,
  unit: "M words/s",
  work: DRAWS,
  prepare: async () => {
    const { arena } = await room(DRAWS);
    const pointer = arena.allocate("u32", DRAWS);
    const first = arena.u32(pointer, DRAWS);
    const second = new Uint32Array(DRAWS);
    const fill = (): void => arena.call((k) => k.philoxFill(pointer, DRAWS, 0, 0, 0, 0, SEED, 0));
    return repeated(
      1,
      fill,
      () => javascript.philoxFill(second, SEED),
      () => first,
      () => second,
    );
  },
};

export const kernelCases: readonly BenchCase[] = [
  dotCase(64, 10_000),
  dotCase(8192, 200),
  ...shapes.map(shapeCase),
  gaussianCase,
  philoxCase,
];
