// Repeats: a request id has one effect, and everybody who sends it gets the same outcome.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import { createQueue, pauseQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun } from '../../src/engine/run/end-run.service.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { MAX_REQUEST_ID, type CommandContext } from '../../src/engine/engine.ts';
import { forgetRequests } from '../../src/store/write/request.store.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;
const definition = { tasks: [{ node: 'a', spec: SPEC }, { node: 'b', spec: SPEC, needs: ['a'] }] };

beforeEach(async () => void (bench = await EngineBench.open({ poolSize: 12 })));
afterEach(() => bench[Symbol.asyncDispose]());

type Call = (context: CommandContext) => Promise<CommandOutcome>;

/** Each command as a call with its input bound. */
async function calls(): Promise<[string, Call][]> {
  const { engine } = bench;
  const [enqueued, aborted, retried, run] = [await bench.task(), await bench.queued(), await bench.queued(), await createRun(engine, bench.as(), { definition, enqueue: true })];
  acceptedId(await abortTask(engine, bench.as(), { taskId: retried }));
  return [
    ['createTask', (context) => createTask(engine, context, { name: 'once', spec: SPEC })],
    ['cloneTask', (context) => cloneTask(engine, context, { taskId: aborted })],
    ['enqueueTask', (context) => enqueueTask(engine, context, { taskId: enqueued })],
    ['abortTask', (context) => abortTask(engine, context, { taskId: aborted })],
    ['retryTask', (context) => retryTask(engine, context, { taskId: retried })],
    ['createRun', (context) => createRun(engine, context, { definition, enqueue: true })],
    ['abortRun', (context) => abortRun(engine, context, { runId: run.subjectId })],
    ['saveWorkflow', (context) => saveWorkflow(engine, context, { name: 'w', definition })],
    ['createQueue', (context) => createQueue(engine, context, { name: 'q', accepts: ['command'] })],
    ['pauseQueue', (context) => pauseQueue(engine, context, { queueId: bench.defaultQueue })],
  ];
}

test('ten at once with one request id: one effect, ten times the same outcome, for every command', async () => {
  await bench.warm();
  const outcomes = [];
  for (const [name, call] of await calls()) {
    const context = bench.as('admin', `once ${name}`);
    const before = await eventCount();
    const answers = await Promise.all(Array.from({ length: 10 }, () => call(context)));
    const { n: effects } = await bench.one<{ n: number }>('SELECT count(DISTINCT xid)::int AS n FROM event WHERE request_id = $1', [context.requestId]);
    expect([name, effects]).toEqual([name, 1]);
    for (const answer of answers) expect(answer, name).toEqual(answers[0]);
    expect(answers[0]!.result).toBe('ACCEPTED');
    const after = await eventCount();
    expect(await call(context)).toEqual(answers[0]);
    expect(await eventCount()).toBe(after);
    expect(after).toBeGreaterThan(before);
    outcomes.push(...answers.map((outcome) => ({ actorId: context.actor.userId, requestId: context.requestId!, outcome })));
  }
  await expectContent(bench, { outcomes });
});

async function eventCount(): Promise<number> {
  return (await bench.one<{ n: number }>('SELECT count(*)::int AS n FROM event')).n;
}

test('a refusal is an outcome too: the same request is refused again, although it would be accepted by now', async () => {
  const taskId = await bench.queued();
  const runner = await bench.runner('r');
  const attempt = await runner.take();
  const context = bench.as('operator', 'too early');
  const first = await enqueueTask(bench.engine, context, { taskId });
  expect(first).toMatchObject({ result: 'REFUSED', code: 'ALREADY_RUNNING' });
  await runner.finish(attempt, { by: 'EXIT', exitCode: 1 });
  expect(await enqueueTask(bench.engine, context, { taskId })).toEqual(first);
  acceptedId(await enqueueTask(bench.engine, bench.as('operator', 'now'), { taskId }));
});

test('an error leaves the request id free', async () => {
  const context = bench.as('operator', 'again');
  await expect(enqueueTask(bench.engine, context, { taskId: uuidv7() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const taskId = await bench.task();
  acceptedId(await enqueueTask(bench.engine, context, { taskId }));
});

test('the same request id with another input or for another command is a conflict and changes nothing', async () => {
  const context = bench.as('operator', 'mine');
  const taskId = acceptedId(await createTask(bench.engine, context, { name: 'a', spec: SPEC }));
  const before = await eventCount();
  await expect(createTask(bench.engine, context, { name: 'b', spec: SPEC })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', path: ['requestId'] });
  await expect(enqueueTask(bench.engine, context, { taskId })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  expect(await eventCount()).toBe(before);
});

test('the order of fields makes no difference, and another person may use the same id', async () => {
  const first = await createTask(bench.engine, bench.as('operator', 'id'), { name: 'a', spec: { kind: 'command', binary: 'x' }, priority: 1 });
  const again = await createTask(bench.engine, bench.as('operator', 'id'), { priority: 1, spec: { binary: 'x', kind: 'command' }, name: 'a' });
  expect(again).toEqual(first);
  const other = { actor: { userId: uuidv7(), name: 'other', role: 'operator' as const, grants: null }, requestId: 'id' };
  expect(acceptedId(await createTask(bench.engine, other, { name: 'a', spec: SPEC }))).not.toBe(first.subjectId);
});

test('a request id is forgotten after its retention and not before', async () => {
  const first = await createTask(bench.engine, bench.as('operator', 'old'), { name: 'a', spec: SPEC });
  await bench.sql(`UPDATE request SET at = at - interval '23 hours'`);
  await forgetRequests(bench.engine.db, 24);
  expect(await createTask(bench.engine, bench.as('operator', 'old'), { name: 'a', spec: SPEC })).toEqual(first);
  await bench.sql(`UPDATE request SET at = at - interval '2 hours'`);
  await forgetRequests(bench.engine.db, 24);
  expect((await createTask(bench.engine, bench.as('operator', 'old'), { name: 'a', spec: SPEC })).subjectId).not.toBe(first.subjectId);
});

test('a request id is 1 to 128 printable ASCII characters', async () => {
  for (const requestId of ['', 'x'.repeat(MAX_REQUEST_ID + 1), 'a\0b', 'a\nb', 'ä', '\ud800']) {
    await expect(createTask(bench.engine, bench.as('operator', requestId), { name: 'a', spec: SPEC })).rejects.toMatchObject({ code: 'INVALID', path: ['requestId'] });
  }
  acceptedId(await createTask(bench.engine, bench.as('operator', '~'.repeat(MAX_REQUEST_ID)), { name: 'a', spec: SPEC }));
});
