// Algorithms that change samples one by one, by their names.
import type { NodeRun } from '../node-reading.ts';
import { channel, grayscale } from './gray-nodes.ts';
import { normalize } from './normalize-node.ts';
import { adjust, invert, posterize } from './tone-nodes.ts';

/** What carries them out. */
export const TONE_RUNS: Readonly<Record<string, NodeRun>> = { sy_grayscale: grayscale, sy_channel: channel, sy_invert: invert, sy_adjust: adjust, sy_normalize: normalize, sy_posterize: posterize };
