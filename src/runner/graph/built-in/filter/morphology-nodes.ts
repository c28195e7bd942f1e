// Morphology of binary pictures and, channel by channel, of grey and colour ones.
import type { NodeCall, NodeValue } from '../../algorithm-code.ts';
import { imageAt, numberOf, textOf } from '../node-reading.ts';
import { binaryPicture, colourChannels, picture, setPixels, withAlphaOf, withoutAlpha } from '../raster-channels.ts';
import { dilated, type Kernel, type Plane } from './dilation.ts';

/** Of a binary picture. */
export async function morphology(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const { width, height } = raster;
  return [binaryPicture(raster, await carriedOut({ width, height, channels: 1, data: setPixels(raster) }, call))];
}

/** Of a grey or colour picture. */
export async function morphologyGray(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const { width, height, data } = withoutAlpha(raster);
  return [picture(withAlphaOf(raster, await carriedOut({ width, height, channels: colourChannels(raster), data }, call)))];
}

async function carriedOut(plane: Plane, call: NodeCall): Promise<Uint8Array> {
  const kernel: Kernel = { shape: textOf(call, 'shape') as Kernel['shape'], radius: numberOf(call, 'radius') };
  const dilate = (data: Uint8Array) => dilated({ ...plane, data }, kernel, call.signal);
  const erode = async (data: Uint8Array) => opposite(await dilate(opposite(data)));
  const operation = textOf(call, 'operation');
  if (operation === 'erode') return erode(plane.data);
  if (operation === 'dilate') return dilate(plane.data);
  if (operation === 'open') return dilate(await erode(plane.data));
  if (operation === 'close') return erode(await dilate(plane.data));
  if (operation === 'top_hat') return less(plane.data, await dilate(await erode(plane.data)));
  if (operation === 'black_hat') return less(await erode(await dilate(plane.data)), plane.data);
  return less(await dilate(plane.data), await erode(plane.data));
}

// The least sample is the opposite of the largest opposite, so that one loop serves both.
function opposite(data: Uint8Array): Uint8Array {
  const turned = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 1) turned[i] = 255 - data[i]!;
  return turned;
}

// Never below 0: opening takes away only, and closing adds only.
function less(larger: Uint8Array, smaller: Uint8Array): Uint8Array {
  const difference = new Uint8Array(larger.length);
  for (let i = 0; i < larger.length; i += 1) difference[i] = larger[i]! - smaller[i]!;
  return difference;
}
