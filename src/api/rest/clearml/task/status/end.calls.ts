// The calls of programs that say how a task has ended.
import type { OutsideEnd } from '../../../../../domain/attempt/external.ts';
import { reportOutcome } from '../../../../../engine/external/report-outcome.service.ts';
import { flag, orElse } from '../../call-shape.ts';
import type { ClearmlData } from '../../clearml-call.ts';
import type { ClearmlContext } from '../../clearml-context.ts';
import { requireUuid } from '../../wire-id.ts';
import { statusCalls } from './status-action.ts';
import { unlessUnmoved } from './status-outcome.ts';
import { saidIn, STATUS_WORDS, writtenFields, type StatusWords } from './status-words.ts';

/** `tasks.completed`, `tasks.failed` and `tasks.stopped`. */
export const endCalls = [
  ...statusCalls({ name: 'completed', since: '2.2', shape: { ...STATUS_WORDS, publish: orElse(flag, false) }, run: (context, task, input) => ended(context, { ...input, task, to: 'completed' }) }),
  ...statusCalls({ name: 'failed', shape: STATUS_WORDS, run: (context, task, input) => ended(context, { ...input, task, to: 'failed' }) }),
  ...statusCalls({ name: 'stopped', shape: STATUS_WORDS, run: (context, task, input) => ended(context, { ...input, task, to: 'stopped' }) }),
];

async function ended(context: ClearmlContext, { task, to, publish, ...words }: StatusWords & { task: string; to: OutsideEnd; publish?: boolean }): Promise<ClearmlData> {
  const taskId = requireUuid(task, 'INVALID_TASK_ID');
  const said = saidIn(words);
  unlessUnmoved(await reportOutcome(context.engine, context.command, { taskId, status: to, force: words.force, publish, ...said }));
  const status = publish ? 'published' : to;
  const times = [...(to === 'failed' ? [] : (['completed'] as const)), ...(publish ? (['published'] as const) : [])];
  const fields = await writtenFields(context, taskId, { status, ...said, times });
  return { updated: 1, fields, ...(to === 'completed' ? { published: publish ? 1 : 0 } : {}) };
}
