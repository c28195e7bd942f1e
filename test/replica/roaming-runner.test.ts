// One runner over several servers: its session is everybody's, so whichever server a call reaches goes on where another left off.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Step } from '../../src/domain/steps/step.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { killTask } from '../../src/engine/task/end-task.service.ts';
import { answerInput, pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import type { RunningServer } from '../../src/server/start-server.ts';
import { until } from '../fault/until.ts';
import { oracle } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import { call } from '../runner/steps-trial.ts';
import { enqueueOn, type ReplicaGround, replicaGround } from './replica-ground.ts';
import { type ReplicaRunner, replicaRunner } from './replica-runner.ts';
import { roundRobin } from './round-robin.ts';

const COMMANDS = 12;
const ITERATIONS = 25;
const WITHIN = { withinMs: 30_000 };

let ground: ReplicaGround;
let runner: ReplicaRunner | null = null;
let one: RunningServer;
let two: RunningServer;

beforeAll(async () => {
  ground = await replicaGround(2);
  [one, two] = ground.servers as [RunningServer, RunningServer];
});

afterEach(async () => {
  await runner?.end();
  runner = null;
  writeFileSync(file(), '');
});

afterAll(async () => {
  const report = await oracle({ db: one.database });
  await ground[Symbol.asyncDispose]();
  if (!report.content) throw new Error(printed(report));
});

const file = (): string => path.join(ground.directory, 'effects');
const effects = (): string[] => readFileSync(file(), { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
const note = (text: string): Step => call('note', { file: file(), text });
const context = (server: RunningServer) => ({ actor: server.localActor, requestId: null });
const deckIsThere = (): Promise<void> => until('the deck is offered', async () => (await ground.sql(`SELECT 1 FROM deck JOIN runner ON runner.id = deck.runner_id WHERE runner.state = 'UP'`)).length > 0, WITHIN);
const attemptsOf = async (taskIds: readonly string[]): Promise<number> => (await ground.sql('SELECT 1 FROM attempt WHERE task_id = ANY($1::uuid[])', [taskIds])).length;

/** A command that leaves an effect and three numbered lines of output. */
function command(server: RunningServer, name: string, seconds = 0): Promise<string> {
  const script = `echo "$NAME" >> "$EFFECTS"; echo one; sleep ${seconds}; echo two; echo three; echo "$NAME ends" >> "$EFFECTS"`;
  return enqueueOn(server, { name, spec: { kind: 'command', binary: '/bin/sh', args: ['-c', script], env: { EFFECTS: file(), NAME: name } } });
}

async function steps(server: RunningServer, main: readonly Step[], count = 1): Promise<string> {
  const spec = { kind: 'steps', deck: 'bench', main, source: { kind: 'REPEAT', count, batch: 1 } };
  const { subjectId } = await createRun(server.engine, context(server), { definition: { tasks: [{ node: 'steps', spec }] }, enqueue: true });
  return (await ground.sql<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [subjectId]))[0]!.id;
}

const taskIs = (taskId: string, column: 'status' | 'hold', value: string): Promise<void> =>
  until(`${column} is ${value}`, async () => (await ground.sql<{ value: string }>(`SELECT ${column} AS value FROM task WHERE id = $1`, [taskId]))[0]!.value === value, WITHIN);

test('through a balancer that sends each request to the next server nothing is doubled, lost or out of order', async () => {
  await using balancer = await roundRobin([one, two]);
  runner = replicaRunner(ground, balancer.url);
  await deckIsThere();
  const commands = await Promise.all(Array.from({ length: COMMANDS }, (_, i) => command(i % 2 ? one : two, `command ${i}`)));
  const walked = await steps(one, [call('echo', { value: 1 }), note('step'), call('noop')], ITERATIONS);
  const asking = await steps(two, [{ kind: 'input', name: 'n', prompt: 'how many?', type: 'int' }, note('n is #n')]);
  for (const taskId of [...commands, walked]) await taskIs(taskId, 'status', 'completed');
  await taskIs(asking, 'hold', 'INPUT');
  expect(await answerInput(one.engine, context(one), { taskId: asking, value: '4' })).toMatchObject({ result: 'ACCEPTED' });
  await taskIs(asking, 'status', 'completed');

  const names = Array.from({ length: COMMANDS }, (_, i) => [`command ${i}`, `command ${i} ends`]).flat();
  expect(effects().toSorted()).toEqual([...names, ...Array.from({ length: ITERATIONS }, () => 'step'), 'n is 4'].toSorted());
  expect(await attemptsOf([...commands, walked, asking])).toBe(COMMANDS + 2);
  const lines = await ground.sql<{ lines: string }>(`SELECT string_agg(message, ' ' ORDER BY n) AS lines FROM log_line WHERE task_id = ANY($1::uuid[]) GROUP BY task_id`, [commands]);
  expect(lines).toEqual(Array.from({ length: COMMANDS }, () => ({ lines: 'one two three' })));
  const [walk] = await ground.sql<{ steps: number; phases: number; tries: number }>('SELECT count(*)::int AS steps, count(DISTINCT phase_id)::int AS phases, max(try)::int AS tries FROM step WHERE task_id = $1', [walked]);
  expect(walk).toEqual({ steps: ITERATIONS * 3, phases: ITERATIONS, tries: 1 });
  const [first, second] = balancer.sent.map((paths) => paths.get('/dispatch/report') ?? 0) as [number, number];
  expect(Math.min(first, second), 'reports of each server').toBeGreaterThan(ITERATIONS / 2);
});

test('a runner that is told two servers goes on with the other when its own is gone, in the same session and with the same attempt', async () => {
  const leaving = await ground.add();
  runner = replicaRunner(ground, [leaving.url, two.url]);
  await deckIsThere();
  const long = await command(two, 'long', 2);
  await until('the command runs', () => effects().includes('long'), WITHIN);
  const sessions = await ground.sql('SELECT 1 FROM runner_session');
  await leaving.close();
  const next = await command(two, 'next');
  await taskIs(next, 'status', 'completed');
  await taskIs(long, 'status', 'completed');
  expect(effects().toSorted()).toEqual(['long', 'long ends', 'next', 'next ends']);
  expect(await ground.sql('SELECT 1 FROM runner_session')).toHaveLength(sessions.length);
  expect(await attemptsOf([long, next])).toBe(2);
  expect(runner.logged.filter((line) => line.startsWith('calling the next server'))).toHaveLength(1);
});

test('a runner whose first server is not there begins with the next', async () => {
  const away = await ground.add();
  await away.close();
  runner = replicaRunner(ground, [away.url, two.url]);
  await taskIs(await command(one, 'anywhere'), 'status', 'completed');
  expect(runner.logged.filter((line) => line.startsWith('calling the next server'))).toHaveLength(1);
});

test('work enqueued, paused and killed on one server reaches the runner that hangs on the other at once', async () => {
  runner = replicaRunner(ground, two.url);
  await deckIsThere();
  const started: number[] = [];
  for (let i = 0; i < 11; i++) {
    const taskId = await command(one, `quick ${i}`);
    await taskIs(taskId, 'status', 'completed');
    const [row] = await ground.sql<{ ms: number }>(`SELECT 1000 * extract(epoch FROM a.claimed_at - e.at)::float8 AS ms FROM attempt a JOIN event e ON e.task_id = a.task_id AND e.kind = 'task.enqueued' WHERE a.task_id = $1`, [taskId]);
    started.push(row!.ms);
  }
  const endless = await steps(one, [note('turn'), { kind: 'wait', seconds: 0.05 }], 1_000);
  await until('a turn', () => effects().includes('turn'), WITHIN);
  const asked = performance.now();
  expect(await pauseTask(one.engine, context(one), { taskId: endless })).toMatchObject({ result: 'ACCEPTED' });
  await taskIs(endless, 'hold', 'USER');
  const paused = performance.now() - asked;
  expect(await resumeTask(one.engine, context(one), { taskId: endless })).toMatchObject({ result: 'ACCEPTED' });
  const turns = effects().length;
  await until('it goes on', () => effects().length > turns, WITHIN);
  const ordered = performance.now();
  expect(await killTask(one.engine, context(one), { taskId: endless })).toMatchObject({ result: 'ACCEPTED' });
  await taskIs(endless, 'status', 'stopped');
  const killed = performance.now() - ordered;
  const median = started.toSorted((a, b) => a - b)[5]!;
  console.log(`enqueued on one, claimed through the other: median ${median.toFixed(1)} ms; paused after ${paused.toFixed(0)} ms, killed after ${killed.toFixed(0)} ms`);
  expect(median).toBeLessThan(200);
  expect(paused).toBeLessThan(1_500);
  expect(killed).toBeLessThan(1_500);
});
