// Steps between our own runner and our own server: what people do through the engine is done on the deck, and is on record.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortTask, killTask, stopTask } from '../../src/engine/task/end-task.service.ts';
import { answerInput, pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { Step } from '../../src/domain/steps/step.ts';
import type { StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import { runRunner } from '../../src/runner/run-runner.ts';
import { dispatchWorld, type DispatchWorld } from '../dispatch/dispatch-world.ts';
import { oracle } from '../oracle/oracle.ts';
import { logInto, optionsFor } from './runner-under-test.ts';
import { call } from './steps-trial.ts';

interface Running {
  readonly end: () => Promise<void>;
}

let world: DispatchWorld;
let place: string;
let runner: Running;
let calls: string;

beforeEach(async () => {
  world = await dispatchWorld();
  place = mkdtempSync(path.join(tmpdir(), 'switchyard-steps-'));
  calls = path.join(place, 'calls');
  runner = await startRunner('one');
});

afterEach(async () => {
  await runner.end();
  const report = await oracle({ db: world.engine.db });
  await world.close();
  rmSync(place, { recursive: true, force: true });
  if (!report.content) throw new Error(`the oracle is not content: ${JSON.stringify(report, null, 1)}`);
});

async function startRunner(name: string): Promise<Running> {
  const [drain, now] = [new AbortController(), new AbortController()];
  const options = optionsFor(world, path.join(place, name));
  const deckFiles = [path.join(import.meta.dirname, 'steps-deck.fixture.ts')];
  const ended = runRunner({ ...options, name, key: await world.key('runner'), queues: ['default', 'lab'], deckFiles, log: logInto([]), signal: drain.signal, now: now.signal });
  return {
    end: async () => {
      drain.abort();
      now.abort();
      await ended;
    },
  };
}

const note = (text: string): Step => call('note', { file: calls, text });
const noted = (): string[] => readFileSync(calls, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);

interface TaskNow {
  readonly status: string;
  readonly hold: string;
  readonly holdMessage: string | null;
}

async function start(main: readonly Step[], rest: Partial<StepsSpec> = {}): Promise<string> {
  await until('the deck', async () => (await sql('SELECT 1 FROM deck')).length > 0);
  const spec = { kind: 'steps', deck: 'bench', main, ...rest };
  const { subjectId } = await createRun(world.engine, world.context, { definition: { tasks: [{ node: 'steps', spec }] }, enqueue: true });
  return (await sql<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [subjectId]))[0]!.id;
}

async function now(taskId: string): Promise<TaskNow> {
  return (await sql<TaskNow>('SELECT status, hold, hold_message AS "holdMessage" FROM task WHERE id = $1', [taskId]))[0]!;
}

async function steps(taskId: string): Promise<string[]> {
  const rows = await sql<{ text: string }>(`SELECT concat_ws(' ', phase.section, phase.index, path, try, step.state) AS text FROM step JOIN phase ON phase.id = phase_id WHERE step.task_id = $1 AND NOT superseded ORDER BY ord`, [taskId]);
  return rows.map((row) => row.text);
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 15_000;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function sql<Row = object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return world.engine.db.query<Row>({ name: '', text }, values);
}

const held = (taskId: string, hold: string): Promise<void> => until(hold, async () => (await now(taskId)).hold === hold);
const ended = (taskId: string, status: string): Promise<void> => until(status, async () => (await now(taskId)).status === status);

function accepted({ result, message }: CommandOutcome): void {
  expect([result, message]).toEqual(['ACCEPTED', null]);
}

test('iterations over rows run to their end with their variables on record', async () => {
  const taskId = await start([call('echo', { value: '#v' }, { returns: ['w'] }), note('row #v')], { prep: [note('prep')], cleanup: [note('cleanup')], source: { kind: 'ROWS', rows: [{ v: 1 }, { v: 2 }, { v: 3 }], batch: 2 } });
  await ended(taskId, 'completed');
  expect(noted()).toEqual(['prep', 'row 1', 'row 2', 'row 3', 'cleanup']);
  const phases = await sql(`SELECT section, index, state, outputs FROM phase WHERE task_id = $1 AND section = 'main' ORDER BY index`, [taskId]);
  expect(phases).toEqual([
    { section: 'main', index: 0, state: 'SUCCEEDED', outputs: [{ v: 1, w: 1 }, { v: 2, w: 2 }] },
    { section: 'main', index: 1, state: 'SUCCEEDED', outputs: [{ v: 3, w: 3 }] },
  ]);
});

test('a pause, a pause step, an input and a failed step each hold the task until they are answered', async () => {
  const main: Step[] = [{ kind: 'wait', seconds: 0.3 }, note('first'), { kind: 'pause', message: 'look' }, { kind: 'input', name: 'n', prompt: 'how many?', type: 'int' }, note('n is #n'), call('fail'), call('fail'), note('last')];
  const taskId = await start(main);
  await until('the wait', async () => (await steps(taskId)).length === 1);
  accepted(await pauseTask(world.engine, world.context, { taskId }));
  await held(taskId, 'USER');
  expect(noted()).toEqual([]);
  accepted(await resumeTask(world.engine, world.context, { taskId }));
  await held(taskId, 'INTERVENTION');
  expect((await now(taskId)).holdMessage).toBe('look');
  accepted(await resumeTask(world.engine, world.context, { taskId }));
  await held(taskId, 'INPUT');
  accepted(await answerInput(world.engine, world.context, { taskId, value: '4' }));
  await held(taskId, 'STEP_FAILED');
  accepted(await resumeTask(world.engine, world.context, { taskId, failedStep: 'RETRY' }));
  await until('the second failure', async () => (await steps(taskId)).includes('main 0 5 2 FAILED') && (await now(taskId)).hold === 'STEP_FAILED');
  accepted(await resumeTask(world.engine, world.context, { taskId, failedStep: 'SKIP' }));
  await until('the other failure', async () => (await steps(taskId)).includes('main 0 6 1 FAILED') && (await now(taskId)).hold === 'STEP_FAILED');
  accepted(await resumeTask(world.engine, world.context, { taskId, failedStep: 'SKIP' }));
  await ended(taskId, 'completed');
  expect(noted()).toEqual(['first', 'n is 4', 'last']);
  expect((await steps(taskId)).filter((step) => /FAILED|SKIPPED/.test(step))).toEqual(['main 0 5 1 FAILED', 'main 0 5 2 FAILED', 'main 0 5 3 SKIPPED', 'main 0 6 1 FAILED', 'main 0 6 2 SKIPPED']);
});

test('a stop after the iteration completes the task, an abort and a kill stop theirs, each with the cleanup that belongs to it', async () => {
  const endless = { source: { kind: 'REPEAT', count: 1_000, batch: 1 }, cleanup: [note('cleanup')] } as const;
  const main: Step[] = [note('turn'), { kind: 'wait', seconds: 0.05 }];
  const stopped = await start(main, endless);
  await until('some turns', async () => noted().length > 2);
  accepted(await stopTask(world.engine, world.context, { taskId: stopped, after: 'ITERATION' }));
  await ended(stopped, 'completed');
  expect(noted().filter((line) => line === 'cleanup')).toHaveLength(1);
  const aborted = await start([{ kind: 'wait', seconds: 3_600 }], endless);
  await until('the wait', async () => (await steps(aborted)).length === 1);
  accepted(await abortTask(world.engine, world.context, { taskId: aborted }));
  await ended(aborted, 'stopped');
  expect(noted().filter((line) => line === 'cleanup')).toHaveLength(2);
  const killed = await start([call('hang')], endless);
  await until('the call', async () => (await steps(killed)).length === 1);
  accepted(await killTask(world.engine, world.context, { taskId: killed }));
  await ended(killed, 'stopped');
  expect(await steps(killed)).toEqual(['main 0 0 1 UNKNOWN']);
  expect(noted().filter((line) => line === 'cleanup')).toHaveLength(2);
});

test('a task that failed is retried from the step that failed, and only that one and what follows is carried out', async () => {
  const file = path.join(place, 'needed');
  const taskId = await start([note('before'), call('need', { file }), note('after')], { onStepError: 'FAIL', cleanup: [note('cleanup')] });
  await ended(taskId, 'failed');
  writeFileSync(file, '');
  accepted(await retryTask(world.engine, world.context, { taskId }));
  await ended(taskId, 'completed');
  expect(await steps(taskId)).toEqual(['main 0 0 1 SUCCEEDED', 'main 0 1 1 FAILED', 'main 0 1 2 SUCCEEDED', 'main 0 2 1 SUCCEEDED', 'cleanup 0 0 2 SUCCEEDED']);
  expect(noted()).toEqual(['before', 'cleanup', 'after', 'cleanup']);
});

test('a runner that ends within a call leaves the outcome unknown, and its successor asks before it touches the deck', async () => {
  const taskId = await start([note('before'), call('hang'), note('after')]);
  await until('the call', async () => (await steps(taskId)).length === 2);
  await runner.end();
  await held(taskId, 'STEP_FAILED');
  expect((await now(taskId)).holdMessage).toContain('outcome unknown');
  runner = await startRunner('one');
  await ended(taskId, 'in_progress');
  expect(await steps(taskId)).toEqual(['main 0 0 1 SUCCEEDED', 'main 0 1 1 UNKNOWN']);
  accepted(await resumeTask(world.engine, world.context, { taskId, failedStep: 'SKIP' }));
  await ended(taskId, 'completed');
  expect(await steps(taskId)).toEqual(['main 0 0 1 SUCCEEDED', 'main 0 1 1 UNKNOWN', 'main 0 1 2 SKIPPED', 'main 0 2 1 SUCCEEDED']);
  expect(noted()).toEqual(['before', 'after']);
});
