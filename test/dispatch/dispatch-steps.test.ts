// Steps over the dispatch protocol: decks with the session, claims for a deck, facts of steps, controls that travel with the beat, history.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { STEPS_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import type { ClaimedAttempt, HistoryAnswer, SessionAnswer } from '../../src/domain/dispatch/protocol.ts';
import { runNow } from '../../src/engine/deck/run-now.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { benchDeck } from '../engine/bench-runner.ts';
import { dispatchWorld, sessionBody, type DispatchWorld } from './dispatch-world.ts';

let world: DispatchWorld;

beforeAll(async () => { world = await dispatchWorld({ poolSize: 4 }); });
afterAll(() => world.close());

interface Lab {
  readonly deck: string;
  readonly session: string;
  /** Reports facts about an attempt, numbered. */
  report(attempt: ClaimedAttempt, ...facts: object[]): Promise<void>;
  claim(waitSeconds?: number, max?: number): Promise<readonly ClaimedAttempt[]>;
}

let labs = 0;

/** A session with a deck of its own. */
async function openLab(): Promise<Lab> {
  const deck = `deck_${++labs}`;
  const { body } = await world.call<SessionAnswer>('session', sessionBody(`lab ${labs}`, { kinds: ['command', 'steps'], queues: ['default', 'lab'], can: { steps: STEPS_CAPABILITIES }, decks: [benchDeck(deck)] }));
  let n = 0;
  return {
    deck,
    session: body.session,
    async report({ attemptId, epoch }, ...facts) {
      expect(await world.report(body.session, facts.map((fact) => ({ n: ++n, attemptId, epoch, ...fact })))).toEqual({ upTo: n, stale: [] });
    },
    async claim(waitSeconds = 0, max = 0) {
      return (await world.call<{ attempts: ClaimedAttempt[] }>('claim', { session: body.session, max, decks: [deck], waitSeconds })).body.attempts;
    },
  };
}

async function enqueueSteps(deck: string): Promise<string> {
  const main = [{ kind: 'call', instrument: 'pump', method: 'dose', args: { volume: 1 } }];
  const outcome = await createRun(world.engine, world.context, { definition: { tasks: [{ node: 'a', spec: { kind: 'steps', deck, main } }] }, enqueue: true });
  const [task] = await world.engine.db.query<{ id: string }>({ name: 'test_task_of_run', text: 'SELECT id FROM task WHERE run_id = $1' }, [outcome.subjectId]);
  return task!.id;
}

async function untilHeld(n: number): Promise<void> {
  await vi.waitFor(() => expect(world.events.hub.size).toBe(n), { timeout: 5_000, interval: 5 });
}

const MAIN = { type: 'phase', section: 'main', index: 0, state: 'RUNNING', parameters: [{}] };
const step = (change: object) => ({ type: 'step', section: 'main', index: 0, path: '0', sample: 0, try: 1, kind: 'call', method: 'pump.dose', state: 'RUNNING', ...change });
const DONE = { type: 'finish', end: { by: 'DONE' } };

describe('a session', () => {
  test('whose deck another living runner offers is refused with the name of that runner', async () => {
    const lab = await openLab();
    expect(await world.call('session', sessionBody('thief', { decks: [benchDeck(lab.deck)] }))).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', message: expect.stringContaining(`the runner lab ${labs} offers a deck named ${lab.deck}`) as string } });
  });

  test('with a deck that is none is refused with the place of the fault', async () => {
    const decks = [{ name: 'a', instruments: [{ name: 'pump', methods: { dose: { args: { volume: { type: 'litres' } }, returns: null } } }] }];
    expect(await world.call('session', sessionBody('wrong', { decks }))).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', message: expect.stringContaining('decks.0.instruments.0.methods.dose.args.volume.type') as string } });
  });
});

describe('a claim for a deck', () => {
  test('that waits is woken by an enqueue, and by the end of what took the place in a queue with a limit', async () => {
    const [first, second] = [await openLab(), await openLab()];
    const claimed = first.claim(20);
    await untilHeld(1);
    const taskId = await enqueueSteps(first.deck);
    const [attempt] = await claimed;
    expect(attempt).toMatchObject({ taskId, resumes: false, held: null });
    const other = await enqueueSteps(second.deck);
    expect(await second.claim(0)).toEqual([]);
    const waiting = second.claim(20);
    await untilHeld(1);
    const began = performance.now();
    await first.report(attempt!, DONE);
    const [next] = await waiting;
    expect(next!.taskId).toBe(other);
    expect(performance.now() - began, 'before the look that comes in any case').toBeLessThan(900);
    await second.report(next!, DONE);
  });

  test('that waits is woken by a single call for this runner, whatever it asked for; others are not', async () => {
    const [mine, others] = [await openLab(), await openLab()];
    const held = [world.claim(mine.session, { max: 1, waitSeconds: 20 }), world.claim(others.session, { max: 1, waitSeconds: 1.5 })] as const;
    await untilHeld(2);
    expect(await runNow(world.engine, world.context, { deck: mine.deck, instrument: 'pump', method: 'dose', args: { volume: 2 } })).toMatchObject({ result: 'ACCEPTED' });
    const { attempts } = await held[0];
    expect(attempts).toMatchObject([{ taskName: expect.stringContaining('pump.dose') as string, spec: { kind: 'steps', deck: mine.deck } }]);
    expect(await held[1]).toEqual({ attempts: [] });
    await mine.report(attempts[0]!, MAIN, step({ state: 'SUCCEEDED' }), DONE);
  });
});

