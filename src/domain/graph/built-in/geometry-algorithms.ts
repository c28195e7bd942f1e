// Built-in algorithms that change the shape of a picture: what they are called, take and give.
import { builtIn, choice, decimal, integer, port, text } from './parameter-words.ts';

/** Longest side that a picture can be given, in pixels. */
export const MAX_SIDE = 32_767;

const BACKGROUND = text('background', { max: 9, default: '#000000', description: 'Colour of what the picture does not cover: #rrggbb, or #rrggbbaa for pictures with alpha.' });
const image = [port('image', 'IMAGE')];

/** Resizes to a width, a height or both. Binary and label pictures keep their values: they are resized to the nearest pixel whatever the kernel. */
export const RESIZE = builtIn('resize', {
  description: 'Resizes a picture. Binary and label pictures are resized to the nearest pixel whatever the kernel, so that no new values come up.',
  inputs: image,
  outputs: image,
  parameters: [
    integer('width', { min: 0, max: MAX_SIDE, default: 0, description: 'Width in pixels; 0 = as the height and the proportions give it.' }),
    integer('height', { min: 0, max: MAX_SIDE, default: 0, description: 'Height in pixels; 0 = as the width and the proportions give it. Both 0 leave the size as it is.' }),
    choice('fit', ['inside', 'outside', 'fill', 'cover', 'contain'], 'With both given: inside = as large as fits, outside = as small as covers, fill = stretched, cover = cropped around the centre, contain = with borders.'),
    choice('kernel', ['lanczos3', 'lanczos2', 'mitchell', 'cubic', 'linear', 'nearest'], 'How pixels are weighed.'),
    BACKGROUND,
  ],
});

/** Cuts a rectangle out; it is cut to the picture, and fails when nothing of it lies in the picture. */
export const CROP = builtIn('crop', {
  description: 'Cuts out a rectangle. What of it lies outside the picture is left out; a rectangle wholly outside fails.',
  inputs: image,
  outputs: image,
  parameters: [
    integer('x', { min: 0, max: MAX_SIDE, default: 0, description: 'Left edge in pixels.' }),
    integer('y', { min: 0, max: MAX_SIDE, default: 0, description: 'Top edge in pixels.' }),
    integer('width', { min: 0, max: MAX_SIDE, default: 0, description: 'Width in pixels; 0 = up to the right edge.' }),
    integer('height', { min: 0, max: MAX_SIDE, default: 0, description: 'Height in pixels; 0 = down to the bottom edge.' }),
  ],
});

/** Turns clockwise; the picture grows so that everything stays in it. */
export const ROTATE = builtIn('rotate', {
  description: 'Turns a picture clockwise about its centre. Multiples of 90 degrees are exact; otherwise it grows to hold all corners, and binary and label pictures take the nearest pixel.',
  inputs: image,
  outputs: image,
  parameters: [
    decimal('angle', { min: -360, max: 360, default: 90, description: 'Degrees, clockwise.' }),
    choice('interpolation', ['bilinear', 'nearest'], 'How pixels between pixels are found.'),
    BACKGROUND,
  ],
});

/** Mirrors. */
export const FLIP = builtIn('flip', {
  description: 'Mirrors a picture.',
  inputs: image,
  outputs: image,
  parameters: [choice('direction', ['horizontal', 'vertical', 'both'], 'horizontal = left and right change places, vertical = top and bottom do.')],
});
