// How tasks of the SDK begin again and end: taken up once more, by an exception, by an order from outside.
import { expect, test } from 'vitest';
import { groundOfEachTest, type InteropGround } from '../interop-ground.ts';
import { globalTaskId, taskById, untilStatus } from './looked-at.ts';

const open = groundOfEachTest();
/** From the answer of an order to the end of the script: the SDK looks every two seconds, and gives its children two seconds to end. */
const STOP_MS = 5_000;
/** The same as the SDK comes: a process of its own sends what was reported every five seconds, and the end waits for its turn. */
const STOP_WITH_REPORTER_MS = STOP_MS + 5_000;

for (const version of ['2.9', '2.31']) {
  test(`the second start of a script takes up the last task, whose numbers begin anew, where ${version} is announced`, async () => {
    const ground = await open({ settings: { SWITCHYARD_CLEARML_API_VERSION: version } });
    const home = ground.home();
    const first = await ground.python('short_task.py', { home }).end();
    const second = await ground.python('short_task.py', { home }).end();
    expect(second).toEqual({ task: first['task'], status: 'completed' });
    expect(ground.recorder.count('tasks.reset')).toBe(1);
    expect((await ground.call('tasks.get_all', { only_fields: ['id'] })).tasks).toHaveLength(1);
    expect((await ground.call('events.get_task_events', { task: first['task'], event_type: 'training_stats_scalar' })).total).toBe(1);
    expect(ground.recorder.faults()).toEqual([]);
  });

  test(`a script that raises leaves a failed task with the reason, where ${version} is announced`, async () => {
    const ground = await open({ settings: { SWITCHYARD_CLEARML_API_VERSION: version } });
    const { task } = await ground.python('failing_task.py').end(1);
    const seen = await taskById(ground, task);
    expect(seen).toMatchObject({ status: 'FAILED', statusReason: expect.stringContaining('the data are gone') });
    expect(seen.log).toContain('ValueError: the data are gone');
    expect(ground.recorder.faults()).toEqual([]);
  });

  test(`abortTask in GraphQL ends a script that runs within 5 seconds, and its task is stopped, where ${version} is announced`, async () => {
    const ground = await open({ settings: { SWITCHYARD_CLEARML_API_VERSION: version } });
    expect(await stopped(ground, ground.home({ settings: ['sdk { development { report_use_subprocess: false } }'] }))).toBeLessThan(STOP_MS);
  });
}

test('abortTask in GraphQL ends a script as the SDK comes, once what it has reported is sent', async () => {
  const ground = await open();
  expect(await stopped(ground, ground.home())).toBeLessThan(STOP_WITH_REPORTER_MS);
});

/** Starts a script that goes on, has it aborted, and gives the milliseconds to its end. */
async function stopped(ground: InteropGround, home: string): Promise<number> {
  const script = ground.python('long_task.py', { home });
  await script.fact('running');
  const { task } = script.facts;
  const begun = performance.now();
  const { abortTask } = await ground.graphql('mutation ($id: ID!) { abortTask(input: { taskId: $id, reason: "enough" }) { outcome userErrors { message } } }', { id: globalTaskId(task) });
  expect(abortTask).toEqual({ outcome: 'ACCEPTED', userErrors: [] });
  await script.ended;
  const lasted = performance.now() - begun;
  expect(script.facts['outlived']).toBeUndefined();
  await untilStatus(ground, task, 'STOPPED');
  expect(ground.recorder.faults()).toEqual([]);
  return lasted;
}
