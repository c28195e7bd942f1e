// Algorithms that look at the neighbours of a pixel, by their names.
import type { NodeRun } from '../node-reading.ts';
import { blur, sharpen } from './blur-nodes.ts';
import { edges } from './edge-node.ts';
import { morphology, morphologyGray } from './morphology-nodes.ts';
import { threshold } from './threshold-node.ts';

/** What carries them out. */
export const FILTER_RUNS: Readonly<Record<string, NodeRun>> = { sy_blur: blur, sy_sharpen: sharpen, sy_threshold: threshold, sy_morphology: morphology, sy_morphology_gray: morphologyGray, sy_edges: edges };
