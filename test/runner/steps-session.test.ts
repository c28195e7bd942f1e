// Steps through the whole runner: decks that are offered and claimed for, controls that come by beats, facts that survive a silent server.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ClaimedAttempt, ReportItem } from '../../src/domain/dispatch/protocol.ts';
import { bench, type BenchOptions } from './runner-under-test.ts';
import type { DispatchPeer } from './dispatch-peer.ts';
import { call, stepsSpec } from './steps-trial.ts';
import { waitUntil } from './wait-until.ts';

const DECK_FILE = path.join(import.meta.dirname, 'steps-deck.fixture.ts');
const withDeck = (options: BenchOptions = {}): ReturnType<typeof bench> => bench({ ...options, runner: { deckFiles: [DECK_FILE], ...options.runner } });

function stepsOf(peer: DispatchPeer, claimed: ClaimedAttempt): string[] {
  return peer.facts.flatMap((fact) => (fact.type === 'step' && fact.attemptId === claimed.attemptId ? [`${fact.path} ${fact.try} ${fact.state}`] : []));
}

const holdsOf = (peer: DispatchPeer): Extract<ReportItem, { type: 'hold' }>[] => peer.facts.flatMap((fact) => (fact.type === 'hold' ? [fact] : []));

test('a runner with a deck says so, and asks for work for it with a poll of its own', async () => {
  await using b = await withDeck();
  await waitUntil('both polls', () => b.peer.claims.length >= 2);
  const [session] = b.peer.sessions;
  expect(session?.request).toMatchObject({ protocol: 2, kinds: ['command', 'steps'], can: { steps: { pause: true, retryStep: true } } });
  expect(session?.request.decks.map(({ name, instruments }) => [name, instruments[0]?.name])).toEqual([['bench', 'arm']]);
  expect(b.peer.claims.map(({ max, decks }) => [max, decks])).toEqual(expect.arrayContaining([[4, []], [0, ['bench']]]));
});

test('a runner without decks takes commands only', async () => {
  await using b = await bench();
  await waitUntil('a poll', () => b.peer.claims.length > 0);
  expect(b.peer.sessions[0]?.request).toMatchObject({ kinds: ['command'], decks: [], can: { command: { pause: false } } });
  expect(b.peer.sessions[0]?.request.can).not.toHaveProperty('steps');
});

test('steps are carried out on the deck beside a command that has the only slot, and one task has the deck at a time', async () => {
  await using b = await withDeck({ runner: { slots: 1 } });
  const command = b.peer.enqueue({ binary: '/bin/sh', args: ['-c', 'echo up; sleep 60'] });
  await waitUntil('the command', () => b.peer.linesOf(command).includes('up'));
  const first = b.peer.enqueueSteps(stepsSpec([{ kind: 'pause', message: 'look' }, call('echo', { value: 3 }, { returns: ['x'] })]));
  await waitUntil('the hold', () => holdsOf(b.peer).length === 1);
  const second = b.peer.enqueueSteps(stepsSpec([call('noop')]));
  b.peer.control({ attemptId: first.attemptId, controlN: 1, pause: null, answer: { holdN: 1, failedStep: null, value: null } });
  await waitUntil('both ends', () => b.peer.endOf(first) !== null && b.peer.endOf(second) !== null);
  expect([b.peer.endOf(first), b.peer.endOf(second)]).toEqual([{ by: 'DONE' }, { by: 'DONE' }]);
  const places = b.peer.facts.flatMap((fact) => (fact.type === 'finish' ? [fact.attemptId] : fact.type === 'step' ? [fact.attemptId] : []));
  expect(places.lastIndexOf(first.attemptId)).toBeLessThan(places.indexOf(second.attemptId));
  expect(b.peer.facts.findLast((fact) => fact.type === 'phase' && fact.attemptId === first.attemptId)).toMatchObject({ outputs: [{ x: 3 }] });
});

test('a pause reaches the steps within 200 ms although beats are seconds apart, also one that comes right after the start', async () => {
  await using b = await withDeck({ peer: (peer) => (peer.beatSeconds = 5) });
  const task = b.peer.enqueueSteps(stepsSpec([{ kind: 'while', condition: 'True', body: [call('noop')] }]));
  await waitUntil('the first step', () => stepsOf(b.peer, task).length > 0);
  const at = performance.now();
  b.peer.control({ attemptId: task.attemptId, controlN: 1, pause: 'STEP', answer: null });
  await waitUntil('the hold', () => holdsOf(b.peer).length === 1);
  expect(performance.now() - at).toBeLessThan(200);
  expect(holdsOf(b.peer)[0]).toMatchObject({ hold: 'USER', holdN: 1, controlN: 1 });
  await waitUntil('a beat that has heard', () => b.peer.beats.at(-1)?.attempts.some(({ controlN }) => controlN === 1) ?? false);
  const held = stepsOf(b.peer, task).length;
  b.peer.control({ attemptId: task.attemptId, controlN: 2, pause: null, answer: { holdN: 1, failedStep: null, value: null } });
  await waitUntil('further steps', () => stepsOf(b.peer, task).length > held + 2);
  b.peer.order(task.attemptId, 'ABORT');
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toMatchObject({ by: 'ORDER', verb: 'ABORT' });
});

