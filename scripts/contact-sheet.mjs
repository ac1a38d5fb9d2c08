// Writes docs/generated-digits.png from dist: ten rows, row r with the first ten generated digits of class r (seed 1, train).
import { zlibSync } from "fflate";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32 } from "../dist/data/gzip.js";
import { generatedDigits } from "../dist/data/generatedDigits.js";

const EACH = 10;
const ZOOM = 2;
const GAP = 4;

function pngChunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

function greyPng(width, height, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const lines = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row++) lines.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    pngChunk("IDAT", zlibSync(lines, { level: 9 })),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

const { images, labels, rows: side } = generatedDigits({ seed: 1, count: 400, split: "train" });
const pitch = side * ZOOM + GAP;
const size = EACH * pitch + GAP;
const sheet = new Uint8Array(size * size).fill(255);
const drawn = new Uint8Array(10);
labels.forEach((label, image) => {
  if (drawn[label] === EACH) return;
  const corner = (GAP + label * pitch) * size + GAP + drawn[label]++ * pitch;
  for (let y = 0; y < side * ZOOM; y++)
    for (let x = 0; x < side * ZOOM; x++)
      sheet[corner + y * size + x] = 255 - images[image * side * side + Math.floor(y / ZOOM) * side + Math.floor(x / ZOOM)];
});
const docs = fileURLToPath(new URL("../docs/", import.meta.url));
mkdirSync(docs, { recursive: true });
writeFileSync(`${docs}generated-digits.png`, greyPng(size, size, sheet));
