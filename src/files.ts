export { digitClasses, type DigitClassesOptions } from "./data/digitClasses.js";
export { digitPair, type DigitPairOptions, digitsFromFiles, type DigitSource, type NamedBytes, type PixelScaling } from "./data/digits.js";
export { loadDigitFolder, type DigitSplit } from "./data/digitFolder.js";
export { readIdx, type IdxArray, type IdxLimits } from "./data/idx.js";
export { gunzip, isGzip } from "./data/gzip.js";
export { generatedDigits, type GeneratedDigitsOptions } from "./data/generatedDigits.js";
export { type ColumnName, type CsvOptions, type CsvOutline, type CsvTable, type Delimiter, outlineCsv, readCsv } from "./data/csv.js";
export { classCounts, type LabelledTable, type NumberArray } from "./data/labelledTable.js";
export { type NpyArray, type NpyLimits, readNpy } from "./data/npy.js";
export { type NpyTableOptions, tableFromIdx, tableFromNpy, tableFromNpyPair } from "./data/tables.js";
export { type Scaling, type TwoClassData, type TwoClassOptions, twoClasses } from "./data/twoClasses.js";
export {
  type FileKind,
  type FileRole,
  type FileSetOptions,
  hasLabelColumn,
  missingRole,
  type OpenedFile,
  openFile,
  readFileSet,
} from "./data/fileSet.js";
