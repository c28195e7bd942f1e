// Algorithms that change the shape of a picture, by their names.
import type { NodeRun } from '../node-reading.ts';
import { crop } from './crop-node.ts';
import { flip } from './flip-node.ts';
import { resize } from './resize-node.ts';
import { rotate } from './rotate-node.ts';

/** What carries them out. */
export const GEOMETRY_RUNS: Readonly<Record<string, NodeRun>> = { sy_resize: resize, sy_crop: crop, sy_rotate: rotate, sy_flip: flip };
