// Renders one half of a Mandelbrot set into a file of bytes, one byte a pixel; prints its progress.
// Use: node render.mjs left|right DIRECTORY
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const [half, directory] = process.argv.slice(2);
if ((half !== 'left' && half !== 'right') || directory === undefined) {
  console.error('use: node render.mjs left|right DIRECTORY');
  process.exit(2);
}

const WIDTH = 480; // of one half
const HEIGHT = 640;
const LIMIT = 400; // iterations before a point counts as inside
const offset = half === 'left' ? 0 : WIDTH;
const pixels = Buffer.alloc(WIDTH * HEIGHT);

/** Iterations until the point escapes, smoothed into 0 to 255; 0 inside. */
function shade(re, im) {
  let x = 0;
  let y = 0;
  for (let i = 0; i < LIMIT; i++) {
    const xx = x * x;
    const yy = y * y;
    if (xx + yy > 16) return Math.min(255, 24 + Math.round(231 * Math.sqrt((i + 1 - Math.log2(Math.log2(xx + yy))) / 60)));
    y = 2 * x * y + im;
    x = xx - yy + re;
  }
  return 0;
}

for (let row = 0; row < HEIGHT; row++) {
  for (let column = 0; column < WIDTH; column++) {
    // Four samples a pixel, so that edges are smooth.
    let sum = 0;
    for (const [dx, dy] of [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]]) {
      sum += shade(-2.2 + (3.2 * (offset + column + dx)) / (2 * WIDTH), -1.2 + (2.4 * (row + dy)) / HEIGHT);
    }
    pixels[row * WIDTH + column] = sum / 4;
  }
  if ((row + 1) % 160 === 0) console.log(`${half}: ${row + 1} of ${HEIGHT} rows`);
}

writeFileSync(path.join(directory, `${half}.gray`), pixels);
console.log(`${half}: wrote ${pixels.length} pixels`);
