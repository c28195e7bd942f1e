// Calls that change where a task stands: every call on every status, and what each one writes and answers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TASK_STATUSES, type TaskStatus } from '../../src/domain/task/status.ts';
import { attemptsOf } from '../engine/outside-bench.ts';
import { ClearmlGround } from './clearml-ground.ts';
import { CASES } from './task-status-table.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const wire = (uuid: string): string => uuid.replaceAll('-', '');

/** A task that stands where the test wants it, in no queue and with nobody at it. */
async function taskIn(status: TaskStatus, columns: { systemTags?: readonly string[]; parent?: string } = {}): Promise<string> {
  const { bench } = ground;
  const id = await bench.task();
  await bench.sql('UPDATE task SET status = $2, system_tags = $3, parent_id = $4 WHERE id = $1', [id, status, columns.systemTags ?? [], columns.parent ?? null]);
  return id;
}

const row = (id: string) => ground.bench.one<Record<string, unknown>>(
  `SELECT status, status_reason AS reason, status_message AS message, queue_id AS queue, enqueue_status AS before, system_tags AS tags, generation, started_at AS started, ended_at AS ended, published_at AS published FROM task WHERE id = $1`, [id]);

test.each(CASES)('tasks.$name of a task that is $from, force $force, is answered $answer', async ({ call, name, from, force, answer }) => {
  const id = await taskIn(from);
  const words = { status_reason: 'because', status_message: 'so it is' };
  const { code, subcode, data } = await ground.call(`tasks.${name}`, { task: wire(id), force, ...words });
  expect(`${code}/${subcode}`).toBe(answer);
  if (answer !== '200/0') {
    expect(await row(id)).toMatchObject({ status: from, reason: '' });
    expect(data).toEqual({});
    return;
  }
  const isReset = name === 'reset';
  expect(data).toMatchObject({ updated: 1, fields: { status: call.to, status_reason: isReset ? 'reset' : 'because', status_message: isReset ? 'reset' : name === 'stop' ? 'Stopped by local' : 'so it is', status_changed: expect.any(String) } });
  expect(await row(id)).toMatchObject({ status: call.to, reason: data.fields.status_reason, message: data.fields.status_message });
});

test.each(TASK_STATUSES.flatMap((from) => [undefined, 'in_progress', 'failed'].map((to) => ({ from, to }))))('tasks.dequeue of a task that is $from, with new_status $to, moves what waits or runs and nothing else', async ({ from, to }) => {
  const id = await taskIn(from);
  const isOpen = from === 'queued' || from === 'in_progress';
  expect(await ground.data('tasks.dequeue', { task: wire(id), ...(to === undefined ? {} : { new_status: to }) })).toMatchObject({ dequeued: 1, updated: isOpen ? 1 : 0 });
  expect(await row(id)).toMatchObject({ status: isOpen ? (to ?? 'created') : from });
});

test.each(TASK_STATUSES.flatMap((from) => [false, true].map((force) => ({ from, force }))))('tasks.delete of a task that is $from, force $force, wants a draft or to be insisted on', async ({ from, force }) => {
  const id = await taskIn(from);
  const isGone = force || from === 'created';
  expect(await ground.codes('tasks.delete', { task: wire(id), force })).toBe(isGone ? '200/0' : '400/123');
  expect(await ground.codes('tasks.started', { task: wire(id), force: true })).toBe(isGone ? '400/101' : '200/0');
});

const CALLS = ['started', 'stop', 'stopped', 'failed', 'completed', 'close', 'publish', 'reset', 'delete', 'enqueue'] as const;

test.each(CALLS)('tasks.%s of an id that nobody has, of no id, and of what is no text, is refused as each of them', async (name) => {
  for (const task of ['0'.repeat(32), 'abc', '', '00000000-0000-4000-8000-000000000000']) expect(await ground.codes(`tasks.${name}`, { task })).toBe('400/101');
  const task = wire(await taskIn('created'));
  for (const wrong of [{}, { task: 7 }, { task: [task] }, { task: null }, { task, force: 'yes' }, { task, status_reason: 1 }, { task, status_message: {} }]) expect(await ground.codes(`tasks.${name}`, wrong), JSON.stringify(wrong)).toBe('400/12');
});

test('tasks.dequeue and tasks.ping of an id that nobody has are no errors, of what is no text they are', async () => {
  for (const task of ['0'.repeat(32), 'abc']) {
    expect(await ground.data('tasks.dequeue', { task })).toEqual({ dequeued: 1, updated: 0 });
    expect(await ground.data('tasks.ping', { task })).toEqual({});
  }
  for (const name of ['dequeue', 'ping']) for (const wrong of [{}, { task: 7 }]) expect(await ground.codes(`tasks.${name}`, wrong)).toBe('400/12');
  const task = wire(await taskIn('queued'));
  for (const status of ['nonsense', 'queued', 7]) expect(await ground.codes('tasks.dequeue', { task, new_status: status })).toBe('400/12');
});

test('a public task is changed by nobody', async () => {
  const id = await taskIn('created');
  await ground.bench.sql('UPDATE task SET is_public = true WHERE id = $1', [id]);
  for (const name of [...CALLS, 'dequeue']) expect(await ground.codes(`tasks.${name}`, { task: wire(id), force: true }), name).toBe('403/21');
});

test('to say again what is so already writes the new words and no event, from whatever machine it comes', async () => {
  const id = await taskIn('created');
  const started = (words: object, worker: string) => ground.data('tasks.started', { task: wire(id), ...words }, { headers: { 'X-Clearml-Worker': worker } });
  await started({ status_message: 'pulled by agent', force: true }, 'host');
  await started({ status_reason: 'starting execution soon' }, 'host');
  await started({}, 'another');
  expect(await attemptsOf(ground.bench, id)).toEqual(['EXTERNAL RUNNING']);
  for (const reason of ['completed', 'worker execution done']) await ground.data('tasks.completed', { task: wire(id), status_reason: reason });
  expect(await row(id)).toMatchObject({ status: 'completed', reason: 'worker execution done' });
  expect(await ground.bench.kinds(id)).toEqual(['task.created', 'task.started', 'task.ended']);
});

test('a status keeps its times: started the first of all, completed the last, published when it was', async () => {
  const id = await taskIn('created');
  const task = wire(id);
  const first = (await ground.data('tasks.started', { task })).fields.started;
  expect((await ground.data('tasks.stopped', { task })).fields.completed).toEqual(expect.any(String));
  expect((await ground.data('tasks.started', { task })).fields.started).toBe(first);
  const { fields, published } = await ground.data('tasks.completed', { task, publish: true, status_reason: 'done' });
  expect([published, fields]).toMatchObject([1, { status: 'published', status_reason: 'done', completed: expect.any(String), published: expect.any(String) }]);
  expect(await row(id)).toMatchObject({ status: 'published', reason: 'done', published: expect.any(Date) });
  expect(await ground.codes('tasks.completed', { task }, { version: '2.1' })).toBe('404/0');
});

test('an endless reason and message are cut, not refused: a program tells of its end whatever it has to say', async () => {
  const id = await taskIn('in_progress');
  await ground.data('tasks.failed', { task: wire(id), status_reason: 'x'.repeat(5_000), status_message: '😀'.repeat(30_000) });
  const { reason, message } = await row(id) as { reason: string; message: string };
  expect([reason.length, message.length <= 10_000, message.isWellFormed(), message.endsWith('…')]).toEqual([1_000, true, true, true]);
});
