// Built-in algorithms that change the samples of a picture one by one: what they are called, take and give. Alpha stays as it is.
import { builtIn, choice, decimal, integer, port } from './parameter-words.ts';

const image = [port('image', 'IMAGE')];

/** One channel out of three; alpha is left out. */
export const GRAYSCALE = builtIn('grayscale', {
  description: 'Makes one grey channel of the colours. Alpha is left out; a grey picture stays as it is.',
  inputs: image,
  outputs: image,
  parameters: [choice('weights', ['rec601', 'rec709', 'average', 'lightness'], 'rec601 = 0.299 R + 0.587 G + 0.114 B, rec709 = 0.2126 R + 0.7152 G + 0.0722 B, average = a third of each, lightness = the middle of the least and the largest.')],
});

/** 255 minus the sample. */
export const INVERT = builtIn('invert', { description: 'Turns every sample v into 255 - v. Alpha stays as it is.', inputs: image, outputs: image, parameters: [] });

/** One channel as a grey picture. */
export const CHANNEL = builtIn('channel', {
  description: 'Takes one channel out as a grey picture. Of a grey picture red, green and blue are the grey itself; without alpha, alpha is 255 everywhere.',
  inputs: image,
  outputs: image,
  parameters: [choice('channel', ['red', 'green', 'blue', 'alpha'], 'Which channel.')],
});

/** Brightness, contrast and gamma by one table. */
export const ADJUST = builtIn('adjust', {
  description: 'Changes contrast around the middle, then brightness, then gamma. Alpha stays as it is.',
  inputs: image,
  outputs: image,
  parameters: [
    decimal('brightness', { min: -1, max: 1, default: 0, description: 'Added to every sample; 1 is the whole range.' }),
    decimal('contrast', { min: 0, max: 10, default: 1, description: 'Factor by which samples move away from the middle.' }),
    decimal('gamma', { min: 0.1, max: 10, default: 1, description: 'Samples become their power of 1/gamma; above 1 brightens the middle.' }),
  ],
});

/** Spreads what lies between two percentiles over the whole range. */
export const NORMALIZE = builtIn('normalize', {
  description: 'Spreads the samples between two percentiles over the whole range, channel by channel. A channel of one value stays as it is, and so does alpha.',
  inputs: image,
  outputs: image,
  parameters: [
    decimal('lower', { min: 0, max: 50, default: 1, description: 'Percentage of the samples that may become 0.' }),
    decimal('upper', { min: 50, max: 100, default: 99, description: 'Percentage of the samples above which all may become 255.' }),
  ],
});

/** Few values a channel. */
export const POSTERIZE = builtIn('posterize', {
  description: 'Leaves each channel only so many values, evenly spread from 0 to 255. Alpha stays as it is.',
  inputs: image,
  outputs: image,
  parameters: [integer('levels', { min: 2, max: 256, default: 4, description: 'Values a channel may have.' })],
});
