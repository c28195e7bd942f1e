// Descriptions of the algorithms that every runner has.
import type { AlgorithmDescription } from '../algorithm.ts';

/** All of them, in the order in which they are listed. */
export const BUILT_IN_ALGORITHMS: readonly AlgorithmDescription[] = [];
