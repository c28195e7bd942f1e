// The table of output lines.
import { defineEntity, p } from '@mikro-orm/core';
import type { LogSource } from '../../../domain/attempt/log-line.ts';

/** Line `n` of a task's generation; rows equal the domain's `LogLine` but for `day`, which says in which partition they lie. */
export const LogLineEntity = defineEntity({
  name: 'LogLine',
  tableName: 'log_line',
  properties: {
    taskId: p.uuid().primary(),
    generation: p.integer().primary(),
    day: p.date(),
    n: p.bigint('number').primary(),
    at: p.datetime(3),
    attemptNo: p.integer(),
    source: p.text().$type<LogSource>(),
    message: p.text(),
    level: p.text().nullable(),
    worker: p.text().nullable(),
  },
});
