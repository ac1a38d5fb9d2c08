export { zouConvergence } from "./convergence.js";
export { zouFlips } from "./flips.js";
export { zouGuarantee } from "./guarantee.js";
export { zouLoss } from "./loss.js";
export { zouNorms } from "./norms.js";
export { zouRadius } from "./radius.js";
export { zouSeparation } from "./separation.js";
export { zouWidth } from "./width.js";
