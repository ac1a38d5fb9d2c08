/** Labelled grey images of digits in file order: MNIST files or the package's own generated digits. */
export interface DigitSource {
  /** `MNIST train` or `generated digits (train)`. */
  readonly name: string;
  readonly kind: "files" | "generated";
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** (count, rows·columns) row-major, 0…255. */
  readonly images: Uint8Array;
  /** 0…9. */
  readonly labels: Uint8Array;
  /** Of images and labels together, as hex; the name of these data in a result. */
  readonly sha256: string;
}
