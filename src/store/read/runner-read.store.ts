// Reads of runners.
import type { Runner, RunnerKind, RunnerState } from '../../domain/attempt/runner.ts';
import { RunnerEntity } from '../entity/runner.entity.ts';
import { creationOrder } from './creation-order.ts';
import { type NameFilter, nameConditions, oneOf } from './listing.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Which runners. */
export interface RunnerFilter {
  readonly states?: readonly RunnerState[] | undefined;
  readonly kinds?: readonly RunnerKind[] | undefined;
  readonly name?: NameFilter | undefined;
}

/** Lists and loads of runners. */
export const RUNNER_READS = nounReads<Runner, Runner, RunnerFilter>({
  listing: { name: 'runner', from: 'runner t', select: selectList(RunnerEntity, 't', ['userId']), base: null, reach: null },
  order: creationOrder,
  conditions: ({ states, kinds, name }) => [
    ...oneOf('state', 't.state', states),
    ...oneOf('kind', 't.kind', kinds),
    ...nameConditions(name),
  ],
  record: asStored,
});
