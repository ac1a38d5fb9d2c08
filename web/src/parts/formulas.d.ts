/** MathML made from TeX when the site is built (`web/webpack.formulas.mjs`). */
declare module "#formulas/theorems" {
  const theorems: Readonly<Record<string, string>>;
  export default theorems;
}
declare module "#formulas/papers" {
  const papers: Readonly<Record<string, readonly string[]>>;
  export default papers;
}
