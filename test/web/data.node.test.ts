import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import { gz, idxFile } from "../support/idx.js";
import { npyBytes, npyFile } from "../support/npy.js";
import { browsersHere, clean, inBrowser, look, type Opened, type, WIDTHS } from "./harness.js";

// The page of one's own data: files of every kind, good and hostile, in real browsers under the strict policy.

interface Given {
  readonly name: string;
  readonly bytes: Uint8Array;
}
const text = (name: string, content: string): Given => ({ name, bytes: new TextEncoder().encode(content) });

/** Two clouds far apart; a third class between them. */
const flowers = text(
  "flowers.csv",
  `length,width,kind\n${Array.from({ length: 40 }, (_, i) => `${(i % 2 === 0 ? 4 : -4) + (i % 7) / 5},${(i % 5) / 3 - 0.6},${i % 2 === 0 ? "setosa" : "virginica"}`).join("\n")}\n`,
);
const xor = text("xor.csv", "1,1,1\n-1,1,-1\n-1,-1,1\n1,-1,-1\n");
const features: Given = {
  name: "X.npy",
  bytes: npyFile(npyBytes([1, 2, -1, -2, 3, 1, -3, -1], "f8", true), { descr: "'<f8'", shape: "(4, 2)" }),
};
const labels: Given = { name: "y.npy", bytes: npyFile(npyBytes([1, 0, 1, 0], "i8", true), { descr: "'<i8'", shape: "(4,)" }) };
const images: Given = { name: "train-images-idx3-ubyte.gz", bytes: gz(idxFile([4, 1, 2], [9, 1, 1, 9, 8, 0, 0, 8])) };
const digits: Given = { name: "train-labels-idx1-ubyte", bytes: idxFile([4], [3, 5, 3, 5]) };

/** Every sample with both labels: a training never ends by itself. */
const endless = text("endless.csv", Array.from({ length: 400 }, (_, i) => `${(i >> 1) % 17},${(i >> 1) % 23},1,${i % 2}`).join("\n"));

const choose = (page: Page, ...files: readonly Given[]): Promise<void> =>
  page.setInputFiles(
    "input[type=file]",
    files.map(({ name, bytes }) => ({ name, mimeType: "", buffer: Buffer.from(bytes) })),
  );

/** As a hand drops them: the events of a drag with the files in it. */
async function drop(page: Page, ...files: readonly Given[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer();
      for (const { name, bytes } of list) data.items.add(new File([new Uint8Array(bytes)], name));
      return data;
    },
    files.map(({ name, bytes }) => ({ name, bytes: Array.from(bytes) })),
  );
  await page.dispatchEvent(".drop-zone", "dragover", { dataTransfer: transfer });
  expect(await page.locator(".drop-zone.over").count()).toBe(1);
  await page.dispatchEvent(".drop-zone", "drop", { dataTransfer: transfer });
  expect(await page.locator(".drop-zone.over").count()).toBe(0);
}

const verdict = async (page: Page): Promise<string | null> => {
  await page.waitForSelector('.verdict:is([data-state="separable"], [data-state="not-separable"], [data-state="no-margin-above"])');
  return page.textContent(".verdict-title");
};

