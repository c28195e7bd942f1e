// Bad input: whatever a caller sends, the answer is an error that names the fault, never one of PostgreSQL, and nothing is stored.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportItem, SessionRequest } from '../../src/domain/dispatch/protocol.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { beat, peekOrders } from '../../src/engine/dispatch/beat.service.ts';
import { claim, claimerOf } from '../../src/engine/dispatch/claim.service.ts';
import { history } from '../../src/engine/dispatch/history.service.ts';
import { report } from '../../src/engine/dispatch/report/report.service.ts';
import { openSession } from '../../src/engine/dispatch/session.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { createQueue, drainQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun, cloneRun, enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { abortTask, killTask } from '../../src/engine/task/end-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { RUNNER_ACTOR, sessionRequest, type BenchRunner } from './bench-runner.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;
let runner: BenchRunner;
/** Valid inputs of every command; each test spoils one field. */
let valid: Record<string, { call: (input: never) => Promise<unknown>; input: Record<string, unknown> }>;

beforeAll(async () => {
  bench = await EngineBench.open();
  runner = await bench.runner('r');
  const { engine } = bench;
  const definition = { tasks: [{ node: 'a', spec: SPEC }] };
  const taskId = await bench.task();
  const workflowId = acceptedId(await saveWorkflow(engine, bench.as(), { name: 'w', definition }));
  const runId = acceptedId(await createRun(engine, bench.as(), { workflowId, enqueue: false }));
  const { id: projectId } = await bench.one<{ id: string }>('SELECT id FROM project');
  const queueId = bench.defaultQueue;
  const command = <I>(service: (e: typeof engine, context: ReturnType<EngineBench['as']>, input: I) => Promise<unknown>, input: I) =>
    ({ call: (one: never) => service(engine, bench.as(), one), input: input as Record<string, unknown> });
  valid = {
    createTask: command(createTask, { projectId, name: 'n', spec: SPEC, retry: { maxRetries: 1 }, tags: ['t'], priority: 1 }),
    cloneTask: command(cloneTask, { taskId, name: 'n', args: ['a'], env: { A: '1' } }),
    enqueueTask: command(enqueueTask, { taskId, queueId, priority: 1 }),
    dequeueTask: command(dequeueTask, { taskId }),
    abortTask: command(abortTask, { taskId, reason: 'r' }),
    killTask: command(killTask, { taskId, reason: 'r' }),
    retryTask: command(retryTask, { taskId }),
    saveWorkflow: command(saveWorkflow, { projectId, name: 'w2', description: 'd', definition }),
    createRun: command(createRun, { definition, name: 'n', projectId, inputs: { a: 1 }, enqueue: true, queueId, priority: 1 }),
    'createRun of a workflow': command(createRun, { workflowId, version: 1, enqueue: true }),
    abortRun: command(abortRun, { runId, reason: 'r' }),
    enqueueRun: command(enqueueRun, { runId }),
    cloneRun: command(cloneRun, { runId, name: 'n', enqueue: true }),
    createQueue: command(createQueue, { name: 'q', displayName: 'Q', accepts: ['command'] }),
    pauseQueue: command(pauseQueue, { queueId }),
    resumeQueue: command(resumeQueue, { queueId }),
    drainQueue: command(drainQueue, { queueId }),
    createProject: command(createProject, { path: '/p', description: 'd' }),
  };
});
afterAll(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

/** A value that nobody means. */
function deep(levels: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

const SPOILS: readonly (readonly [string, unknown])[] = [
  ['NUL', 'a\0b'], ['half a surrogate pair', 'a\ud800b'], ['a huge text', 'x'.repeat(3_000_000)], ['a number', 42], ['a fraction', 0.5], ['not a number', Number.NaN], ['infinity', Number.POSITIVE_INFINITY],
  ['2^60', 2 ** 60], ['a boolean', true], ['an empty text', ''], ['a quote', "'; DROP TABLE task; --"], ['an upper-case id', '018F0000-0000-7000-8000-000000000000'], ['almost an id', '018f0000-0000-7000-8000-00000000000g'],
  ['a list', []], ['a list of odd things', [null, 1, 'a\0', { a: '\ud800' }]], ['an object', {}], ['an object of odd things', { 'a\0b': 1, kind: 'command', binary: 'a\ud800', tasks: null }],
  ['deep nesting', deep(20_000)], ['a big integer', 10n], ['a function', () => undefined],
];

/** Ids that look right and name nothing are not found; what is spoilt is invalid or not found; some spoils are valid for some fields. */
async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'accepted';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    return `${(error as Error).name} ${(error as { code?: string }).code ?? ''} ${(error as Error).message}`;
  }
}

