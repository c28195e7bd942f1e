// Turning: quarter turns by the image library, any other angle by looking up where each pixel comes from.
import type { NodeCall, NodeValue, ParameterValues, PicturePass, Raster } from '../../algorithm-code.ts';
import { backgroundOf } from '../background-colour.ts';
import { imageAt, numberOf, textOf } from '../node-reading.ts';
import { inBands } from '../pacing.ts';
import { picture, sample } from '../raster-channels.ts';
import { throughSharp } from '../sharp-raster.ts';
import { boundedSize, type Size } from './picture-size.ts';

/** Turns clockwise; the picture grows to hold all of it. */
export async function rotate(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const angle = angleOf(call);
  if (angle === 0) return [picture(raster)];
  const pass = turnPass(call.parameters);
  return [picture(pass === null ? await turned(raster, angle, call) : { ...raster, ...(await throughSharp(raster, pass)) })];
}

/** A quarter turn is one call of the library, and so are two or three. */
export function turnPass(parameters: ParameterValues): PicturePass | null {
  const angle = angleOf({ parameters });
  return angle !== 0 && angle % 90 === 0 ? (pipeline) => pipeline.rotate(angle) : null;
}

function angleOf(call: Pick<NodeCall, 'parameters'>): number {
  return ((numberOf(call, 'angle') % 360) + 360) % 360;
}

// Where the centre of a pixel of the result lies in the picture: pixel centres are at halves.
interface Turn extends Size {
  readonly cos: number;
  readonly sin: number;
}

function turnOf(raster: Raster, angle: number): Turn {
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  const side = (a: number, b: number) => Math.max(1, Math.ceil(Math.abs(a) + Math.abs(b) - 1e-9));
  return { cos, sin, width: side(raster.width * cos, raster.height * sin), height: side(raster.width * sin, raster.height * cos) };
}

async function turned(raster: Raster, angle: number, call: NodeCall): Promise<Raster> {
  const turn = turnOf(raster, angle);
  const { width, height } = boundedSize({ width: turn.width, height: turn.height }, call);
  const background = backgroundOf(textOf(call, 'background'), raster.channels);
  const isExact = textOf(call, 'interpolation') === 'nearest' || raster.meaning === 'BINARY' || raster.meaning === 'LABEL';
  const data = new Uint8Array(width * height * raster.channels);
  const look = isExact ? nearestPixel : blendedPixel;
  const canvas = { raster, background, data };
  await inBands({ width, height, passes: 2 * raster.channels }, call.signal, (from, to) => {
    for (let y = from; y < to; y += 1) {
      const down = y + 0.5 - height / 2;
      for (let x = 0; x < width; x += 1) {
        const across = x + 0.5 - width / 2;
        const sourceX = turn.cos * across + turn.sin * down + raster.width / 2;
        const sourceY = turn.cos * down - turn.sin * across + raster.height / 2;
        look(canvas, (y * width + x) * raster.channels, { x: sourceX, y: sourceY });
      }
    }
  });
  return { ...raster, width, height, data };
}

interface Canvas {
  readonly raster: Raster;
  readonly background: readonly number[];
  readonly data: Uint8Array;
}

function nearestPixel({ raster, background, data }: Canvas, at: number, { x, y }: { readonly x: number; readonly y: number }): void {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const isWithin = column >= 0 && row >= 0 && column < raster.width && row < raster.height;
  const source = (row * raster.width + column) * raster.channels;
  for (let c = 0; c < raster.channels; c += 1) data[at + c] = isWithin ? raster.data[source + c]! : background[c]!;
}

// The four pixels around, those outside being the background; with alpha, colours weigh as much as they are seen.
function blendedPixel({ raster, background, data }: Canvas, at: number, { x, y }: { readonly x: number; readonly y: number }): void {
  const { width, height, channels, data: from } = raster;
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  const right = x - 0.5 - left;
  const bottom = y - 0.5 - top;
  if (left < -1 || top < -1 || left >= width || top >= height) {
    for (let c = 0; c < channels; c += 1) data[at + c] = background[c]!;
    return;
  }
  let [sum0, sum1, sum2, seen] = [0, 0, 0, 0];
  for (let corner = 0; corner < 4; corner += 1) {
    const column = left + (corner & 1);
    const row = top + (corner >> 1);
    const share = ((corner & 1) === 1 ? right : 1 - right) * (corner > 1 ? bottom : 1 - bottom);
    const isWithin = column >= 0 && row >= 0 && column < width && row < height;
    const source = isWithin ? from : background;
    const index = isWithin ? (row * width + column) * channels : 0;
    const weight = channels === 4 ? share * source[index + 3]! : share;
    seen += weight;
    sum0 += weight * source[index]!;
    if (channels === 1) continue;
    sum1 += weight * source[index + 1]!;
    sum2 += weight * source[index + 2]!;
  }
  const whole = channels === 4 ? seen || 1 : 1;
  data[at] = sample(sum0 / whole);
  if (channels === 1) return;
  data[at + 1] = sample(sum1 / whole);
  data[at + 2] = sample(sum2 / whole);
  if (channels === 4) data[at + 3] = sample(seen);
}
