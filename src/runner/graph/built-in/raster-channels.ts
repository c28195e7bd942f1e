// Pictures taken apart and put together: grey values, colours without alpha, what is set.
import type { NodeValue, Raster } from '../algorithm-code.ts';

/** A value of a picture. */
export function picture(raster: Raster): NodeValue {
  return { type: 'image', raster };
}

/** A binary picture of 0 and 255. */
export function binaryPicture({ width, height }: Pick<Raster, 'width' | 'height'>, data: Uint8Array): NodeValue {
  return picture({ width, height, channels: 1, data, meaning: 'BINARY' });
}

/** What the channels are called. */
export function channelNames(raster: Raster): readonly string[] {
  return raster.channels === 1 ? ['gray'] : ['red', 'green', 'blue', 'alpha'].slice(0, raster.channels);
}

/** Channels that are colour, not alpha. */
export function colourChannels(raster: Raster): 1 | 3 {
  return raster.channels === 1 ? 1 : 3;
}

/** Grey values by 0.299 R + 0.587 G + 0.114 B, rounded; of a grey picture its own samples, which nobody may write to. */
export function grayOf(raster: Raster): Uint8Array {
  return raster.channels === 1 ? raster.data : weighted(raster, [19_595, 38_470, 7_471]);
}

/** Grey values by weights in 65,536ths, which add up to the whole. */
export function weighted({ width, height, channels, data }: Raster, [red, green, blue]: readonly [number, number, number]): Uint8Array {
  const gray = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < gray.length; i += 1, at += channels) gray[i] = (red * data[at]! + green * data[at + 1]! + blue * data[at + 2]! + 32_768) >>> 16;
  return gray;
}

/** The colours without alpha: the raster itself when it has none. */
export function withoutAlpha(raster: Raster): Raster {
  if (raster.channels !== 4) return raster;
  const { width, height, data } = raster;
  const colours = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    colours[to] = data[from]!;
    colours[to + 1] = data[from + 1]!;
    colours[to + 2] = data[from + 2]!;
  }
  return { width, height, channels: 3, data: colours };
}

/** New colours with the alpha of `before`, if it has one. */
export function withAlphaOf(before: Raster, colours: Uint8Array): Raster {
  const { width, height, channels } = before;
  if (channels !== 4) return { width, height, channels, data: colours };
  const data = Uint8Array.from(before.data);
  for (let from = 0, to = 0; to < data.length; from += 3, to += 4) {
    data[to] = colours[from]!;
    data[to + 1] = colours[from + 1]!;
    data[to + 2] = colours[from + 2]!;
  }
  return { width, height, channels, data };
}

/** 255 where a picture is set and 0 elsewhere: what is not 0 of binary and label pictures, grey values above 127 of any other. */
export function setPixels(raster: Raster): Uint8Array {
  const from = raster.meaning === 'BINARY' || raster.meaning === 'LABEL' ? 1 : 128;
  const gray = grayOf(raster);
  const binary = new Uint8Array(gray.length);
  for (let i = 0; i < gray.length; i += 1) binary[i] = gray[i]! >= from ? 255 : 0;
  return binary;
}

/** The nearest value that a sample can have. */
export function sample(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5);
}
