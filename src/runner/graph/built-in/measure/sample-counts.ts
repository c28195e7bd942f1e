// How often each value comes up in each channel.
import { type NodeCall, NodeFailure, type Raster } from '../../algorithm-code.ts';
import { inBands } from '../pacing.ts';
import { setPixels } from '../raster-channels.ts';

/** Counts by channel and value, of the pixels that the mask sets; of all without one. */
export async function sampleCounts(raster: Raster, mask: Raster | null, call: Pick<NodeCall, 'signal'>): Promise<Float64Array[]> {
  const { width, height, channels, data } = raster;
  if (mask !== null && (mask.width !== width || mask.height !== height)) {
    throw new NodeFailure(`the mask is ${mask.width} x ${mask.height} and the picture ${width} x ${height}; give it a mask of its own size`);
  }
  const set = mask === null ? null : setPixels(mask);
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  await inBands({ width: width * channels, height }, call.signal, (from, to) => {
    for (const [c, channel] of counts.entries()) {
      for (let i = from * width, at = i * channels + c; i < to * width; i += 1, at += channels) if (set === null || set[i] !== 0) channel[data[at]!]! += 1;
    }
  });
  return counts;
}
