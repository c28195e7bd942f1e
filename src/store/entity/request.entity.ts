// The table of requests that carried a request id, so that a repeat has one effect.
import { defineEntity, p } from '@mikro-orm/core';
import type { CommandOutcome } from '../../domain/outcome.ts';

/** One request of one actor; `outcome` is null while its transaction runs. */
export const RequestEntity = defineEntity({
  name: 'Request',
  tableName: 'request',
  properties: {
    actorId: p.uuid().primary(),
    requestId: p.text().primary(),
    op: p.text(),
    inputHash: p.text(),
    outcome: p.json<CommandOutcome>().nullable(),
    at: p.datetime(3).defaultRaw('now()'),
  },
});