describe('the facts of steps', () => {
  test('are on record with what came out, texts that cannot be stored replaced', async () => {
    const lab = await openLab();
    const taskId = await enqueueSteps(lab.deck);
    const [attempt] = await lab.claim();
    await lab.report(attempt!, MAIN, step({ args: { volume: 1 } }));
    await lab.report(attempt!, step({ state: 'SUCCEEDED', output: { 'a\0b': '\ud800', n: 1.5 } }), { ...MAIN, state: 'SUCCEEDED', outputs: [{ x: '\0' }] });
    const { body } = await world.call<HistoryAnswer>('history', { session: lab.session, attemptId: attempt!.attemptId, epoch: attempt!.epoch, after: 0 });
    expect(body).toEqual({
      phases: [{ section: 'main', index: 0, state: 'SUCCEEDED' }],
      steps: [{ section: 'main', index: 0, path: '0', sample: 0, try: 1, kind: 'call', state: 'SUCCEEDED', output: { 'a\ufffdb': '\ufffd', n: 1.5 } }],
      next: null,
    });
    await lab.report(attempt!, DONE);
    const [task] = await world.engine.db.query<{ status: string }>({ name: 'test_status', text: 'SELECT status FROM task WHERE id = $1' }, [taskId]);
    expect(task?.status).toBe('completed');
  });
});

describe('a beat', () => {
  test('that is held carries a pause and its end as soon as somebody asks for them', async () => {
    const lab = await openLab();
    const taskId = await enqueueSteps(lab.deck);
    const [attempt] = await lab.claim();
    const { attemptId, epoch } = attempt!;
    const beat = (controlN: number) => world.beat(lab.session, { attempts: [{ attemptId, epoch, controlN }], waitSeconds: 20 });
    const first = beat(0);
    await untilHeld(1);
    await pauseTask(world.engine, world.context, { taskId });
    expect(await first).toEqual({ orders: [], controls: [{ attemptId, controlN: 1, pause: 'STEP', answer: null }], lost: [] });
    const second = beat(1);
    await untilHeld(1);
    await lab.report(attempt!, { type: 'hold', hold: 'USER', holdN: 1, controlN: 1, message: 'paused' });
    await resumeTask(world.engine, world.context, { taskId });
    expect(await second).toEqual({ orders: [], controls: [{ attemptId, controlN: 2, pause: null, answer: { holdN: 1, failedStep: null, value: null } }], lost: [] });
    await lab.report(attempt!, DONE);
  });
});

test.each<[string, object]>([
  ['a step of no section', step({ section: 'elsewhere' })],
  ['a step that is lost, which no runner can say', step({ state: 'UNKNOWN' })],
  ['a path with a space', step({ path: '0 1' })],
  ['a path of characters that no path has', step({ path: '\u0001"\u{1f600}'.repeat(70) })],
  ['a path with a NUL', step({ path: '0\0' })],
  ['a hold at a path with a space', { type: 'hold', hold: 'STEP_FAILED', holdN: 1, controlN: 0, message: '', step: { section: 'main', index: 0, path: '0 1', sample: 0, try: 1 } }],
  ['a path that is too long', step({ path: '1'.repeat(301) })],
  ['a try before the first', step({ try: 0 })],
  ['a sample beyond the largest batch', step({ sample: 1_001 })],
  ['an output that is too large', step({ state: 'SUCCEEDED', output: 'x'.repeat(70_000) })],
  ['an output that is too deep', step({ state: 'SUCCEEDED', output: JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown })],
  ['arguments that are no object', step({ args: [1] })],
  ['an error that is too long', step({ state: 'FAILED', error: 'x'.repeat(2_001) })],
  ['a phase of no state', { ...MAIN, state: 'ASLEEP' }],
  ['an iteration beyond the last', { ...MAIN, index: 10_001 }],
  ['parameters that are no list', { ...MAIN, parameters: {} }],
  ['a hold that is none', { type: 'hold', hold: 'NONE', holdN: 1, controlN: 0, message: '' }],
  ['a hold that only people ask for', { type: 'hold', hold: 'REQUESTED', holdN: 1, controlN: 0, message: '' }],
  ['an input of no type', { type: 'hold', hold: 'INPUT', holdN: 1, controlN: 0, message: '', prompt: { text: 'x', type: 'list' } }],
  ['a stop without its boundary', { type: 'finish', end: { by: 'STOPPED', cleanup: 'RAN', message: '' } }],
])('a fact is refused as BAD_REQUEST with its place: %s', async (_what, fact) => {
  const body = { session: '018f0000-0000-7000-8000-000000000000', items: [{ n: 1, attemptId: '018f0000-0000-7000-8000-000000000001', epoch: 1, ...fact }] };
  expect(await world.call('report', body)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', message: expect.stringMatching(/^items\.0\./) as string } });
});
