// The tree of steps: which lists of steps stand within a step.
import type { Step } from './step.ts';

/** The lists of steps within a step, each with the field it stands in; none for a step that is no block. */
export function blocksOf(step: Step): readonly (readonly [string, readonly Step[]])[] {
  switch (step.kind) {
    case 'if':
      return [['then', step.then], ['else', step.else ?? []]];
    case 'while':
    case 'repeat':
      return [['body', step.body]];
    case 'workflow':
      return [['steps', step.steps]];
    default:
      return [];
  }
}
