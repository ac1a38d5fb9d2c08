/** MathML made from TeX when the site is built (`web/webpack.formulas.mjs`). */
declare module "#formulas/theorems" {
  const theorems: Readonly<Record<string, string>>;
  export default theorems;
}
declare module "#formulas/papers" {
  const papers: Readonly<Record<string, readonly string[]>>;
  export default papers;
}
/** The tables of `docs/errata.md` by first author: where, what the paper has, what is done here. */
declare module "#errata" {
  const papers: Readonly<Record<string, readonly (readonly string[])[]>>;
  export default papers;
}
