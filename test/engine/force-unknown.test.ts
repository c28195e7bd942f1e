// Force where the books say nothing that can be true: no oracle here, because the rows are made by hand.
import { expect, test } from 'vitest';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { forceTask } from '../../src/engine/task/force-task.service.ts';
import { resetTask } from '../../src/engine/task/reset-task.service.ts';
import { EngineBench, acceptedId } from './engine-bench.ts';

test('a task whose status is unknown, or that is in progress without an attempt, is stopped by force', async () => {
  await using bench = await EngineBench.open();
  for (const status of ['unknown', 'in_progress']) {
    const taskId = await bench.task();
    await bench.sql(`UPDATE task SET status = $2, hold = 'USER', order_verb = 'ABORT', order_cleanup = 'RUN' WHERE id = $1`, [taskId, status]);
    if (status === 'unknown') expect(await abortTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'REFUSED', code: 'UNKNOWN_STATUS', message: expect.stringContaining('force') });
    acceptedId(await forceTask(bench.engine, bench.as(), { taskId, reason: 'lost track' }));
    expect(await bench.one('SELECT status, status_reason, hold, order_verb, ended_at IS NOT NULL AS ended FROM task WHERE id = $1', [taskId])).toEqual({ status: 'stopped', status_reason: 'lost track', hold: 'NONE', order_verb: null, ended: true });
    acceptedId(await resetTask(bench.engine, bench.as(), { taskId }));
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'created' });
  }
});
