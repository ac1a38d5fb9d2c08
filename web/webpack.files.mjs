import { readFileSync } from "node:fs";
import webpack from "webpack";

/** Puts files that need no bundling beside the bundle, and takes them up again when they change. */
export class StaticFiles {
  /** @param {Readonly<Record<string, string>>} files name in the site → path of the file */
  constructor(files) {
    this.files = files;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap("StaticFiles", (compilation) => {
      compilation.fileDependencies.addAll(Object.values(this.files));
      compilation.hooks.processAssets.tap("StaticFiles", () => {
        for (const [name, path] of Object.entries(this.files))
          compilation.emitAsset(name, new webpack.sources.RawSource(readFileSync(path)));
      });
    });
  }
}
