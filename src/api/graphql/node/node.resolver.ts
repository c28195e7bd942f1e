// Fetching anything by its global id.
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { requireRole } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { ApiContext } from '../context.ts';
import { type NodeType, parseGlobalId } from '../global-id.ts';
import type { RecordLoader } from '../loader/record.loader.ts';
import { NodeInterface, type NodeRecord } from './node.type.ts';

/** Most ids of one `nodes` call. */
export const MAX_NODES = 100;

/** `node` and `nodes`. */
@Resolver()
export class NodeResolver {
  @Query(() => NodeInterface, { nullable: true, description: 'Anything by its id; null when it does not exist (any more). Needs the role viewer.' })
  node(@Arg('id', () => ID, { description: 'A global id.' }) id: string, @Ctx() ctx: ApiContext): Promise<NodeRecord | null> {
    requireRole(ctx.actor, 'viewer');
    return loadNode(ctx, id, ['id']);
  }

  @Query(() => [NodeInterface], { nullable: 'items', description: `Several things by their ids, at most ${MAX_NODES}, in the same order, null where there is none. Needs the role viewer.` })
  nodes(@Arg('ids', () => [ID], { description: `At most ${MAX_NODES} global ids.` }) ids: string[], @Ctx() ctx: ApiContext): Promise<(NodeRecord | null)[]> {
    requireRole(ctx.actor, 'viewer');
    if (ids.length > MAX_NODES) throw new DomainError('LIMIT_EXCEEDED', `at most ${MAX_NODES} ids at a time: ask in several calls`, { path: ['ids'] });
    return Promise.all(ids.map((id, i) => loadNode(ctx, id, ['ids', String(i)])));
  }
}

async function loadNode(ctx: ApiContext, text: string, path: readonly string[]): Promise<NodeRecord | null> {
  const found = parseGlobalId(text);
  if (found === null) throw new DomainError('INVALID', `${path.join('.')} is no id of this server: use one that a field named id gave`, { path });
  const record = await loaderOf(ctx, found.type).load(found.id);
  return record === null ? null : { ...record, __typename: found.type };
}

function loaderOf({ loaders }: ApiContext, type: NodeType): RecordLoader<object> {
  const byType: Readonly<Record<NodeType, RecordLoader<object>>> = {
    Project: loaders.project,
    Workflow: loaders.workflow,
    Run: loaders.run,
    Task: loaders.task,
    Queue: loaders.queue,
    QueueItem: loaders.queueItem,
    Attempt: loaders.attempt,
    Phase: loaders.phase,
    Step: loaders.step,
    Runner: loaders.runner,
    Deck: loaders.deck,
    File: loaders.file,
    Model: loaders.model,
    Deployment: loaders.deployment,
  };
  return byType[type];
}
