// A small book of algorithms and documents over it, for tests of the rules.
import fc from 'fast-check';
import { bookOf } from '../../src/domain/graph/algorithm-book.ts';
import type { AlgorithmDescription } from '../../src/domain/graph/algorithm.ts';

function algorithm(name: string, part: Partial<AlgorithmDescription>): AlgorithmDescription {
  return { name, source: 'BUILT_IN', description: '', inputs: [{ name: 'image', type: 'IMAGE' }], outputs: [{ name: 'image', type: 'IMAGE' }], parameters: [], ...part };
}

/** `blur` image to image, `cut` image to binary, `count` binary to label and detections, `draw` image and detections to image, `mix` two images, `note` a text to a dict. */
export const BOOK = bookOf([
  algorithm('blur', {
    parameters: [
      { name: 'sigma', type: 'NUMBER', default: '1.5', min: 0.3, max: 50, description: '' },
      { name: 'kind', type: 'CHOICE', default: 'gauss', choices: ['gauss', 'box'], description: '' },
      { name: 'size', type: 'INTEGER', default: '3', min: 1, max: 99, description: '' },
      { name: 'edges', type: 'BOOLEAN', default: 'false', description: '' },
      { name: '__proto__', type: 'TEXT', default: 'plain', max: 20, description: '' },
    ],
  }),
  algorithm('cut', { outputs: [{ name: 'mask', type: 'IMAGE_BINARY' }] }),
  algorithm('count', { inputs: [{ name: 'mask', type: 'IMAGE_BINARY' }], outputs: [{ name: 'labels', type: 'IMAGE_LABEL' }, { name: 'things', type: 'OBJECT_DETECTION' }] }),
  algorithm('draw', { inputs: [{ name: 'image', type: 'IMAGE' }, { name: 'things', type: 'OBJECT_DETECTION' }] }),
  algorithm('mix', { inputs: [{ name: 'one', type: 'IMAGE' }, { name: 'other', type: 'IMAGE', optional: true }] }),
  algorithm('note', { inputs: [{ name: 'text', type: 'TEXT' }], outputs: [{ name: 'dict', type: 'DATA_DICT' }] }),
  algorithm('paint', { inputs: [], outputs: [{ name: 'image', type: 'IMAGE' }] }),
]);

/** An edge as the four numbers of the document. */
export type Edge = readonly [source: number, output: number, target: number, input: number];

/** A document of tasks by name with the given edges. */
export function documentOf(names: readonly string[], edges: readonly Edge[], more: object = {}): { metadata: { name: string }; tasks: { task_id: number; task_data: Record<string, unknown> }[]; connections: Record<string, number>[] } {
  return {
    metadata: { name: 'test' },
    tasks: names.map((name, i) => ({ task_id: i, task_data: { name } })),
    connections: edges.map(([source_id, source_index, target_id, target_index]) => ({ source_id, source_index, target_id, target_index })),
    ...more,
  };
}

/** Documents without faults: up to 12 tasks of one or two images, each fed by the workflow's only input or by a task that stands before it in a hidden order. */
export const soundDocuments = fc
  .record({ count: fc.integer({ min: 1, max: 12 }), seeds: fc.array(fc.nat(), { minLength: 36, maxLength: 36 }) })
  .map(({ count, seeds }) => {
    const places = Array.from({ length: count }, (_, i) => i).sort((a, b) => seeds[a]! - seeds[b]! || a - b);
    const edges: Edge[] = [[-1, 0, places[0]!, 0]];
    const names = Array.from({ length: count }, () => 'mix');
    for (const [rank, task] of places.entries()) {
      if (seeds[12 + rank]! % 3 === 0) names[task] = 'blur';
      const source = (seed: number) => (seed % (rank + 1) === rank ? -1 : places[seed % (rank + 1)]!);
      if (rank > 0) edges.push([source(seeds[12 + rank]!), 0, task, 0]);
      if (names[task] === 'mix' && seeds[24 + rank]! % 2 === 0 && rank > 0) edges.push([source(seeds[24 + rank]!), 0, task, 1]);
    }
    return documentOf(names, edges);
  });
