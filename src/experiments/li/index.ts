export { liFig1 } from "./fig1.js";
export { liFig2 } from "./fig2.js";
export { liFig3 } from "./fig3.js";
export { liFig4, liFig5 } from "./fig45.js";
export { liFig6, liFig7 } from "./fig67.js";
export { liRandomLabels } from "./randomLabels.js";
export { liTwin } from "./twin.js";
