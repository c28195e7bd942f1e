// Reads of projects.
import { PROJECT_FIELDS } from '../../domain/filter/listed-fields.ts';
import type { ProjectOrderField } from '../../domain/filter/list-orders.ts';
import type { Project } from '../../domain/project.ts';
import { ProjectEntity } from '../entity/project.entity.ts';
import { textOrder } from './list-order-key.ts';
import { type OrderKey, asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Ids grow with time, so that they are the order of creation. */
const BY_ID: OrderKey = { property: 'id', column: 't.id', type: 'uuid' };

/** Lists and loads of projects. */
export const PROJECT_READS = nounReads<Project, Project, ProjectOrderField, typeof PROJECT_FIELDS>({
  listing: { name: 'project', from: 'project t', select: selectList(ProjectEntity, 't', ['deletedAt']), base: 't.deleted_at IS NULL', reach: 't.id = ANY($?::uuid[])' },
  fields: PROJECT_FIELDS,
  traits: { path: { isOrdered: true, isFolded: true } },
  orders: { CREATED_AT: BY_ID, PATH: textOrder('path') },
  tie: BY_ID,
  record: asStored,
});
