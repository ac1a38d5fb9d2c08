/** Raised by whoever changes a golden hash: results of different numbers are not comparable bit for bit. */
export const numericsVersion: number = 2;

export const version: string = "0.1.0";
