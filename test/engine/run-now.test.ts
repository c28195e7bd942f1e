// Single calls: a deck that is free is taken at once, by one caller, for its runner alone; what does not get that far says why.
import { expect, test } from 'vitest';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { DeckDescription } from '../../src/domain/deck/deck.ts';
import { runNow, type RunNowInput } from '../../src/engine/deck/run-now.service.ts';
import { reap } from '../../src/engine/reaper.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun } from '../../src/engine/run/end-run.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { BENCH_LEASE_SECONDS, EngineBench, acceptedId, expectContent } from './engine-bench.ts';

const DECK: DeckDescription = {
  name: 'lab1',
  instruments: [{ name: 'pump', methods: { dose: { args: { volume: { type: 'float', min: 0, max: 100 }, note: { type: 'str', default: 'none' } }, returns: 'float' }, rinse: { args: {}, returns: null } } }],
};
const DONE = { by: 'DONE' } as const;

function call(bench: EngineBench, input: Partial<RunNowInput> = {}, requestId: string | null = null): Promise<CommandOutcome> {
  return runNow(bench.engine, bench.as('operator', requestId), { deck: 'lab1', instrument: 'pump', method: 'dose', args: { volume: '1.5' }, ...input });
}

/** The only task of a run. */
function taskOf(bench: EngineBench, runId: string): Promise<{ id: string; status: string; spec: unknown; name: string }> {
  return bench.one('SELECT id, status, spec, name FROM task WHERE run_id = $1', [runId]);
}

async function slotOf(bench: EngineBench): Promise<string | null> {
  return (await bench.one<{ attemptId: string | null }>(`SELECT attempt_id AS "attemptId" FROM slot WHERE resource_kind = 'DECK'`)).attemptId;
}

function runRow(bench: EngineBench, runId: string): Promise<{ status: string; kind: string; name: string }> {
  return bench.one('SELECT status, kind, name FROM run WHERE id = $1', [runId]);
}

test('a call on a free deck is a run of its own, which the next claim of the deck\'s runner gets whatever it asks for, and which frees the deck with its end', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1', { decks: [DECK] });
  const runId = acceptedId(await call(bench));
  expect(await runRow(bench, runId)).toEqual({ status: 'WAITING', kind: 'SINGLE', name: 'pump.dose' });
  const task = await taskOf(bench, runId);
  expect(task).toMatchObject({ status: 'queued', name: 'pump.dose' });
  expect(await slotOf(bench)).not.toBeNull();
  expect(await bench.sql('SELECT id FROM queue_item')).toEqual([]);
  await expectContent(bench);
  const [attempt, ...others] = await runner.claim(0);
  expect(others).toEqual([]);
  expect(attempt).toMatchObject({
    taskId: task.id, runId, attemptNo: 1, epoch: 1, generation: 1, resumes: false, held: null, holdN: 0, controlN: 0,
    spec: { kind: 'steps', deck: 'lab1', prep: [], main: [{ kind: 'call', instrument: 'pump', method: 'dose', args: { volume: 1.5, note: 'none' } }], cleanup: [], onStepError: 'FAIL' },
  });
  expect((await runRow(bench, runId)).status).toBe('RUNNING');
  expect(await runner.claim(0)).toEqual([]);
  await runner.finish(attempt!, DONE);
  expect((await runRow(bench, runId)).status).toBe('SUCCEEDED');
  expect(await slotOf(bench)).toBeNull();
  expect(await bench.kinds(task.id)).toEqual(['task.created', 'task.handed_out', 'task.started', 'task.ended']);
  await expectContent(bench, { accepted: [runId] });
});

test('a call on a deck that is in use is refused with the task that has it, and stores nothing', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1', { decks: [DECK] });
  const runId = acceptedId(await call(bench));
  const { id } = await taskOf(bench, runId);
  for (const started of [false, true]) {
    if (started) await runner.take('lab1');
    const outcome = await call(bench, { method: 'rinse', args: {} });
    expect(outcome).toMatchObject({ result: 'REFUSED', code: 'DECK_BUSY', seq: null });
    expect(outcome.message).toContain(`pump.dose (${id})`);
  }
  expect(await bench.one('SELECT count(*)::int AS n FROM run')).toEqual({ n: 1 });
});

