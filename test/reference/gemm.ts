type Matrix = readonly number[];

/** op(A)·op(B) as three loops: A stored (rows, inner), or (inner, rows) where `left`; B stored (inner, columns), or (columns, inner) where `right`. */
export interface Product {
  readonly A: Matrix;
  readonly B: Matrix;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly strideA: number;
  readonly strideB: number;
  readonly left: boolean;
  readonly right: boolean;
}

const at = ({ A, B, strideA, strideB, left, right }: Product, i: number, j: number, t: number): [number, number] => [
  A[left ? t * strideA + i : i * strideA + t],
  B[right ? j * strideB + t : t * strideB + j],
];

/** (rows, columns) without gaps. */
export function product(task: Product): number[] {
  return Array.from({ length: task.rows * task.columns }, (_, e) => {
    const [i, j] = [Math.floor(e / task.columns), e % task.columns];
    let sum = 0;
    for (let t = 0; t < task.inner; t++) {
      const [a, b] = at(task, i, j, t);
      sum += a * b;
    }
    return sum;
  });
}

/** The documented order in the documented precision: before + s_0 + s_1 + …, each s the sum of 256 terms from 0. */
export function roundedElement(task: Product, i: number, j: number, before: number | undefined, round: (x: number) => number): number {
  let value = before;
  for (let from = 0; from < task.inner; from += 256) {
    let sum = 0;
    for (let t = from; t < Math.min(from + 256, task.inner); t++) {
      const [a, b] = at(task, i, j, t);
      sum = round(sum + round(a * b));
    }
    value = value === undefined ? sum : round(value + sum);
  }
  return value ?? 0;
}
