// Colours of what a picture does not cover.
import { NodeFailure, type Raster } from '../algorithm-code.ts';

/** The samples of a colour such as #rrggbb or #rrggbbaa in a picture of so many channels; grey for grey ones. */
export function backgroundOf(text: string, channels: Raster['channels']): readonly number[] {
  const hex = /^#([0-9a-fA-F]{6})([0-9a-fA-F]{2})?$/.exec(text.trim());
  if (hex === null) throw new NodeFailure(`background ${JSON.stringify(text)} is no colour; write #rrggbb or #rrggbbaa`);
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(hex[1]!.slice(at, at + 2), 16)) as [number, number, number];
  if (channels === 1) return [(19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >>> 16];
  const alpha = Number.parseInt(hex[2] ?? 'ff', 16);
  return channels === 3 ? [red, green, blue] : [red, green, blue, alpha];
}

/** A picture all of one colour. */
export function filled({ width, height, channels }: Pick<Raster, 'width' | 'height' | 'channels'>, colour: readonly number[]): Uint8Array {
  const data = new Uint8Array(width * height * channels);
  if (colour.every((value) => value === colour[0])) return data.fill(colour[0]!);
  for (let i = 0; i < data.length; i += 1) data[i] = colour[i % channels]!;
  return data;
}