const PAYLOAD = `"><img src=x onerror=window.hacked=1><script>window.hacked=1</script>'`;
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe.each(browsersHere)("%s", (name) => {
  const site = inBrowser(name);
  const open = (query = ""): Promise<Opened> => site.open(`#/data${query}`);

  test("a table is dropped, told separable, trained on, and Node comes to the same", async () => {
    const opened = await open("?maxEpochs=500");
    const { page } = opened;
    const sent: string[] = [];
    page.on("request", (request) =>
      sent.push(`${request.method()} ${new URL(request.url()).pathname.split("/").at(-1)?.split(".").at(-1)}`),
    );
    await drop(page, flowers);
    expect(await verdict(page)).toMatch(/^These samples are linearly separable, with margin 0\.\d+\.$/);
    expect(await page.textContent(".file-facts .plate-head .soft")).toBe(
      "40 rows × 2 features and the label; separated by comma, with a header",
    );
    await page.click(".train button.run");
    await page.waitForSelector(".train-says .verdict-title");
    expect(await page.textContent(".train-says .verdict-title")).toMatch(
      /^Algorithm 1 is at a global minimum: every margin is at least 1 after \d+ updates\.$/,
    );
    expect(await page.locator(".certificates .tag.pass").count()).toBeGreaterThan(1);
    expect(await page.locator(".certificates .tag.fail").count()).toBe(0);
    expect(await page.locator(".train .figure svg .mean-line").count()).toBe(2);
    // Nothing but the page's own scripts and kernels was asked for, and nothing was sent.
    expect(Array.from(new Set(sent)).sort()).toEqual(["GET js", "GET wasm"]);
    const updates = /after (\d+) updates/.exec((await page.textContent(".train-says .verdict-title")) ?? "")?.[1];
    expect(nodeSays((await page.textContent(".snippet code")) ?? "", name)).toMatch(
      new RegExp(`^Separable with margin .* global-minimum ${updates}\n$`),
    );
    await clean(opened);
  });

  function nodeSays(program: string, folder: string): string {
    const place = resolve("build/own-data-test", folder);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "program.mjs"), program);
    writeFileSync(join(place, flowers.name), flowers.bytes);
    return execFileSync(process.execPath, ["program.mjs"], { cwd: place, encoding: "utf8" });
  }

  test("XOR is told not separable by its four points; a bias does not help, and the page says what was looked at", async () => {
    const opened = await open();
    const { page } = opened;
    await choose(page, xor);
    expect(await verdict(page)).toBe("These samples are not linearly separable.");
    expect(await page.locator(".verdict tbody tr").count()).toBe(2);
    expect(await page.textContent(".verdict")).toContain("Only separators through 0 were looked at.");
    await page.check("#bias");
    await page.waitForFunction(() => document.querySelectorAll(".verdict tbody tr").length === 4);
    expect(await page.textContent(".verdict-title")).toBe("These samples are not linearly separable.");
    expect(await page.textContent(".verdict")).not.toContain("Only separators through 0");
    await clean(opened);
  });

  test("two IDX files: what is missing is said, in either order; both at once will do", async () => {
    const opened = await open();
    const { page } = opened;
    for (const [one, other, says] of [
      [images, digits, `${images.name} holds images. Its labels are missing.`],
      [digits, images, `${digits.name} holds labels. Its features are missing.`],
    ] as const) {
      await choose(page, one);
      await page.waitForSelector('.drop-zone[data-state="missing"]');
      expect(await page.textContent(".drop-title")).toBe(says);
      await drop(page, other);
      expect(await verdict(page)).toContain("linearly separable, with margin");
      expect(await page.textContent(".drop-title")).toBe(`${one.name} and ${other.name}`);
    }
    await choose(page, digits, images);
    expect(await verdict(page)).toContain("linearly separable, with margin");
    expect(await page.textContent(".file-facts .plate-head .soft")).toBe("4 rows × 2 features, labels in a file of their own");
    await clean(opened);
  });

  test("an npy array is a table; labels that come to it make all of it features", async () => {
    const opened = await open();
    const { page } = opened;
    await choose(page, features);
    await page.waitForSelector('.verdict[data-state="not-separable"]');
    expect(await page.textContent(".file-facts .plate-head .soft")).toBe("4 rows × 1 features and the label");
    await choose(page, labels);
    await page.waitForSelector('.verdict[data-state="separable"]');
    expect(await page.textContent(".file-facts .plate-head .soft")).toBe("4 rows × 2 features, labels in a file of their own");
    await page.reload();
    await choose(page, labels);
    await page.waitForSelector('.drop-zone[data-state="missing"]');
    expect(await page.textContent(".drop-title")).toBe("y.npy holds labels. Its features are missing.");
    await choose(page, features);
    await page.waitForSelector('.verdict[data-state="separable"]');
    await clean(opened);
  });

  test("hostile files of every kind are refused with the code of the command line, and the next file is read", async () => {
    const opened = await open();
    const { page } = opened;
    for (const [file, code] of [
      [{ name: "wide.csv", bytes: Uint8Array.of(0xff, 0xfe, 49, 0) }, "CSV_ENCODING"],
      [text("quote.csv", '1,2\n"3,4\n'), "CSV_QUOTE"],
      [text("empty.csv", ""), "DATA_TOO_FEW"],
      [{ name: "cut.npy", bytes: features.bytes.subarray(0, 100) }, "NPY_TRUNCATED"],
      [{ name: "pickle.npy", bytes: npyFile([1], { descr: "'|O'" }) }, "NPY_TYPE"],
      [{ name: "cut.gz", bytes: images.bytes.subarray(0, 20) }, "IDX_GZIP"],
      [{ name: "book.xlsx", bytes: Uint8Array.of(80, 75, 3, 4, 20, 0) }, "CSV_ENCODING"],
    ] as const) {
      await choose(page, file);
      await page.waitForFunction((wanted) => document.querySelector(".error code")?.textContent === wanted, code);
      expect(await page.textContent(".error p")).toContain(file.name);
      expect(await page.locator(".verdict:visible, .columns:visible").count()).toBe(0);
    }
    await choose(page, { name: "cut-images", bytes: idxFile([9, 1, 2], [1, 2]) }, digits);
    await page.waitForFunction(() => document.querySelector(".error code")?.textContent === "IDX_TRUNCATED");
    await choose(page, xor);
    await verdict(page);
    expect(await page.locator(".error").count()).toBe(0);
    await clean(opened);
  });

  test("a cell that is no number: the place is named, and other columns can be chosen", async () => {
    const opened = await open();
    const { page } = opened;
    await choose(page, text("notes.csv", "kind,a,note,b\np,1,n/a,2\nq,-1,none,-2\nq,-3,,-1\n"));
    await page.waitForSelector(".file-facts .error");
    expect(await page.textContent(".error p")).toBe('notes.csv: column 1, row 2 holds "p".');
    await page.selectOption("#label-column", "1");
    await page.waitForFunction(() => document.querySelector(".error p")?.textContent === 'notes.csv: column 3, row 2 holds "n/a".');
    await type(page, "Leave out columns", "3");
    expect(await verdict(page)).toContain("linearly separable");
    expect(await page.textContent(".classes")).toBe("2 classes: p 1q 2");
    expect(await page.inputValue("#leave-out")).toBe("3");
    await type(page, "Leave out columns", "x");
    await page.waitForSelector(".file-facts .error");
    expect(await page.textContent(".error code")).toBe("ARG_UNKNOWN");
    await clean(opened);
  });

  test("another label column makes other classes, and what was chosen of scaling stays", async () => {
    const opened = await open();
    const { page } = opened;
    await choose(page, text("two.csv", "1,0,3\n2,1,4\n"));
    await verdict(page);
    await page.selectOption("#scaling", "raw");
    await verdict(page);
    await page.selectOption("#label-column", "2");
    await page.waitForFunction(() => (document.querySelector("#positive") as HTMLSelectElement).value === "1");
    expect(await page.inputValue("#negative")).toBe("0");
    expect(await page.inputValue("#scaling")).toBe("raw");
    expect(await verdict(page)).toContain("are linearly separable");
    await clean(opened);
  });

  test("more classes than two: any two can be told apart", async () => {
    const opened = await open();
    const { page } = opened;
    await choose(page, text("three.csv", "1,0,a\n-1,0,b\n1,0.1,c\n1,0,c\n2,0,a\n"));
    expect(await verdict(page)).toContain("are linearly separable");
    await page.selectOption("#positive", "c");
    await page.selectOption("#negative", "a");
    await page.waitForSelector('.verdict[data-state="not-separable"]');
    expect(await page.inputValue("#samples")).toBe("4");
    await page.selectOption("#negative", "c");
    await page.waitForFunction(() => (document.querySelector("#positive") as HTMLSelectElement).value === "a");
    await clean(opened);
  });

  test("names of files and columns, labels and cells are text", async () => {
    const opened = await open(`?method=${encodeURIComponent(PAYLOAD)}&hidden=${encodeURIComponent(PAYLOAD)}&__proto__=1`);
    const { page } = opened;
    const file = text(
      PAYLOAD.replaceAll("/", ":"),
      `${quoted(PAYLOAD)},__proto__,${quoted(`y${PAYLOAD}`)}\n1,2,${quoted(PAYLOAD)}\n-1,-2,constructor\n`,
    );
    await choose(page, file);
    await verdict(page);
    expect(await page.textContent(".first-rows")).toContain(PAYLOAD);
    expect(await page.locator(".problem:visible").count()).toBeGreaterThan(0);
    await choose(page, text(`x${PAYLOAD.replaceAll("/", ":")}`, `a,y\n${quoted(PAYLOAD)},1\n`));
    await page.waitForSelector(".error");
    expect(await page.locator("main img, main script, [onerror]").count()).toBe(0);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    await clean(opened);
  });

  test("reading is cancelled, a training is stopped and keeps what it has, a new choice forgets it", async () => {
    const opened = await open("?maxEpochs=100000&learningRate=0.001");
    const { page } = opened;
    // Made in the page, because so much is slow to hand over.
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File([`${"0.12345,0.54321,".repeat(50)}1\n`.repeat(60_000)], "big.csv"));
      document.querySelector(".drop-zone")?.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.click(".drop-zone .cancel");
    expect(await page.getAttribute(".drop-zone", "data-state")).toBe("idle");
    await choose(page, endless);
    await verdict(page);
    await page.click(".train button.run");
    await page.waitForFunction(() => /^[\d,]+ of at most 100,000 epochs$/.test(document.querySelector(".train .done")?.textContent ?? ""));
    await page.click(".train .stop");
    await page.waitForSelector(".train-says .verdict-title");
    expect(await page.textContent(".train-says .verdict-title")).toMatch(/^Stopped after [\d,]+ epochs at loss/);
    expect(await page.textContent(".train .done")).toMatch(/^stopped after/);
    await page.selectOption("#scaling", "raw");
    await verdict(page);
    expect(await page.locator(".train-says .verdict-title").count()).toBe(0);
    expect(await page.isDisabled('.train .exports button:text-is("JSON")')).toBe(true);
    await clean(opened);
  });

  test("the whole page is used by keyboard alone", async () => {
    const opened = await open("?maxEpochs=500");
    const { page } = opened;
    const reach = async (selector: string): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`Tab does not reach ${selector}`);
    };
    // Asked for before the key is pressed: a browser that is not yet told shows its own dialogue, which no test can see.
    const chooser = page.waitForEvent("filechooser");
    await reach(".choose");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles([{ name: flowers.name, mimeType: "", buffer: Buffer.from(flowers.bytes) }]);
    await verdict(page);
    await reach("#bias");
    await page.keyboard.press("Space");
    await page.waitForFunction(() => (document.querySelector("#bias") as HTMLInputElement).checked);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("bias");
    await verdict(page);
    await reach(".train button.run");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".train-says .verdict-title");
    await clean(opened);
  });
});

