// A look at a queue for workers that ask every few seconds: mostly there is nothing, and to find that out is one statement.
import type { Actor } from '../../domain/access.ts';
import { peekQueue } from '../../store/write/outside/hand-out.store.ts';
import type { Engine } from '../engine.ts';
import { notFound, requireId } from '../found.ts';

/** Whether a hand-out is worth asking for; true for callers with grants, who are judged with it. Errors: NOT_FOUND. */
export async function mayHandOut(engine: Engine, actor: Actor, queueId: string): Promise<boolean> {
  if (actor.grants !== null) return true;
  return (await peekQueue(engine.db, requireId('queue', queueId, ['queueId']))) ?? notFound('queue', queueId, ['queueId']);
}
