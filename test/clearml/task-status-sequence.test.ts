// What the programs were seen to send, call by call: the SDK on a laptop, the agent and what it starts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handOut } from '../../src/engine/external/hand-out.service.ts';
import { expectContent } from '../engine/engine-bench.ts';
import { attemptsOf } from '../engine/outside-bench.ts';
import { ClearmlGround } from './clearml-ground.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => {
  await expectContent(ground.bench);
  await ground[Symbol.asyncDispose]();
});

const wire = (uuid: string): string => uuid.replaceAll('-', '');
const from = (worker: string, version: string) => ({ version, headers: { 'X-Clearml-Worker': worker } });
const status = async (id: string) => (await ground.bench.taskRow(id)).status;

test('a program on a laptop starts its task, pings, ends it, and starts the same one again', async () => {
  const { bench } = ground;
  const id = await bench.task();
  const task = wire(id);
  const laptop = from('laptop', '2.23');
  const run = async () => {
    await ground.data('tasks.started', { task, force: false, method: 'get' }, laptop);
    await ground.data('tasks.ping', { task, method: 'get' }, laptop);
    await ground.data('tasks.completed', { task, force: false, status_reason: 'completed', publish: false, method: 'get' }, laptop);
  };
  await run();
  await ground.data('tasks.reset', { task, force: false, clear_all: false, delete_external_artifacts: true, method: 'get' }, laptop);
  expect(await status(id)).toBe('created');
  await run();
  expect(await status(id)).toBe('completed');
  expect(await attemptsOf(bench, id)).toEqual(['EXTERNAL ENDED COMPLETED', 'EXTERNAL ENDED COMPLETED']);
});

test('a development task that somebody stops is stopped at the next look, and what its program says then is welcome', async () => {
  const id = await ground.bench.task();
  const task = wire(id);
  await ground.bench.sql(`UPDATE task SET system_tags = '{development}' WHERE id = $1`, [id]);
  await ground.data('tasks.started', { task }, from('laptop', '2.23'));
  await ground.data('tasks.stop', { task }, from('browser', '2.31'));
  expect(await ground.bench.one('SELECT status, status_message AS message FROM task WHERE id = $1', [id])).toEqual({ status: 'stopped', message: 'Stopped by local' });
  await ground.data('tasks.stopped', { task, status_reason: 'USER ABORTED', force: false }, from('laptop', '2.23'));
  expect(await status(id)).toBe('stopped');
});

test.each([
  ['under one name', ['host', 'host', 'host']],
  ['under three names', ['host', 'host:cpu:0', 'host:child']],
])('an agent pulls, launches, dequeues, starts three times, and its program starts too, %s: one attempt from the hand-out to the end', async (_what, [popper, parent, child]) => {
  const { bench } = ground;
  const id = await bench.queued();
  const task = wire(id);
  const out = await handOut(bench.engine, bench.as(), { queueId: bench.defaultQueue, worker: { name: popper! } });
  expect(out?.taskId).toBe(id);
  await ground.data('tasks.started', { task, force: true, status_message: 'pulled by agent' }, from(parent!, '2.5'));
  await ground.data('tasks.started', { task, force: true, status_message: 'launch by agent' }, from(parent!, '2.5'));
  expect(await ground.data('tasks.dequeue', { task, new_status: 'in_progress' }, { headers: { 'X-Clearml-Worker': child! } })).toMatchObject({ dequeued: 1, updated: 1 });
  for (const reason of ['starting execution soon', 'worker started execution', 'worker starting task execution']) {
    await ground.data('tasks.started', { task, force: true, status_reason: reason, status_message: 'Changed by clearml-agent w1:cpu:0' }, from(child!, '2.5'));
  }
  await ground.data('tasks.started', { task, force: false }, from(child!, '2.23'));
  await ground.data('tasks.ping', { task }, from(parent!, '2.5'));
  expect(await attemptsOf(bench, id)).toEqual(['EXTERNAL RUNNING']);
  await ground.data('tasks.completed', { task, force: false, status_reason: 'completed', publish: false }, from(child!, '2.23'));
  await ground.data('tasks.completed', { task, force: false, status_reason: 'worker execution done', status_message: 'Changed by clearml-agent w1:cpu:0' }, from(parent!, '2.5'));
  expect(await attemptsOf(bench, id)).toEqual(['EXTERNAL ENDED COMPLETED']);
  expect(await bench.kinds(id)).toEqual(['task.created', 'task.enqueued', 'task.handed_out', 'task.started', 'task.ended']);
});

test('a task under an agent that somebody stops ends when the agent says so', async () => {
  const { bench } = ground;
  const id = await bench.queued();
  const task = wire(id);
  await handOut(bench.engine, bench.as(), { queueId: bench.defaultQueue, worker: { name: 'host' } });
  await ground.data('tasks.started', { task, force: true, status_message: 'pulled by agent' }, from('host', '2.5'));
  expect((await ground.data('tasks.stop', { task })).fields).toMatchObject({ status: 'in_progress', status_message: 'stopping' });
  await ground.data('tasks.stopped', { task, force: false, status_reason: 'task was stopped by tasks.stop' }, from('host', '2.5'));
  expect(await bench.taskRow(id)).toMatchObject({ status: 'stopped', orderVerb: null });
});
