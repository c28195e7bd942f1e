// Reads of runners.
import type { Runner } from '../../domain/attempt/runner.ts';
import { RUNNER_FIELDS } from '../../domain/filter/listed-fields.ts';
import type { NamedOrderField } from '../../domain/filter/list-orders.ts';
import { RunnerEntity } from '../entity/runner.entity.ts';
import { CREATION, NAMED } from './list-order-key.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Lists and loads of runners. */
export const RUNNER_READS = nounReads<Runner, Runner, NamedOrderField, typeof RUNNER_FIELDS>({
  listing: { name: 'runner', from: 'runner t', select: selectList(RunnerEntity, 't', ['userId']), base: null, reach: null },
  fields: RUNNER_FIELDS,
  traits: { name: { isOrdered: true, isFolded: true } },
  orders: NAMED,
  tie: CREATION,
  record: asStored,
});
