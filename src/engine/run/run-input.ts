// What a run is made of, as it comes from outside.
import { DomainError } from '../../domain/errors.ts';
import { integerAt, jsonObjectAt, optional } from '../../domain/input/check.ts';
import { SPEC_LIMITS, nameAt } from '../../domain/input/spec-input.ts';
import { MAX_PRIORITY, MIN_PRIORITY } from '../../domain/queue/rank.ts';
import type { RunSourceInput } from './run-source.ts';

/** What to run, with which samples instead of its own, and whether its tasks are enqueued by themselves. */
export interface CreateRunInput extends RunSourceInput {
  readonly name?: string | undefined;
  readonly projectId?: string | undefined;
  readonly inputs?: unknown;
  /** A list of `{node?, source}`; `node` may be left out when one task alone takes samples. The run keeps them in its definition. */
  readonly samples?: unknown;
  readonly enqueue: boolean;
  readonly queueId?: string | undefined;
  readonly priority?: number | undefined;
}

/** What the input says beside the definition, checked. Throws INVALID with the place. */
export function runFieldsAt(input: Omit<CreateRunInput, 'enqueue'>) {
  if ((input.workflowId == null) === (input.definition == null)) {
    throw new DomainError('INVALID', 'give either workflowId or definition', { path: ['workflowId'] });
  }
  return {
    name: optional(input.name, (value) => nameAt(value, ['name']), null),
    priority: optional(input.priority, (value) => integerAt(value, ['priority'], { min: MIN_PRIORITY, max: MAX_PRIORITY }), 0),
    inputs: optional(input.inputs, (value) => jsonObjectAt(value, ['inputs'], { max: SPEC_LIMITS.json }), {}),
  };
}
