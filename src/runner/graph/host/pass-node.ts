// A graph of one node that a picture may go through as it is read and written.
import { ROOT_INPUT } from '../../../domain/graph/graph-document.ts';
import type { AlgorithmCode, PicturePass } from '../algorithm-code.ts';
import type { GraphJob } from './graph-job.ts';

/** A node that is all of its graph, reads one picture of the run, and gives one. */
export interface PassNode {
  /** Which input of the run it reads. */
  readonly input: number;
  readonly pass: PicturePass;
}

/** The node of such a graph whose whole work is one call of the image library; null for any other graph. */
export function passNode({ nodes, inputs, wanted }: GraphJob, codes: ReadonlyMap<string, AlgorithmCode>): PassNode | null {
  const [node, ...others] = nodes;
  if (node === undefined || others.length > 0 || node.isElsewhere || node.inputs.length !== 1 || node.outputs.length !== 1 || wanted.length === 0) return null;
  const { port, from } = node.inputs[0]!;
  if (from?.source !== ROOT_INPUT || port.type !== 'IMAGE' || inputs[from.output]?.type !== 'image') return null;
  const pass = codes.get(node.algorithm)?.passFor?.(node.parameters) ?? null;
  return pass && { input: from.output, pass };
}
