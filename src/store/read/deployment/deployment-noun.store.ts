// Reads of deployments as a noun: lists, loads, and the runs that each was called for.
import type { Deployment } from '../../../domain/deployment/deployment.ts';
import { DEPLOYMENT_FIELDS } from '../../../domain/filter/listed-fields.ts';
import type { NamedOrderField } from '../../../domain/filter/list-orders.ts';
import { DeploymentEntity } from '../../entity/deployment/deployment.entity.ts';
import { RunEntity } from '../../entity/run.entity.ts';
import type { ChildListing } from '../child-listing.ts';
import { CREATION, NAMED } from '../list-order-key.ts';
import { asStored, nounReads } from '../noun-reads.ts';
import { selectList } from '../select-list.ts';

const SELECT = selectList(DeploymentEntity, 't');
const REACH = 't.project_id = ANY($?::uuid[])';

/** Lists and loads of deployments that are not deleted. */
export const DEPLOYMENT_READS = nounReads<Deployment, Deployment, NamedOrderField, typeof DEPLOYMENT_FIELDS>({
  listing: { name: 'deployment', from: 'deployment t', select: SELECT, base: 't.deleted_at IS NULL', reach: REACH },
  fields: DEPLOYMENT_FIELDS,
  traits: { projectId: { isOrdered: true }, name: { isOrdered: true, isFolded: true } },
  orders: NAMED,
  tie: CREATION,
  record: asStored,
});

/** Runs that were called by a deployment, the newest first. */
export const RUNS_OF_DEPLOYMENTS: ChildListing = {
  name: 'run_of_deployment', from: 'run t', select: selectList(RunEntity, 't', ['deletedAt']), base: 't.deleted_at IS NULL', reach: REACH, parent: 't.deployment_id', order: [{ ...CREATION, descending: true }],
};
