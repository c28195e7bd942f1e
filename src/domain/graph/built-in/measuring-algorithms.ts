// Built-in algorithms that measure pictures and draw what was found: what they are called, take and give.
import { builtIn, choice, flag, integer, port, text } from './parameter-words.ts';

/** Most objects that one call can list. */
export const MAX_OBJECTS = 10_000;
/** Values that a pixel of a label picture can have besides 0. */
export const LABEL_VALUES = 255;

const image = port('image', 'IMAGE');
const mask = port('mask', 'IMAGE_BINARY', { optional: true });

/** Counts of samples. */
export const HISTOGRAM = builtIn('histogram', {
  description: 'Counts samples by value, a column for each channel (gray, or red, green, blue and alpha). With a mask only where it is set; the mask has the size of the picture.',
  inputs: [image, mask],
  outputs: [port('histogram', 'NUMERIC_VALUES')],
  parameters: [integer('bins', { min: 1, max: 256, default: 256, description: 'Bins over 0 to 255; value v falls into bin floor(v * bins / 256).' })],
});

/** Figures of samples. */
export const STATISTICS = builtIn('statistics', {
  description: 'Least, largest, mean, standard deviation and entropy (bits) of each channel, with the size and the number of pixels looked at. With a mask only where it is set; null where no pixel is.',
  inputs: [image, mask],
  outputs: [port('statistics', 'DATA_DICT')],
  parameters: [],
});

/** What hangs together. */
export const COMPONENTS = builtIn('components', {
  description: 'Finds what hangs together in a binary picture. Objects are numbered from 1 in the order of their first pixels, row by row. A label pixel has 8 bits: '
    + `object n is drawn as (n - 1) mod ${LABEL_VALUES} + 1, so beyond ${LABEL_VALUES} objects values come up again; the ids in the lists are exact.`,
  inputs: [port('binary', 'IMAGE_BINARY')],
  outputs: [port('labels', 'IMAGE_LABEL'), port('objects', 'OBJECT_DETECTION'), port('measures', 'BLOB_VALUES')],
  parameters: [
    choice('connectivity', ['8', '4'], 'Whether pixels that touch at a corner hang together (8) or not (4).'),
    integer('min_area', { min: 1, max: 1_000_000_000, default: 1, description: 'Pixels below which an object is left out, of the label picture too.' }),
    integer('max_objects', { min: 1, max: MAX_OBJECTS, default: 1_000, description: 'Most objects in the lists: the largest ones, in the order of their numbers. The label picture shows all.' }),
    text('label', { max: 100, default: 'object', description: 'What the objects are called.' }),
  ],
});

/** Boxes and their labels drawn into a picture. */
export const OVERLAY = builtIn('overlay', {
  description: 'Draws boxes and labels of detections into a picture, in colour. What lies outside the picture is left out.',
  inputs: [image, port('objects', 'OBJECT_DETECTION')],
  outputs: [image],
  parameters: [
    integer('line_width', { min: 1, max: 50, default: 2, description: 'Width of the lines in pixels; they lie within the box.' }),
    flag('labels', true, 'Whether labels are written.'),
    flag('confidences', false, 'Whether confidences are written, in percent.'),
    integer('text_scale', { min: 1, max: 20, default: 1, description: 'Size of the text: a letter is 5 by 7 pixels times this.' }),
  ],
});