test('the inputs that are spoilt below are valid as they are', async () => {
  for (const [name, { call, input }] of Object.entries(valid)) {
    if (name === 'drainQueue' || name === 'pauseQueue' || name === 'abortRun') continue; // they would change what the others find
    expect(await outcomeOf(() => call({ ...input } as never)), name).toBe('accepted');
  }
});

test('every field of every command, spoilt in every way, is INVALID or NOT_FOUND or taken for what it is', async () => {
  const wrong: string[] = [];
  let refused = 0;
  for (const [name, { call, input }] of Object.entries(valid)) {
    for (const field of Object.keys(input)) {
      for (const [what, value] of SPOILS) {
        const outcome = await outcomeOf(() => call({ ...input, [field]: value } as never));
        if (outcome === 'INVALID' || outcome === 'NOT_FOUND') refused++;
        else if (outcome !== 'accepted' && outcome !== 'ALREADY_EXISTS') wrong.push(`${name}.${field} with ${what}: ${outcome}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(500);
});

describe('what is inside specs, definitions and inputs', () => {
  const spoilt: readonly unknown[] = ['a\0b', 'a\ud800b', { a: 'b\0' }, { 'k\udfff': 1 }, deep(20_000), 10n, { list: [{ text: '\0' }] }];

  test('is refused wherever it stands', async () => {
    const fields = ['binary', 'entryPoint', 'args', 'workingDir', 'repository', 'branch', 'tag', 'commit', 'diff', 'requirements', 'env', 'container', 'timeoutSeconds', 'graceSeconds', 'unknown'];
    for (const field of fields) {
      for (const value of spoilt) {
        for (const inner of [value, [value], { x: value }]) {
          const spec = { kind: 'command', binary: 'x', [field]: inner };
          expect(await outcomeOf(() => createTask(bench.engine, bench.as(), { name: 'n', spec })), field).toBe('INVALID');
          expect(await outcomeOf(() => createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'a', spec }] }, enqueue: false })), field).toBe('INVALID');
        }
      }
    }
  });

  test('also in the inputs of a run, which may be any JSON', async () => {
    const definition = { tasks: [{ node: 'a', spec: SPEC }] };
    for (const value of spoilt) expect(await outcomeOf(() => createRun(bench.engine, bench.as(), { definition, inputs: { x: value }, enqueue: false }))).toBe('INVALID');
    const inputs = { text: 'a \\u0000 that is only written, "quotes", \ud83d\ude00', list: [1, 2.5, null, true], constructor: 'x' };
    const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition, inputs, enqueue: false }));
    expect(await bench.one('SELECT inputs FROM run WHERE id = $1', [runId])).toEqual({ inputs });
  });

  test('the environment of a clone must be an object of texts', async () => {
    const taskId = await bench.task();
    for (const env of [5, 'abc', ['a'], true, { A: 1 }, { 'a b': 'x' }, { A: '\0' }]) expect(await outcomeOf(() => cloneTask(bench.engine, bench.as(), { taskId, env: env as never }))).toBe('INVALID');
  });

  test('the longest reasons and names fit into their events', async () => {
    for (const reason of ['"'.repeat(1_000), '\u0001'.repeat(1_000), '\ud83d\ude00'.repeat(500), 'x'.repeat(1_000)]) {
      const taskId = await bench.queued({ name: '"\\'.repeat(127) });
      acceptedId(await abortTask(bench.engine, bench.as(), { taskId, reason }));
      expect(await bench.taskRow(taskId)).toMatchObject({ reason });
      const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'x'.repeat(100), name: '"'.repeat(255), spec: SPEC }] }, enqueue: false }));
      acceptedId(await abortRun(bench.engine, bench.as(), { runId, reason }));
    }
    expect(await outcomeOf(async () => abortTask(bench.engine, bench.as(), { taskId: await bench.queued(), reason: 'x'.repeat(1_001) }))).toBe('INVALID');
  });
});

describe('what runners send', () => {
  const ids: readonly unknown[] = ['', 'x', "'", 'a\0', '\ud800', 5, null, undefined, {}, [], '018F0000-0000-7000-8000-000000000000'];

  test('a session id that is none is a session that is over', async () => {
    const calls = [
      (session: never) => claim(bench.engine, RUNNER_ACTOR, { session, max: 1, decks: [] }),
      (session: never) => beat(bench.engine, RUNNER_ACTOR, { session, attempts: [], draining: false, waitSeconds: 0 }),
      (session: never) => peekOrders(bench.engine, { session, attempts: [] }),
      (session: never) => report(bench.engine, RUNNER_ACTOR, { session, items: [] }),
      (session: never) => claimerOf(bench.engine, session),
      (session: never) => history(bench.engine, RUNNER_ACTOR, { session, attemptId: uuidv7(), epoch: 1, after: 0 }),
    ];
    for (const call of calls) for (const id of ids) expect(await outcomeOf(() => call(id as never))).toBe('NOT_FOUND');
  });

  test('a claim of too much, of no number, or for what is no list of decks is invalid; one of nothing gets nothing', async () => {
    expect(await runner.claim(0)).toEqual([]);
    for (const decks of [null, 'x', [5], [''], ['no name'], Array.from({ length: 17 }, () => 'd')]) expect(await outcomeOf(() => runner.claim(1, decks as never))).toBe('INVALID');
    for (const max of [-1, 1.5, 65, Number.NaN, '1', null, 2 ** 53]) expect(await outcomeOf(() => runner.claim(max as never))).toBe('INVALID');
  });

  test('attempts that have no id or no epoch are invalid', async () => {
    for (const attemptId of ids) {
      expect(await outcomeOf(() => runner.beat([{ attemptId, epoch: 1 } as never]))).toBe('INVALID');
      expect(await outcomeOf(() => runner.report([{ n: 1, type: 'log', attemptId, epoch: 1, lines: [], dropped: 0 } as never]))).toBe('INVALID');
    }
    for (const attempts of [null, 'x', [null], [5], [{}]]) expect(await outcomeOf(() => beat(bench.engine, RUNNER_ACTOR, { session: runner.session, attempts: attempts as never, draining: false, waitSeconds: 0 }))).toBe('INVALID');
  });

  test('a report with a spoilt item is invalid as a whole, and its numbers stay free', async () => {
    await bench.queued();
    const attempt = await runner.take();
    const good = { at: '2026-01-01T00:00:00Z', source: 'STDOUT', message: 'x' };
    const log = (change: object) => ({ n: 1, type: 'log', attemptId: attempt.attemptId, epoch: attempt.epoch, lines: [good], dropped: 0, ...change });
    const finish = (end: unknown) => ({ n: 1, type: 'finish', attemptId: attempt.attemptId, epoch: attempt.epoch, end });
    const spoilt: unknown[] = [
      null, 5, log({ n: 0 }), log({ n: -1 }), log({ n: 1.5 }), log({ n: '1' }), log({ type: 'other' }), log({ lines: null }), log({ lines: [null] }), log({ dropped: -1 }), log({ dropped: '1' }), log({ epoch: 2 ** 40 }),
      log({ lines: [{ ...good, message: 'a\0' }] }), log({ lines: [{ ...good, message: '\ud800' }] }), log({ lines: [{ ...good, message: 'x'.repeat(8_193) }] }), log({ lines: [{ ...good, source: 'NOISE' }] }),
      ...['', 'yesterday', '0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '+012026-01-01T00:00:00Z', 5, null, 'infinity'].map((at) => log({ lines: [{ ...good, at }] })),
      finish(null), finish({}), finish({ by: 'MAGIC' }), finish({ by: 'EXIT' }), finish({ by: 'EXIT', exitCode: 2 ** 40 }), finish({ by: 'EXIT', exitCode: 0.5 }), finish({ by: 'SIGNAL' }), finish({ by: 'SIGNAL', signal: 'SIG\0' }),
      finish({ by: 'FAILED' }), finish({ by: 'STOPPED', after: 'NEVER', cleanup: 'RAN', message: '' }), finish({ by: 'STOPPED', after: 'STEP', cleanup: 'RUN', message: '' }), finish({ by: 'STOPPED', after: 'STEP', cleanup: 'RAN' }),
      ...[{ section: 'middle' }, { state: 'LOST' }, { index: -1 }, { index: 10_001 }, { parameters: 'a\0' }, { outputs: [{ x: 'y'.repeat(1_000_000) }] }].map((change) => log({ type: 'phase', section: 'main', index: 0, state: 'RUNNING', ...change })),
      ...['', 5, '\0', 'x'.repeat(301), '0 1', '0\n', '4/0', "0'", '"'.repeat(300), '\u0001'.repeat(300), '\ud800', 'ß', '😀'].flatMap((path) => [
        log({ type: 'step', section: 'main', index: 0, path, sample: 0, try: 1, kind: 'call', method: 'a.b', state: 'RUNNING' }),
        log({ type: 'hold', hold: 'STEP_FAILED', holdN: 1, controlN: 1, message: '', step: { section: 'main', index: 0, path, sample: 0, try: 1 } }),
      ]),
      ...[{ section: 'elsewhere' }, { state: 'UNKNOWN' }, { sample: -1 }, { try: 0 }, { kind: 'dance' }, { method: '' }, { args: null }, { args: [] }, { args: { a: '\0' } },
        { args: { a: 'x'.repeat(70_000) } }, { output: '\ud800' }, { output: deep(100) }, { output: 'x'.repeat(70_000) }, { error: 'x'.repeat(2_001) }, { error: 5 }]
        .map((change) => log({ type: 'step', section: 'main', index: 0, path: '0', sample: 0, try: 1, kind: 'call', method: 'a.b', state: 'RUNNING', ...change })),
      ...[{ hold: 'NONE' }, { hold: 'REQUESTED' }, { holdN: 0 }, { controlN: 'x' }, { message: '\0' }, { message: 5 }, { prompt: {} }, { prompt: { text: 'x', type: 'list' } }, { step: null }, { step: { section: 'main' } }]
        .map((change) => log({ type: 'hold', hold: 'USER', holdN: 1, controlN: 1, message: '', ...change })),
      finish({ by: 'TIMEOUT', exitCode: 'x', signal: null }), finish({ by: 'CRASHED' }), finish({ by: 'CRASHED', message: '\0' }), finish({ by: 'INVALID', message: '\udfff' }), finish({ by: 'HANDED_BACK', message: 5 }),
    ];
    for (const item of spoilt) expect(await outcomeOf(() => runner.report([log({}), { ...(item as object) }] as unknown as ReportItem[])), JSON.stringify(item)).toBe('INVALID');
    expect(await runner.report([])).toEqual({ upTo: 0, stale: [] });
    expect(await bench.sql('SELECT 1 FROM log_line')).toEqual([]);
    expect(await runner.report([log({}), { ...finish({ by: 'TIMEOUT', exitCode: null, signal: 'SIGKILL' }), n: 2 }] as ReportItem[])).toEqual({ upTo: 2, stale: [] });
    expect(await bench.taskRow(attempt.taskId)).toMatchObject({ status: 'failed', reason: 'TIMED_OUT' });
  });

  test('a runner that introduces itself wrongly is refused', async () => {
    const changes: Partial<Record<keyof SessionRequest, readonly unknown[]>> = {
      name: ['', 'a\0', '\ud800', 'x'.repeat(256), 5, null], kind: ['TOASTER', null], slots: [0, -1, 65, 0.5, '4'], kinds: [null, ['magic'], 'command'], queues: [null, [''], ['a\0'], [5]],
      host: ['\0', 5, 'x'.repeat(1_000)], agent: ['\ud800', null], can: [null, 5, { pause: '\0' }, deep(10_000)],
      decks: [null, 'x', [null], [{ name: 'no name', instruments: [] }], [{ name: 'a', instruments: [] }, { name: 'a', instruments: [] }], [{ name: 'a' }]],
    };
    for (const [field, values] of Object.entries(changes)) {
      for (const value of values) expect(await outcomeOf(() => openSession(bench.engine, RUNNER_ACTOR, { ...sessionRequest('x'), [field]: value })), `${field} ${String(value).slice(0, 20)}`).toBe('INVALID');
    }
  });
});
