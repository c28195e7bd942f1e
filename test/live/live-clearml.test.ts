// One truth for two dialects: what programs do through ClearML is heard over GraphQL, and what people do there is what programs are told.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { ClearmlGround } from '../clearml/clearml-ground.ts';
import { expectContent } from '../engine/engine-bench.ts';
import { LiveClient } from './live-client.ts';
import { type LiveGround, liveGround } from './live-ground.ts';

/** Programs call one server, people are at another one of the same database. */
let programs: ClearmlGround;
let people: LiveGround;
let client: LiveClient;
beforeAll(async () => {
  programs = await ClearmlGround.open();
  people = await liveGround({ shareDatabase: programs.bench.url });
  client = await LiveClient.open(people.url);
});
afterAll(async () => {
  await people.close();
  await expectContent(programs.bench);
  await programs[Symbol.asyncDispose]();
});

const HEARD = `subscription ($filter: EventFilter) { events(filter: $filter) { cursor caughtUp event { kind subjectId ... on TaskEvent { status previousStatus leftQueue order { verb } task { id } } } } }`;
interface Heard { readonly kind: string; readonly subjectId: string; readonly status: string | null; readonly leftQueue: boolean; readonly task: { id: string } | null }
type Message = { readonly caughtUp: boolean; readonly event: Heard | null };

const globalId = (id: string): string => toGlobalId('Task', id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
const heard = (key: string): Heard[] => client.data<Message>(key, 'events').flatMap(({ event }) => event ?? []);

async function mutate(field: string, taskId: string): Promise<string> {
  const query = `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { outcome } }`;
  const response = await fetch(`${people.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables: { input: { requestId: uuidv7(), taskId: globalId(taskId) } } }) });
  const { data, errors } = (await response.json()) as { data: Record<string, { outcome: string }>; errors?: object };
  expect(errors).toBeUndefined();
  return data[field]!.outcome;
}

const polled = async (task: string): Promise<object> => (await programs.data('tasks.get_all', { id: [task], only_fields: ['status', 'status_message'], search_hidden: true })).tasks[0];
const agent = { headers: { 'X-Clearml-Worker': 'host' } };

test('a subscriber hears every change that programs make once, in their order, also which task was deleted', async () => {
  client.subscribe('all', HEARD, { filter: { kinds: ['TASK_CREATED', 'TASK_EDITED', 'TASK_ENQUEUED', 'TASK_DEQUEUED', 'TASK_HANDED_OUT', 'TASK_STARTED', 'TASK_ORDERED', 'TASK_ENDED', 'TASK_RESET', 'TASK_PUBLISHED', 'TASK_DELETED'] } });
  await client.caughtUp('all', 'events');
  const { id: task } = await programs.data('tasks.create', { name: 'heard', type: 'training' });
  await programs.data('tasks.edit', { task, comment: 'why', script: { entry_point: 'a.py' }, hyperparams: { Args: { lr: { section: 'Args', name: 'lr', value: '1' } } } });
  const { fields } = await programs.data('tasks.enqueue', { task });
  expect((await programs.data('queues.get_next_task', { queue: fields['execution.queue'] }, agent)).entry.task).toBe(task);
  await programs.data('tasks.started', { task }, agent);
  await programs.data('tasks.started', { task, status_reason: 'again' }, agent);
  await programs.data('tasks.ping', { task }, agent);
  await programs.data('tasks.stop', { task });
  await programs.data('tasks.stopped', { task }, agent);
  await programs.data('tasks.stopped', { task }, agent);
  await programs.data('tasks.reset', { task });
  await programs.data('tasks.enqueue', { task });
  await programs.data('tasks.archive_many', { ids: [task] });
  await programs.data('tasks.delete', { task });
  await client.until(() => heard('all').some(({ kind }) => kind === 'TASK_DELETED'), 'the deletion');
  expect(heard('all').map(({ kind, status }) => (status === null ? kind : `${kind} ${status}`))).toEqual([
    'TASK_CREATED CREATED', 'TASK_EDITED', 'TASK_ENQUEUED QUEUED', 'TASK_HANDED_OUT', 'TASK_STARTED IN_PROGRESS', 'TASK_ORDERED', 'TASK_ENDED STOPPED', 'TASK_RESET CREATED', 'TASK_ENQUEUED QUEUED',
    'TASK_EDITED', 'TASK_DEQUEUED CREATED', 'TASK_DELETED',
  ]);
  expect(new Set(heard('all').map(({ subjectId }) => subjectId))).toEqual(new Set([globalId(task)]));
  expect(heard('all').at(-1)!.task).toBeNull();
});

test('abortTask stops a task on its author\'s machine at once and says so to its program', async () => {
  const { id: task } = await programs.data('tasks.create', { name: 'laptop', type: 'training', system_tags: ['development'] });
  await programs.data('tasks.started', { task });
  expect(await mutate('abortTask', task)).toBe('ACCEPTED');
  expect(await polled(task)).toMatchObject({ status: 'stopped', status_message: 'Stopped by local' });
});

test('abortTask tells an agent\'s task to stop, which the agent reads and ends; of one that has fallen silent since, tasks.stop told once more makes an end', async () => {
  const start = async (name: string): Promise<string> => {
    const { id: task } = await programs.data('tasks.create', { name, type: 'training' });
    await programs.data('tasks.started', { task }, agent);
    expect(await mutate('abortTask', task)).toBe('ACCEPTED');
    expect(await polled(task)).toMatchObject({ status: 'in_progress', status_message: 'stopping' });
    return task;
  };
  const heeded = await start('heeded');
  await programs.data('tasks.stopped', { task: heeded, status_reason: 'task was stopped by tasks.stop' }, agent);
  expect(await polled(heeded)).toMatchObject({ status: 'stopped' });
  const silent = await start('silent');
  expect((await programs.data('tasks.stop', { task: silent })).fields).toMatchObject({ status: 'in_progress', status_message: 'stopping' });
  await programs.bench.sql(`UPDATE attempt SET last_seen_at = now() - interval '601 seconds' WHERE state <> 'ENDED'`);
  await programs.bench.sql(`UPDATE task_activity SET last_update = now() - interval '601 seconds'`);
  expect((await programs.data('tasks.stop', { task: silent })).fields).toMatchObject({ status: 'stopped', status_message: 'Stopped by local' });
  expect(await polled(silent)).toMatchObject({ status: 'stopped' });
});
