// How long tasks wait in queues.
import type { Actor } from '../../domain/access.ts';
import { invalid } from '../../domain/input/check.ts';
import { queueStretches, type QueueStretch } from '../../store/read/line/queue-wait.store.ts';
import { QUEUE_READS } from '../../store/read/queue-read.store.ts';
import type { Engine } from '../engine.ts';
import { notFound, requireId } from '../found.ts';
import { projectReach } from './project-reach.ts';

export type { QueueStretch } from '../../store/read/line/queue-wait.store.ts';

/** Most stretches and most queues of one call. */
export const WAIT_LIMITS = { stretches: 500, queues: 20 } as const;

/** Times in seconds since 1970. */
export interface WaitSpan {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

/** The stretches of queues that the caller may see, by queue, of tasks that he may see. Errors: INVALID, NOT_FOUND. */
export async function waitsIn(engine: Engine, actor: Actor, asked: WaitSpan & { readonly queueIds: readonly string[] }): Promise<ReadonlyMap<string, readonly QueueStretch[]>> {
  const { from, to, seconds } = asked;
  if (!(seconds > 0) || !(to > from)) invalid(['interval'], 'must be more than 0, and the last time after the first');
  if ((to - from) / seconds > WAIT_LIMITS.stretches) invalid(['interval'], `makes more than ${WAIT_LIMITS.stretches} stretches: choose a longer one`);
  if (asked.queueIds.length > WAIT_LIMITS.queues) invalid(['queueIds'], `must be at most ${WAIT_LIMITS.queues}`);
  const ids = asked.queueIds.map((id) => requireId('queue', id, ['queueId']));
  const reach = await projectReach(engine.db, actor);
  const there = new Set((await QUEUE_READS.load(engine.db, ids, reach)).map(({ id }) => id));
  for (const id of ids) if (!there.has(id)) notFound('queue', id, ['queueId']);
  return Map.groupBy(await queueStretches(engine.db, [...there], { from, to, seconds, reach }), ({ queueId }) => queueId);
}
