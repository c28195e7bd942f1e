// Joins the two rendered halves into one PNG picture and prints it small, as text.
// Use: node assemble.mjs DIRECTORY
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error('use: node assemble.mjs DIRECTORY');
  process.exit(2);
}

const HALF = 480;
const HEIGHT = 640;
const WIDTH = HALF * 2;
const [left, right] = ['left', 'right'].map((half) => readFileSync(path.join(directory, `${half}.gray`)));
const rows = Array.from({ length: HEIGHT }, (_, y) => Buffer.concat([left.subarray(y * HALF, (y + 1) * HALF), right.subarray(y * HALF, (y + 1) * HALF)]));

/** One chunk of a PNG file: length, type, data, checksum. */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(zlib.crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const header = Buffer.alloc(13);
header.writeUInt32BE(WIDTH, 0);
header.writeUInt32BE(HEIGHT, 4);
header[8] = 8; // bits a pixel; colour type 0 is gray
const lines = Buffer.concat(rows.map((row) => Buffer.concat([Buffer.from([0]), row])));
const picture = path.join(directory, 'mandelbrot.png');
writeFileSync(picture, Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', zlib.deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]));

const INK = ' .:-=+*#%@';
for (let y = 0; y < HEIGHT; y += 29) {
  let line = '';
  for (let x = 0; x < WIDTH; x += 15) line += rows[y][x] === 0 ? '@' : INK[Math.min(8, Math.floor((rows[y][x] / 256) * 12))];
  console.log(line.trimEnd());
}
console.log(`wrote ${picture}`);
