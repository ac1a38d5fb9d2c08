import { readFileSync } from "node:fs";
import webpack from "webpack";

/** Puts files that need no bundling beside the bundle, and takes them up again when they change. */
export class StaticFiles {
  /** @param {Readonly<Record<string, string | { from: string[]; text: () => string }>>} files name in the site → path of the file, or what is made of some files */
  constructor(files) {
    this.files = Object.entries(files).map(([name, file]) => ({
      name,
      ...(typeof file === "string" ? { from: [file], text: () => readFileSync(file) } : file),
    }));
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap("StaticFiles", (compilation) => {
      compilation.fileDependencies.addAll(this.files.flatMap(({ from }) => from));
      compilation.hooks.processAssets.tap("StaticFiles", () => {
        for (const { name, text } of this.files) compilation.emitAsset(name, new webpack.sources.RawSource(text()));
      });
    });
  }
}
