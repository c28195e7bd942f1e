// Every algorithm that this program brings along, as data.
import type { AlgorithmDescription } from '../algorithm.ts';
import { BLUR, EDGES, MORPHOLOGY, MORPHOLOGY_GRAY, SHARPEN, THRESHOLD } from './filter-algorithms.ts';
import { CROP, FLIP, RESIZE, ROTATE } from './geometry-algorithms.ts';
import { COMPONENTS, HISTOGRAM, OVERLAY, STATISTICS } from './measuring-algorithms.ts';
import { ADJUST, CHANNEL, GRAYSCALE, INVERT, NORMALIZE, POSTERIZE } from './tone-algorithms.ts';

/** The built-in algorithms, in the order in which they are listed. */
export const BUILT_IN_ALGORITHMS: readonly AlgorithmDescription[] = [
  RESIZE, CROP, ROTATE, FLIP,
  GRAYSCALE, INVERT, CHANNEL, ADJUST, NORMALIZE, POSTERIZE,
  BLUR, SHARPEN, THRESHOLD, MORPHOLOGY, MORPHOLOGY_GRAY, EDGES,
  HISTOGRAM, STATISTICS, COMPONENTS, OVERLAY,
];
