// Values at the ports of algorithms: what goes in is made what the port asks for, what comes out is what it promised.
import type { AlgorithmPort, IoType } from '../../../domain/graph/algorithm.ts';
import { NodeFailure, type NodeValue, type Raster } from '../algorithm-code.ts';

/** Grey from which a plain picture counts as white where a binary one is asked for: files with losses have no pure black and white. */
export const BINARY_FROM = 128;

const MEANINGS: { readonly [type in IoType]?: NonNullable<Raster['meaning']> } = { IMAGE: 'PLAIN', IMAGE_BINARY: 'BINARY', IMAGE_LABEL: 'LABEL' };

/** The value as the port asks for it. A plain picture becomes binary or labels by its grey; nothing else is converted. Throws `NodeFailure`. */
export function asPortAsks(value: NodeValue, { name, type }: AlgorithmPort): NodeValue {
  const meaning = MEANINGS[type];
  if (meaning === undefined || value.type !== 'image') {
    if (value.type === (meaning === undefined ? type : 'image')) return value;
    throw new NodeFailure(`its input ${name} takes ${type}, and what comes is ${value.type}`);
  }
  const { raster } = value;
  if (meaning === 'PLAIN' || raster.meaning === meaning) return value;
  const grey = greyOf(raster);
  const data = meaning === 'BINARY' ? grey.map((sample) => (sample >= BINARY_FROM ? 255 : 0)) : grey;
  return { type: 'image', raster: { width: raster.width, height: raster.height, channels: 1, data, meaning } };
}

/** Checks what an algorithm gave against what it promised. Throws `NodeFailure`. */
export function checkGiven(values: readonly NodeValue[], ports: readonly AlgorithmPort[], maxPixels: number): void {
  if (values.length !== ports.length) throw new NodeFailure(`it gave ${values.length} values instead of ${ports.length}`);
  for (const [i, { name, type }] of ports.entries()) {
    const value = values[i]!;
    const asked = MEANINGS[type] === undefined ? type : 'image';
    if (value.type !== asked) throw new NodeFailure(`its output ${name} must be ${type}, and it gave ${value.type}`);
    if (value.type === 'image') checkRaster(value.raster, name, maxPixels);
  }
}

/** What is told of a value in a few words, such as `image 640x480x3`. */
export function wordsOf(value: NodeValue): string {
  return value.type === 'image' ? shapeWords(value.raster) : value.type;
}

/** The same of a picture. */
export function shapeWords({ width, height, channels, meaning = 'PLAIN' }: Pick<Raster, 'width' | 'height' | 'meaning'> & { readonly channels: number }): string {
  return `${meaning === 'PLAIN' ? 'image' : `${meaning.toLowerCase()} image`} ${width}x${height}x${channels}`;
}

function checkRaster({ width, height, channels, data }: Raster, name: string, maxPixels: number): void {
  const isWhole = [width, height].every((side) => Number.isSafeInteger(side) && side > 0) && [1, 3, 4].includes(channels);
  if (!isWhole || data.length !== width * height * channels) throw new NodeFailure(`its output ${name} is no whole picture: ${data.length} bytes for ${width}x${height}x${channels}`);
  if (width * height > maxPixels) throw new NodeFailure(`its output ${name} has ${width}x${height} = ${width * height} pixels, at most ${maxPixels} are taken (SWITCHYARD_GRAPH_PIXELS of the runner)`);
}

// Weights of BT.601 in 1/256, rounded; alpha is not looked at.
function greyOf({ width, height, channels, data }: Raster): Uint8Array {
  if (channels === 1) return data;
  const grey = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i += 1, at += channels) grey[i] = (77 * data[at]! + 150 * data[at + 1]! + 29 * data[at + 2]! + 128) >> 8;
  return grey;
}