describe.skipIf(!browsersHere.includes("chromium"))("looks", () => {
  const { open } = inBrowser("chromium");

  test.each(WIDTHS)("at %i px: nothing serious for axe, no sideways scroll, pictures kept", async (width) => {
    const { page } = await open("#/data?maxEpochs=500", { viewport: { width, height: 800 } });
    await page.waitForSelector(".drop-zone");
    await look(page, "data-idle");
    await choose(page, digits);
    await page.waitForSelector('.drop-zone[data-state="missing"]');
    await look(page, "data-missing");
    await choose(page, text("notes.csv", "a,b,y\n1,n/a,2\n"));
    await page.waitForSelector(".error");
    await look(page, "data-refused");
    await choose(page, xor);
    await verdict(page);
    await look(page, "data-not-separable");
    await choose(page, flowers);
    await page.waitForSelector('.verdict[data-state="separable"]');
    await page.click(".train button.run");
    await page.waitForSelector(".train-says .verdict-title");
    await look(page, "data-trained");
    await page.close();
  });

  test("files of a training: JSON with settings, weights and hash; epochs as CSV; curves as SVG", async () => {
    const { page } = await open("#/data?maxEpochs=500", { acceptDownloads: true });
    await choose(page, flowers);
    await verdict(page);
    await page.click(".train button.run");
    await page.waitForSelector(".train-says .verdict-title");
    const file = async (label: string): Promise<string> => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`.exports button:text-is("${label}")`)]);
      return readFileSync((await download.path()) ?? "", "utf8");
    };
    const result = JSON.parse(await file("JSON")) as {
      sha256: string;
      data: { files: { name: string; bytes: number }[]; samples: number };
      run: { weights: number[]; status: string };
      epochs: unknown[];
      certificates: unknown[];
    };
    expect(result.data).toMatchObject({
      samples: 40,
      files: [{ name: "flowers.csv", bytes: flowers.bytes.length }],
      positive: "virginica",
    });
    expect(result.run.status).toBe("global-minimum");
    expect(result.run.weights).toHaveLength(20);
    expect(result.certificates.length).toBeGreaterThan(5);
    expect((await page.textContent(".train .left"))?.replace("result ", "")).toBe(
      `${result.sha256.slice(0, 4)}…${result.sha256.slice(-4)}`,
    );
    const lines = (await file("CSV")).trim().split("\n");
    expect(lines[0]).toBe("epoch,loss,trainingError,testError,updates,ratioMin,ratioMax");
    expect(lines).toHaveLength(result.epochs.length + 1);
    expect(await file("SVG")).toContain("Algorithm 1 on flowers.csv");
    // The same settings once more: the same bits.
    await page.click(".train button.run");
    await page.waitForFunction(() => document.querySelector(".train .run-bar")?.getAttribute("data-state") === "finished");
    expect((JSON.parse(await file("JSON")) as { sha256: string }).sha256).toBe(result.sha256);
    await page.close();
  });
});