test('a workflow on the deck and single calls take turns: each waits for the other, or is told so', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1', { decks: [DECK] });
  const spec = { kind: 'steps', deck: 'lab1', prep: [], main: [{ kind: 'call', instrument: 'pump', method: 'rinse', args: {} }], cleanup: [] };
  const single = acceptedId(await call(bench));
  acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'wash', spec, needs: [], queue: 'lab' }] }, enqueue: true }));
  const [first, ...none] = await runner.claim(4, ['lab1']);
  expect([first!.runId, none.length]).toEqual([single, 0]);
  await runner.finish(first!, DONE);
  const wash = await runner.take('lab1');
  expect(await call(bench)).toMatchObject({ result: 'REFUSED', code: 'DECK_BUSY' });
  await runner.finish(wash, DONE);
  acceptedId(await call(bench));
  await expectContent(bench);
});

test('twenty calls at once: one gets the deck, the others are told who has it, and a runner that looks for work at the same time makes nobody believe that the deck is in use', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const runner = await bench.runner('r1', { decks: [DECK] });
  const outcomes = await Promise.all([...Array.from({ length: 20 }, () => call(bench)), ...Array.from({ length: 5 }, () => runner.claim(0, ['lab1']).then(() => null))]);
  const calls = outcomes.filter((outcome) => outcome !== null);
  expect(calls.filter(({ result }) => result === 'ACCEPTED')).toHaveLength(1);
  expect(calls.filter(({ code }) => code === 'DECK_BUSY')).toHaveLength(19);
  expect(await bench.one('SELECT count(*)::int AS n FROM attempt')).toEqual({ n: 1 });
  await expectContent(bench);
});

test('two claims of one session at once start a single call once', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const runner = await bench.runner('r1', { decks: [DECK] });
  for (let round = 0; round < 10; round += 1) {
    acceptedId(await call(bench));
    const started = (await Promise.all(Array.from({ length: 4 }, () => runner.claim(1, ['lab1'])))).flat();
    expect(started).toHaveLength(1);
    await runner.finish(started[0]!, DONE);
  }
  await expectContent(bench);
});

test.each([
  ['its runner drains', (bench: EngineBench, runner: { beat: (attempts: [], draining: boolean) => Promise<unknown> }) => runner.beat([], true).then(() => bench)],
  ['the lease of its runner is over', (bench: EngineBench) => bench.endLease('r1')],
  ['its runner is gone', (bench: EngineBench) => bench.expire('r1')],
  ['its runner has come back without it', (bench: EngineBench) => bench.runner('r1')],
])('a call is refused as offline when %s', async (_why, happen) => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1', { decks: [DECK] });
  await happen(bench, runner as never);
  expect(await call(bench)).toMatchObject({ result: 'REFUSED', code: 'DECK_OFFLINE' });
  expect(await bench.sql('SELECT id FROM run')).toEqual([]);
  await expectContent(bench);
});

test.each([
  ['an unknown deck, with those that are known', { deck: 'lab2' }, { code: 'NOT_FOUND', path: ['deck'], message: expect.stringContaining('known are lab1') }],
  ['a deck that is no name', { deck: 'a b' }, { code: 'INVALID', path: ['deck'] }],
  ['an unknown instrument', { instrument: 'valve' }, { code: 'INVALID', path: ['instrument'], message: expect.stringContaining('pump') }],
  ['an unknown method', { method: 'explode' }, { code: 'INVALID', path: ['method'], message: expect.stringContaining('dose') }],
  ['an argument beyond its bounds', { args: { volume: 101 } }, { code: 'INVALID', path: ['args', 'volume'] }],
  ['an argument of another type', { args: { volume: 'much' } }, { code: 'INVALID', path: ['args', 'volume'] }],
  ['a missing argument', { args: {} }, { code: 'INVALID', path: ['args', 'volume'] }],
  ['an argument too many', { args: { volume: 1, speed: 2 } }, { code: 'INVALID', path: ['args', 'speed'] }],
  ['arguments that are none', { args: [1] }, { code: 'INVALID', path: ['args'] }],
  ['an unknown project', { projectId: '00000000-0000-4000-8000-000000000000' }, { code: 'NOT_FOUND', path: ['projectId'] }],
])('%s is refused with its place, and nothing is stored', async (_what, wrong, refusal) => {
  await using bench = await EngineBench.open();
  await bench.runner('r1', { decks: [DECK] });
  await expect(call(bench, wrong as Partial<RunNowInput>)).rejects.toMatchObject(refusal);
  expect(await bench.sql('SELECT id FROM run')).toEqual([]);
  expect(await slotOf(bench)).toBeNull();
});

