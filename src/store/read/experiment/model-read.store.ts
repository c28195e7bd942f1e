// Reads of models: lists, loads, and those that a task has made.
import { MODEL_FIELDS } from '../../../domain/filter/listed-fields.ts';
import type { NamedOrderField } from '../../../domain/filter/list-orders.ts';
import type { Model } from '../../../domain/model/model.ts';
import { MODEL_COLUMNS } from '../../write/experiment/model.store.ts';
import type { ChildListing } from '../child-listing.ts';
import { CREATION, NAMED } from '../list-order-key.ts';
import { asStored, nounReads } from '../noun-reads.ts';

const LISTING = { name: 'model', from: 'model t', select: MODEL_COLUMNS, base: 't.deleted_at IS NULL', reach: 't.project_id = ANY($?::uuid[])' } as const;

/** Lists and loads of models. */
export const MODEL_READS = nounReads<Model, Model, NamedOrderField, typeof MODEL_FIELDS>({
  listing: LISTING,
  fields: MODEL_FIELDS,
  traits: { projectId: { isOrdered: true }, taskId: { isUnordered: true }, uri: { isUnordered: true }, name: { isOrdered: true, isFolded: true } },
  orders: NAMED,
  tie: CREATION,
  record: asStored,
});

/** What a task has made, the newest first. */
export const MODELS_OF_TASKS: ChildListing = { ...LISTING, name: 'model_of_task', parent: 't.task_id', order: [{ ...CREATION, descending: true }] };
