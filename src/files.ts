export { digitPair, type DigitPairOptions, digitsFromFiles, type DigitSource, type NamedBytes, type PixelScaling } from "./data/digits.js";
export { loadDigitFolder, type DigitSplit } from "./data/digitFolder.js";
export { readIdx, type IdxArray, type IdxLimits } from "./data/idx.js";
export { gunzip, isGzip } from "./data/gzip.js";
export { generatedDigits, type GeneratedDigitsOptions } from "./data/generatedDigits.js";