test('values go to the device as they were given, also where a workflow would see a variable in them', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1', { decks: [DECK] });
  acceptedId(await call(bench, { args: { volume: 1, note: '#volume and ##' } }));
  const attempt = await runner.take();
  expect(attempt.spec).toMatchObject({ main: [{ args: { note: '##volume and ####' } }] });
});

test('a repeat with the same request id is the same run, also when the deck is in use by it', async () => {
  await using bench = await EngineBench.open();
  await bench.runner('r1', { decks: [DECK] });
  const first = await call(bench, {}, 'req-1');
  expect(await call(bench, {}, 'req-1')).toEqual(first);
  expect(await bench.one('SELECT count(*)::int AS n FROM run')).toEqual({ n: 1 });
});

test('a call whose runner is lost before it has started it is stopped, never put into a queue, and the deck is free', async () => {
  await using bench = await EngineBench.open();
  await bench.runner('r1', { decks: [DECK] });
  const runId = acceptedId(await call(bench));
  await bench.expire('r1');
  expect((await taskOf(bench, runId)).status).toBe('stopped');
  expect((await runRow(bench, runId)).status).toBe('STOPPED');
  expect(await slotOf(bench)).toBeNull();
  expect(await bench.sql('SELECT id FROM queue_item')).toEqual([]);
  await expectContent(bench);
});

test('a call that the runner never hears of, because the answer to its claim was lost, is not carried out twice: it ends', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1', { decks: [DECK] });
  const runId = acceptedId(await call(bench));
  await runner.take();
  await bench.sql(`UPDATE attempt SET claimed_at = claimed_at - make_interval(secs => $1), started_at = started_at - make_interval(secs => $1)`, [BENCH_LEASE_SECONDS]);
  await runner.beat([]);
  expect((await taskOf(bench, runId)).status).toBe('stopped');
  expect(await slotOf(bench)).toBeNull();
  await expectContent(bench);
});

test('a call whose runner is lost while it is at it has failed as crashed, is not repeated, and the deck is free for the next', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1', { decks: [DECK] });
  const runId = acceptedId(await call(bench));
  await runner.take();
  await bench.endLease('r1');
  await reap(bench.engine);
  expect(await bench.taskRow((await taskOf(bench, runId)).id)).toMatchObject({ status: 'failed', reason: 'CRASHED' });
  expect((await runRow(bench, runId)).status).toBe('FAILED');
  const again = await bench.runner('r1', { decks: [DECK] });
  acceptedId(await call(bench));
  await again.finish(await again.take(), DONE);
  await expectContent(bench);
});

test.each([
  ['its task', (bench: EngineBench, of: { taskId: string }) => abortTask(bench.engine, bench.as(), { taskId: of.taskId })],
  ['its run', (bench: EngineBench, of: { runId: string }) => abortRun(bench.engine, bench.as(), { runId: of.runId })],
])('aborting %s before the call has started frees the deck at once, and the runner never gets it', async (_what, abort) => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1', { decks: [DECK] });
  const runId = acceptedId(await call(bench));
  acceptedId(await abort(bench, { runId, taskId: (await taskOf(bench, runId)).id }));
  expect(await runner.claim(1, ['lab1'])).toEqual([]);
  expect((await runRow(bench, runId)).status).toBe('STOPPED');
  acceptedId(await call(bench));
  await expectContent(bench);
});
