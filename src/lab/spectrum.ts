import { reading } from "../errors.js";
import { readMatrix, type SpectrumProgress } from "../theory/matrix.js";
import { SingularValuesRun } from "../theory/singularValues.js";
import { SpectralNormRun } from "../theory/spectralNorm.js";
import { readOptions } from "../train/check.js";
import { drive, type DriveOptions, driveSync, type Run, takeHandles } from "../train/drive.js";
import type { InstancePool } from "../wasm/pool.js";

/** Options of work on a matrix. */
export type SpectrumOptions = DriveOptions<SpectrumProgress>;

/** What can be asked of the spectrum of a matrix: `matrix` is row-major, any finite numbers. */
type Start<Result> = (
  where: string,
  pool: InstancePool,
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
) => Run<SpectrumProgress, Result>;

export const startSingularValues: Start<Float64Array> = (where, pool, matrix, rows, columns) =>
  new SingularValuesRun(
    where,
    pool,
    reading(where, () => readMatrix(where, matrix, rows, columns)),
  );

export const startSpectralNorm: Start<number> = (where, pool, matrix, rows, columns) =>
  new SpectralNormRun(
    where,
    pool,
    reading(where, () => readMatrix(where, matrix, rows, columns)),
  );

/** The asynchronous and the synchronous form of one of them. */
export function spectrumMethods<Result>(name: string, pool: InstancePool, start: Start<Result>) {
  return {
    later: async (matrix: ArrayLike<number>, rows: number, columns: number, options: SpectrumOptions = {}): Promise<Result> => {
      const { handles } = takeHandles<SpectrumProgress, SpectrumOptions>(
        `${name}()`,
        readOptions(`${name}()`, options, ["signal", "onProgress"]),
      );
      return drive(start(`${name}()`, pool, matrix, rows, columns), handles);
    },
    now: (matrix: ArrayLike<number>, rows: number, columns: number): Result =>
      driveSync(start(`sync.${name}()`, pool, matrix, rows, columns)),
  };
}