test('a kill abandons a call that hangs, and the next task has a deck that works', async () => {
  await using b = await withDeck();
  const task = b.peer.enqueueSteps(stepsSpec([call('hang')]));
  await waitUntil('the call', () => stepsOf(b.peer, task).length === 1);
  b.peer.order(task.attemptId, 'KILL');
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'ORDER', verb: 'KILL', exitCode: null, signal: null });
  expect(stepsOf(b.peer, task)).toEqual(['0 1 RUNNING']);
  const next = b.peer.enqueueSteps(stepsSpec([call('echo', { value: 1 })]));
  await waitUntil('the next end', () => b.peer.endOf(next) !== null);
  expect(b.peer.endOf(next)).toEqual({ by: 'DONE' });
});

test('a task that was given to another while its call hangs frees the deck, and nothing of it is reported any more', async () => {
  await using b = await withDeck();
  const task = b.peer.enqueueSteps(stepsSpec([call('hang'), call('noop')]));
  await waitUntil('the call', () => stepsOf(b.peer, task).length === 1);
  b.peer.lose(task.attemptId);
  const next = b.peer.enqueueSteps(stepsSpec([call('noop')]));
  await waitUntil('further work', () => b.peer.endOf(next) !== null);
  expect(b.peer.endOf(task)).toBeNull();
  expect(stepsOf(b.peer, task)).toEqual(['0 1 RUNNING']);
});

test('a server that is killed and comes back within the lease has each step once and in order, and the device was called as often', async () => {
  const place = mkdtempSync(path.join(tmpdir(), 'switchyard-steps-'));
  const file = path.join(place, 'calls');
  try {
    await using b = await withDeck({ peer: (peer) => ((peer.leaseSeconds = 8), (peer.beatSeconds = 0.5)) });
    const task = b.peer.enqueueSteps(stepsSpec([{ kind: 'repeat', times: 300, body: [call('note', { file, text: 'here' })] }]));
    for (let i = 0; i < 3; i += 1) {
      const seen = stepsOf(b.peer, task).length;
      await waitUntil('some steps', () => stepsOf(b.peer, task).length > seen + 20);
      await b.peer.die();
      await b.peer.listen();
      b.peer.loseReportAnswers = 1;
    }
    await waitUntil('the end', () => b.peer.endOf(task) !== null, 20);
    expect(stepsOf(b.peer, task)).toEqual(Array.from({ length: 300 }, (_, i) => [`0.body[${i}].0 1 RUNNING`, `0.body[${i}].0 1 SUCCEEDED`]).flat());
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(301);
    expect(b.peer.linesOf(task, 'STDOUT')).toHaveLength(300);
    expect(b.peer.repeats).toBeGreaterThan(0);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});

test('an attempt that resumes reads its history to the last page, and goes on where that ends', async () => {
  await using b = await withDeck();
  const past = (n: string) => ({ section: 'main', index: 0, path: n, sample: 0, try: 1, kind: 'call', state: 'SUCCEEDED', output: Number(n) * 10 }) as const;
  b.peer.history.push({ phases: [{ section: 'main', index: 0, state: 'STOPPED' }], steps: [past('0')], next: 7 }, { phases: [], steps: [past('1')], next: null });
  const task = b.peer.enqueueSteps(stepsSpec([0, 1, 2].map((n) => call('echo', { value: n * 10 }, { returns: [`x${n}`] }))), { resumes: true });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.historyCalls.map(({ after, attemptId }) => [after, attemptId])).toEqual([[0, task.attemptId], [7, task.attemptId]]);
  expect(stepsOf(b.peer, task)).toEqual(['2 1 RUNNING', '2 1 SUCCEEDED']);
  expect(b.peer.facts.findLast((fact) => fact.type === 'phase')).toMatchObject({ state: 'SUCCEEDED', outputs: [{ x0: 0, x1: 10, x2: 20 }] });
});

test('a record that the server refuses for its content keeps its number, and what it gave counts as not kept', async () => {
  await using b = await withDeck({ peer: (peer) => (peer.poison = 'venom') });
  const task = b.peer.enqueueSteps(stepsSpec([call('echo', { value: 'venom' }), call('noop')]));
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(stepsOf(b.peer, task)).toEqual(['0 1 RUNNING', '0 1 FAILED', '1 1 RUNNING', '1 1 SUCCEEDED']);
});

test('a draining runner hands steps back between two of them, and a wait does not hold it up', async () => {
  await using b = await withDeck({ runner: { drainSeconds: 0.2 } });
  const task = b.peer.enqueueSteps(stepsSpec([call('noop'), { kind: 'wait', seconds: 3_600 }, call('noop')]));
  await waitUntil('the wait', () => stepsOf(b.peer, task).includes('1 1 RUNNING'));
  b.drain();
  expect(await b.ended).toBe('DRAINED');
  expect(b.peer.endOf(task)).toMatchObject({ by: 'HANDED_BACK' });
  expect(stepsOf(b.peer, task)).toEqual(['0 1 RUNNING', '0 1 SUCCEEDED', '1 1 RUNNING', '1 1 FAILED']);
});

test('steps for a deck that this runner has not are refused as invalid', async () => {
  await using b = await withDeck();
  const stray = b.peer.enqueueFor('bench', { ...stepsSpec([call('noop')]), deck: 'other' });
  await waitUntil('the stray end', () => b.peer.endOf(stray) !== null);
  expect(b.peer.endOf(stray)).toMatchObject({ by: 'INVALID', message: expect.stringContaining('no deck "other"') as string });
});
