// Resizing.
import type { KernelEnum } from 'sharp';
import type { NodeCall, NodeValue, Raster } from '../../algorithm-code.ts';
import { backgroundOf, filled } from '../background-colour.ts';
import { imageAt, numberOf, textOf } from '../node-reading.ts';
import { inBands } from '../pacing.ts';
import { picture } from '../raster-channels.ts';
import { throughSharp } from '../sharp-raster.ts';
import { cutOut, layOnto } from './cut.ts';
import { enlarged } from './enlarged.ts';
import { boundedSize, proportionalSize, type Size } from './picture-size.ts';

/** Resizes by width, height, fit and kernel. */
export async function resize(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const wanted = { width: numberOf(call, 'width'), height: numberOf(call, 'height') };
  const fit = textOf(call, 'fit');
  if (wanted.width === 0 || wanted.height === 0 || fit === 'inside' || fit === 'outside') {
    return [picture(await stretched(raster, proportionalSize(raster, wanted, fit === 'outside' ? 'outside' : 'inside'), call))];
  }
  if (fit === 'fill') return [picture(await stretched(raster, wanted, call))];
  return [picture(fit === 'cover' ? await covering(raster, wanted, call) : await contained(raster, wanted, call))];
}

async function stretched(raster: Raster, size: Size, call: NodeCall): Promise<Raster> {
  const { width, height } = boundedSize(size, call);
  if (width === raster.width && height === raster.height) return raster;
  const kernel = textOf(call, 'kernel');
  const isExact = raster.meaning === 'BINARY' || raster.meaning === 'LABEL' || kernel === 'nearest';
  if (isExact) return nearest(raster, { width, height }, call.signal);
  if (width > raster.width || height > raster.height) return enlarged(raster, { width, height }, { kernel, signal: call.signal });
  return throughSharp(raster, (pipeline) => pipeline.resize(width, height, { fit: 'fill', kernel: kernel as keyof KernelEnum, fastShrinkOnLoad: false }));
}

// Of a long strip only a piece may be wanted: it is cut to the wanted proportions first, so that nothing larger comes up in between.
async function covering(raster: Raster, wanted: Size, call: NodeCall): Promise<Raster> {
  const whole = proportionalSize(wanted, raster, 'inside');
  const cut = { width: Math.min(raster.width, whole.width), height: Math.min(raster.height, whole.height) };
  const corner = { x: Math.floor((raster.width - cut.width) / 2), y: Math.floor((raster.height - cut.height) / 2) };
  return stretched(cutOut(raster, corner, cut), wanted, call);
}

async function contained(raster: Raster, wanted: Size, call: NodeCall): Promise<Raster> {
  const { width, height } = boundedSize(wanted, call);
  const inner = await stretched(raster, proportionalSize(raster, wanted, 'inside'), call);
  const data = filled({ width, height, channels: raster.channels }, backgroundOf(textOf(call, 'background'), raster.channels));
  layOnto(data, wanted, { raster: inner, x: Math.floor((width - inner.width) / 2), y: Math.floor((height - inner.height) / 2) });
  return { ...raster, width, height, data };
}

async function nearest(raster: Raster, { width, height }: Size, signal: AbortSignal): Promise<Raster> {
  const { channels, data } = raster;
  const resized = new Uint8Array(width * height * channels);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * raster.width) / width) * channels);
  await inBands({ width: width * channels, height }, signal, (from, to) => {
    for (let y = from, at = from * width * channels; y < to; y += 1) {
      const row = Math.floor(((y + 0.5) * raster.height) / height) * raster.width * channels;
      for (let x = 0; x < width; x += 1) for (let c = 0; c < channels; c += 1, at += 1) resized[at] = data[row + columns[x]! + c]!;
    }
  });
  return { ...raster, width, height, data: resized };
}
