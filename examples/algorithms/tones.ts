// Two algorithms in TypeScript: fewer shades, and how bright a picture is.
import { defineAlgorithm } from 'switchyard/algorithm';

/** Offered as `tones.posterize`. */
export const posterize = defineAlgorithm({
  description: 'Reduces every channel to a few shades; alpha stays.',
  inputs: { image: 'IMAGE', mask: { type: 'IMAGE_BINARY', optional: true } },
  outputs: { image: 'IMAGE' },
  parameters: { shades: { type: 'INTEGER', min: 2, max: 64, default: 4, description: 'Shades of a channel.' } },
  run({ image, mask }, { shades }) {
    const { width, height, channels, data } = image;
    const colours = channels === 4 ? 3 : channels;
    const step = 255 / (shades - 1);
    const shade = Uint8Array.from({ length: 256 }, (_, sample) => Math.round(Math.round(sample / step) * step));
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      if (mask && mask.data[pixel] === 0) continue;
      for (let at = pixel * channels; at < pixel * channels + colours; at += 1) data[at] = shade[data[at]!]!;
    }
    return { image };
  },
});

/** Offered as `tones.brightness`. */
export const brightness = defineAlgorithm({
  description: 'Mean of all samples, in parts of a scale.',
  inputs: { image: 'IMAGE' },
  outputs: { data: 'DATA_DICT' },
  parameters: { scale: { type: 'CHOICE', choices: ['byte', 'percent'], default: 'byte' }, digits: { type: 'INTEGER', min: 0, max: 6, default: 2 } },
  run({ image }, { scale, digits }, { log }) {
    let sum = 0;
    for (const sample of image.data) sum += sample;
    const mean = sum / image.data.length;
    log(`looked at ${image.width} × ${image.height} pixels`);
    return { data: { scale, mean: Number((scale === 'byte' ? mean : (mean / 255) * 100).toFixed(digits)) } };
  },
});
