// The table of what graphs have given.
import { defineEntity, p } from '@mikro-orm/core';
import type { GraphValue } from '../../../domain/graph/graph-value.ts';

/** The result of a task's newest generation; `values` null = it was there, and its time is over. */
export const GraphResultEntity = defineEntity({
  name: 'GraphResult',
  tableName: 'graph_result',
  properties: {
    taskId: p.uuid().primary(),
    generation: p.integer(),
    values: p.json<readonly GraphValue[]>().nullable(),
    storedAt: p.datetime(3).defaultRaw('now()'),
    expiresAt: p.datetime(3),
  },
});
