// Queues are made, changed and deleted.
import { z } from 'zod';
import type { JsonValue } from '../../../../domain/event/event.ts';
import { clearQueue, deleteQueue, type EmptyingTurn } from '../../../../engine/queue/empty-queue.service.ts';
import { createQueue, updateQueue } from '../../../../engine/queue/queue.service.ts';
import { lengthOf, queueInReach } from '../../../../engine/read/queue-lines.read.ts';
import { RELEASED_AT_ONCE } from '../../../../engine/queue/release-task.ts';
import { flag, id, object, opt, orElse, text, texts } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import { MIN_NAME } from '../min-name.ts';
import { requirePlainTags } from '../plain-tags.ts';
import { requireUuid, wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';
import { unlessRefused } from './refused-as.ts';

/** Makes a queue for commands. */
export const createQueueCall = clearmlCall('queues.create', {
  since: '2.4',
  input: z.object({ name: text, display_name: opt(text), tags: opt(texts), system_tags: opt(texts), metadata: opt(object) }),
  run: async ({ engine, command }, input) => {
    const { tags, system_tags: systemTags, metadata, display_name: displayName } = input;
    requirePlainTags(tags, systemTags);
    const { subjectId } = await createQueue(engine, command, { name: nameOf(input.name), displayName: displayName || null, accepts: ['command'], tags, systemTags, metadata: metadata as { [key: string]: JsonValue } | undefined });
    return { id: wireId(subjectId) };
  },
});

/** Changes what is given of a queue. */
export const updateQueueCall = clearmlCall('queues.update', {
  since: '2.4',
  input: z.object({ queue: id, name: opt(text), display_name: opt(text), tags: opt(texts), system_tags: opt(texts) }),
  run: async ({ engine, caller, command }, input) => {
    const { tags, system_tags: systemTags, display_name: given } = input;
    requirePlainTags(tags, systemTags);
    const queueId = requireUuid(input.queue, 'INVALID_QUEUE_ID');
    const change = { name: input.name === undefined ? undefined : nameOf(input.name), displayName: given === '' ? null : given, tags, systemTags };
    if (Object.values(change).every((value) => value === undefined)) return { updated: 0, fields: {} };
    unlessRefused(await updateQueue(engine, command, { queueId, ...change }), { NEEDED: 'VALIDATION' });
    const queue = await queueInReach(engine, caller.actor, queueId);
    const fields = {
      ...(change.name === undefined ? {} : { name: queue.name }), ...(given === undefined ? {} : { display_name: queue.displayName }),
      ...(tags === undefined ? {} : { tags: queue.tags }), ...(systemTags === undefined ? {} : { system_tags: queue.systemTags }), last_update: wireTime(queue.updatedAt),
    };
    return { updated: 1, fields };
  },
});

/** Deletes a queue; with `force` what waits in it leaves it first. */
export const deleteQueueCall = clearmlCall('queues.delete', {
  since: '2.4',
  input: z.object({ queue: id, force: orElse(flag, false) }),
  run: async ({ engine, caller, command }, { queue, force }) => {
    const queueId = requireUuid(queue, 'INVALID_QUEUE_ID');
    // What one transaction can take out is left to the deletion itself.
    for (let left = force ? await lengthOf(engine, caller.actor, queueId) : 0; left > RELEASED_AT_ONCE;) {
      const turn = (await clearQueue(engine, { ...command, requestId: null }, { queueId })).detail as unknown as EmptyingTurn;
      left = turn.taskIds.length === 0 ? 0 : left - turn.taskIds.length;
    }
    unlessRefused(await deleteQueue(engine, command, { queueId, force }), { NOT_EMPTY: 'QUEUE_NOT_EMPTY', NEEDED: 'VALIDATION' });
    return { deleted: 1 };
  },
});

function nameOf(given: string): string {
  const name = given.trim();
  if ([...name].length < MIN_NAME) throw new ClearmlError('DATA_VALIDATION', `name: must have at least ${MIN_NAME} characters`);
  return name;
}
