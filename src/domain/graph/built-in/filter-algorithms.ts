// Built-in algorithms that look at the neighbours of a pixel: what they are called, take and give. Kernels are bounded so that their cost is.
import { builtIn, choice, decimal, flag, integer, port } from './parameter-words.ts';

/** Largest radius of a square or round neighbourhood: 99 pixels across. */
export const MAX_RADIUS = 49;

const image = [port('image', 'IMAGE')];
const binary = [port('binary', 'IMAGE_BINARY')];
const SIGMA_RANGE = { min: 0.3, max: 20 } as const;

/** Gaussian, box or median. */
export const BLUR = builtIn('blur', {
  description: 'Smooths a picture; beyond its edges the edge goes on. Alpha stays as it is.',
  inputs: image,
  outputs: image,
  parameters: [
    choice('method', ['gaussian', 'box', 'median'], 'gaussian takes sigma; box and median take radius.'),
    decimal('sigma', { ...SIGMA_RANGE, default: 1.5, description: 'Standard deviation of the Gaussian in pixels.' }),
    integer('radius', { min: 1, max: MAX_RADIUS, default: 1, description: 'The neighbourhood is 2 * radius + 1 pixels across.' }),
  ],
});

/** Unsharp mask. */
export const SHARPEN = builtIn('sharpen', {
  description: 'Moves each sample away from its Gaussian neighbourhood. Alpha stays as it is.',
  inputs: image,
  outputs: image,
  parameters: [
    decimal('sigma', { ...SIGMA_RANGE, default: 1, description: 'Standard deviation of the Gaussian in pixels.' }),
    decimal('amount', { min: 0, max: 10, default: 1, description: 'How many times the difference is added.' }),
    integer('threshold', { min: 0, max: 255, default: 0, description: 'Differences up to this are left alone.' }),
  ],
});

/** Binary out of a picture. */
export const THRESHOLD = builtIn('threshold', {
  description: 'Makes a binary picture: 255 where the grey value (0.299 R + 0.587 G + 0.114 B) lies above the threshold, 0 elsewhere.',
  inputs: image,
  outputs: binary,
  parameters: [
    choice('method', ['fixed', 'otsu', 'adaptive_mean'], 'fixed takes value; otsu finds the value that separates the histogram best; adaptive_mean compares with the mean of the neighbourhood less offset.'),
    integer('value', { min: 0, max: 255, default: 127, description: 'The fixed threshold; what lies above it is 255.' }),
    integer('radius', { min: 1, max: MAX_RADIUS, default: 15, description: 'The neighbourhood of adaptive_mean is 2 * radius + 1 pixels across; beyond the edges the edge goes on.' }),
    decimal('offset', { min: -255, max: 255, default: 5, description: 'Taken from the mean of adaptive_mean.' }),
    flag('invert', false, 'Whether 0 and 255 change places.'),
  ],
});

const MORPHOLOGY_PARAMETERS = [
  choice('operation', ['open', 'close', 'erode', 'dilate', 'top_hat', 'black_hat', 'gradient'], 'top_hat = what opening takes away, black_hat = what closing adds, gradient = dilated less eroded.'),
  choice('shape', ['rectangle', 'ellipse', 'cross'], 'Shape of the kernel; ellipse = all pixels whose centres are within radius.'),
  integer('radius', { min: 1, max: MAX_RADIUS, default: 1, description: 'The kernel is 2 * radius + 1 pixels across. Beyond the edges nothing counts.' }),
];

/** Morphology of binary pictures. */
export const MORPHOLOGY = builtIn('morphology', { description: 'Erodes, dilates, opens, closes a binary picture.', inputs: binary, outputs: binary, parameters: MORPHOLOGY_PARAMETERS });

/** The same of grey and colour pictures, channel by channel. */
export const MORPHOLOGY_GRAY = builtIn('morphology_gray', {
  description: 'Erodes, dilates, opens, closes a grey or colour picture, channel by channel. Alpha stays as it is.',
  inputs: image,
  outputs: image,
  parameters: MORPHOLOGY_PARAMETERS,
});

/** Edges as a binary picture. */
export const EDGES = builtIn('edges', {
  description: 'Finds edges by Sobel gradients of the grey value, as a binary picture: all that are strong (sobel), or thin lines of those that are strong or lead on from strong ones (canny).',
  inputs: image,
  outputs: binary,
  parameters: [
    choice('method', ['canny', 'sobel'], 'canny takes low and high; sobel takes high alone.'),
    decimal('sigma', { min: 0, max: SIGMA_RANGE.max, default: 1, description: 'Standard deviation of the Gaussian by which the picture is smoothed first; below 0.3 it is not.' }),
    decimal('low', { min: 0, max: 1_500, default: 50, description: 'Gradient above which a line leads on from a strong one; the largest there is is about 1,443.' }),
    decimal('high', { min: 0, max: 1_500, default: 150, description: 'Gradient above which an edge is strong.' }),
  ],
});
