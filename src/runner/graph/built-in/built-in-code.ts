// Every built-in algorithm with what carries it out.
import { BUILT_IN_ALGORITHMS } from '../../../domain/graph/built-in/built-in-algorithms.ts';
import type { AlgorithmCode } from '../algorithm-code.ts';
import { overlay } from './draw/overlay-node.ts';
import { blurPass } from './filter/blur-nodes.ts';
import { FILTER_RUNS } from './filter/filter-runs.ts';
import { GEOMETRY_RUNS } from './geometry/geometry-runs.ts';
import { turnPass } from './geometry/rotate-node.ts';
import { components } from './measure/component-node.ts';
import { histogram, statistics } from './measure/figure-nodes.ts';
import type { NodeRun } from './node-reading.ts';
import { TONE_RUNS } from './tone/tone-runs.ts';

const RUNS: Readonly<Record<string, NodeRun>> = {
  ...GEOMETRY_RUNS, ...TONE_RUNS, ...FILTER_RUNS,
  sy_histogram: histogram, sy_statistics: statistics, sy_components: components, sy_overlay: overlay,
};

/** Those that are one call of the image library with some of their parameters. */
const PASSES: Readonly<Record<string, NonNullable<AlgorithmCode['passFor']>>> = { sy_blur: blurPass, sy_rotate: turnPass };

/** The built-in algorithms, in the order of their list. */
export const BUILT_IN_CODE: readonly AlgorithmCode[] = BUILT_IN_ALGORITHMS.map((description) => {
  const run = RUNS[description.name];
  if (run === undefined) throw new Error(`the built-in algorithm ${description.name} has no code`);
  const passFor = PASSES[description.name];
  return { description, run, ...(passFor ? { passFor } : {}) };
});
