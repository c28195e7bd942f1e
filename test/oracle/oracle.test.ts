// The oracle itself: content with what the engine does, and each check complains about the corruption that it is there for.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun } from '../../src/engine/run/end-run.service.ts';
import { addQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { pauseQueue } from '../../src/engine/queue/queue.service.ts';
import { finishRun } from '../../src/engine/run/finish-run.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { EXIT_1, benchDeck } from '../engine/bench-runner.ts';
import { EngineBench, SPEC, acceptedId } from '../engine/engine-bench.ts';
import { OutsideBenchWorker } from '../engine/outside-bench.ts';
import { oracle, type ClientSight, type Expectations } from './oracle.ts';
import { complaining, printed } from './oracle-report.ts';

let bench: EngineBench;
let story: Story;

beforeEach(async () => {
  bench = await EngineBench.open();
  story = await tellStory(bench);
});
afterEach(() => bench[Symbol.asyncDispose]());

/** What has happened on the bench before each test: something of everything. */
interface Story {
  readonly completed: string;
  readonly failed: string;
  readonly running: string;
  readonly waiting: string;
  readonly aborted: string;
  readonly runId: string;
  /** A steps task that is under way on a deck: one step has succeeded, one failed and was tried again. */
  readonly steps: string;
}

async function tellStory(b: EngineBench): Promise<Story> {
  const runner = await b.runner('r1');
  const lost = await b.runner('r2');
  const completed = await b.queued();
  await runner.log(await runner.take(), 'never seen again');
  const failed = await b.queued({ retry: { maxRetries: 1, backoffSeconds: 0 } });
  const first = await lost.take();
  await lost.finish(first, EXIT_1);
  await lost.finish(await lost.take(), EXIT_1);
  await b.expire('r1');
  const again = await lost.take();
  await lost.log(again, 'one', 'two', 'three');
  await lost.finish(again);
  acceptedId(await retryTask(b.engine, b.as('operator', 'again'), { taskId: completed }));
  await lost.finish(await lost.take());
  const aborted = await b.queued();
  const attempt = await lost.take();
  acceptedId(await abortTask(b.engine, b.as(), { taskId: aborted }));
  await lost.finish(attempt, { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: 'SIGTERM' });
  const definition = { tasks: [{ node: 'a', spec: SPEC }, { node: 'b', spec: SPEC, needs: ['a'] }] };
  const runId = acceptedId(await createRun(b.engine, b.as(), { definition, enqueue: true }));
  await lost.finish(await lost.take());
  acceptedId(await abortRun(b.engine, b.as(), { runId }));
  const running = await b.queued();
  await lost.take();
  const waiting = await b.queued();
  return { completed, failed, running, waiting, aborted, runId, steps: await tellSteps(b) };
}

async function tellSteps(b: EngineBench): Promise<string> {
  const lab = await b.runner('lab', { decks: [benchDeck()] });
  const steps = await b.stepsTask();
  const attempt = await lab.take('bench');
  await lab.phase(attempt, { section: 'main', index: 0, state: 'RUNNING' });
  await lab.step(attempt, { path: '0', state: 'SUCCEEDED' }, { path: '1', state: 'FAILED' });
  await lab.hold(attempt, { hold: 'STEP_FAILED', holdN: 1, step: { section: 'main', index: 0, path: '1', sample: 0, try: 1 } });
  acceptedId(await resumeTask(b.engine, b.as(), { taskId: steps, failedStep: 'RETRY' }));
  await lab.step(attempt, { path: '1', try: 2, state: 'RUNNING' });
  const { id: queueId } = await b.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'lab'`);
  acceptedId(await addQueueBarrier(b.engine, b.as(), { queueId }));
  return steps;
}

async function complaints(expectations: Expectations = {}, clients: readonly ClientSight[] = []): Promise<readonly string[]> {
  return complaining(await oracle({ db: bench.engine.db, clients, expectations }));
}

/** Appends an event as the engine would, from no transaction of the engine's. */
async function forge(kind: string, taskId: string, data: object, actorId: string | null = null): Promise<void> {
  await bench.sql('INSERT INTO event (kind, subject_id, task_id, project_id, queue_id, actor_id, data) SELECT $1, id, id, project_id, queue_id, $4, $3 FROM task WHERE id = $2', [kind, taskId, data, actorId]);
}

describe('on a sound database', () => {
  test('every check that can judge has counted something, and none complains', async () => {
    const directory = temporaryDirectory();
    const report = await oracle({
      db: bench.engine.db,
      clients: [sightOf(await seen())],
      expectations: { accepted: Object.values(story), claimsOnly: true, processGroups: [2 ** 22 + 1], spools: [directory], staleWrites: 0 },
    });
    expect(complaining(report)).toEqual([]);
    expect(report.content).toBe(true);
    const judged = report.checks.filter((check) => check.notJudged === null);
    expect(judged.map((check) => check.id)).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'I13', 'I14']);
    expect(judged.filter((check) => check.counted === 0)).toEqual([]);
  });

  test('what cannot be judged says what it needs, and is no pass', async () => {
    const report = await oracle({ db: bench.engine.db });
    const open = report.checks.filter((check) => check.notJudged !== null);
    expect(open.map((check) => check.id)).toEqual(['I13', 'I14', 'I15', 'I16', 'I17']);
    for (const check of open) expect(check.notJudged).toMatch(/^not judged: needs \w/);
  });

  test('when the beginning of the log has been dropped, replays are not judged and the rest is', async () => {
    await bench.sql('UPDATE event_meta SET floor = 3');
    await bench.sql('DELETE FROM event WHERE seq <= 3');
    const report = await oracle({ db: bench.engine.db });
    expect(report.checks.filter((check) => check.notJudged !== null).map((check) => check.id)).toEqual(['I3', 'I4', 'I9', 'I10', 'I13', 'I14', 'I15', 'I16', 'I17']);
    expect(complaining(report)).toEqual([]);
  });
});

describe('each check complains about what it is there for', () => {
  test('I1: an accepted id without a row', async () => {
    expect(await complaints({ accepted: [uuidv7()] })).toEqual(['I1']);
  });

  test('I1: a queued task without a place, although the log agrees', async () => {
    await bench.sql('DELETE FROM queue_item WHERE task_id = $1', [story.waiting]);
    await forge('task.moved', story.waiting, { item: null });
    expect(await complaints()).toEqual(['I1']);
  });

  test('I1 and I4: a queue item that vanished', async () => {
    await bench.sql('DELETE FROM queue_item WHERE task_id = $1', [story.waiting]);
    expect(await complaints()).toEqual(['I1', 'I4']);
  });

  test('I2: two attempts of one task at the same time', async () => {
    await bench.sql(`UPDATE attempt SET ended_at = ended_at + interval '1 minute' WHERE task_id = $1 AND no = 1`, [story.completed]);
    expect(await complaints()).toEqual(['I2']);
  });

  test('I2 and I4: an attempt that was duplicated', async () => {
    await bench.sql(`INSERT INTO attempt (id, task_id, generation, no, fence, state, runner_id, session_id, epoch, claimed_at, ended_at, outcome)
      SELECT $2, task_id, generation, no + 1, fence, state, runner_id, session_id, epoch, claimed_at, ended_at, outcome FROM attempt WHERE task_id = $1`, [story.aborted, uuidv7()]);
    expect(await complaints()).toEqual(['I2', 'I4']);
  });

  test('I3: an event deleted from the middle of a history', async () => {
    await bench.sql(`DELETE FROM event WHERE subject_id = $1 AND kind = 'task.enqueued'`, [story.aborted]);
    expect(await complaints()).toEqual(['I3']);
  });

  test('I3: a change that the table does not have, although rows and log agree', async () => {
    await bench.sql(`UPDATE task SET status = 'published' WHERE id = $1`, [story.failed]);
    await forge('task.published', story.failed, { status: 'published', from: 'failed' });
    expect(await complaints()).toEqual([]);
    await bench.sql(`UPDATE task SET status = 'completed' WHERE id = $1`, [story.failed]);
    await forge('task.ended', story.failed, { status: 'completed', from: 'published' });
    expect(await complaints()).toEqual(['I3']);
  });

  test('I4: the last event of a history deleted', async () => {
    await bench.sql('DELETE FROM event WHERE seq = (SELECT max(seq) FROM event WHERE subject_id = $1)', [story.failed]);
    expect(await complaints()).toEqual(['I4']);
  });

  const silently: readonly (readonly [string, string])[] = [
    ['a status', `UPDATE task SET status = 'stopped' WHERE status = 'failed'`],
    ['a generation', `UPDATE task SET generation = 2 WHERE status = 'failed'`],
    ['the end of an attempt', `UPDATE attempt SET outcome = 'STOPPED' WHERE outcome = 'ABORTED'`],
    ['a phase', `UPDATE phase SET state = 'STOPPED' WHERE state = 'SUCCEEDED'`],
    ['a queue', `UPDATE queue SET state = 'PAUSED'`],
    ['a step', `UPDATE step SET state = 'SKIPPED' WHERE state = 'FAILED'`],
    ['a hold', `UPDATE task SET hold = 'REQUESTED' WHERE hold_n = 1`],
    ['the number of holds', 'UPDATE task SET hold_n = 2 WHERE hold_n = 1'],
    ['a barrier', 'UPDATE queue_item SET rank = rank + 1 WHERE task_id IS NULL'],
    ['a deck', `UPDATE deck SET sha = 'x'`],
    ['the pause of a run', 'UPDATE run SET paused = true'],
    ['a runner', `UPDATE runner SET state = 'DRAINING' WHERE state = 'UP'`],
    ['the run of a task', `UPDATE task SET run_id = NULL WHERE node IS NOT NULL AND spec_kind = 'command'`],
    ['a run', `UPDATE run SET status = 'FAILED'`],
    ['the end of a run', `UPDATE run SET deactivated = NULL`],
  ];
  for (const [what, sql] of silently) {
    test(`I4: ${what} changed without an event`, async () => {
      await bench.sql(sql);
      expect(await complaints()).toEqual(['I4']);
    });
  }

  test('I5: a client that missed, repeated, mixed up or invented an event', async () => {
    const all = await seen();
    const [a, b, ...rest] = all as [Seen, Seen, ...Seen[]];
    expect(await complaints({}, [sightOf([a, ...rest])])).toEqual(['I5']);
    expect(await complaints({}, [sightOf([a, b, b, ...rest])])).toEqual(['I5']);
    expect(await complaints({}, [sightOf([b, a, ...rest])])).toEqual(['I5']);
    expect(await complaints({}, [sightOf([...all, { seq: all.at(-1)!.seq + 1, kind: 'task.moved', subjectId: uuidv7() }])])).toEqual(['I5']);
    expect(await complaints({}, [sightOf([{ ...a, subjectId: uuidv7() }, b, ...rest])])).toEqual(['I5']);
    expect(await complaints({}, [sightOf(all)])).toEqual([]);
  });

  test('I5: a client with a filter that got too much or too little', async () => {
    const own = (await bench.sql<Seen>(`SELECT seq::int, kind, subject_id AS "subjectId" FROM event WHERE task_id = $1 ORDER BY seq`, [story.completed]));
    const upTo = (await seen()).at(-1)!.seq;
    const filtered = (events: readonly Seen[]): ClientSight => ({ name: 'filtered', after: own[0]!.seq, sawUpTo: upTo, events, filter: { taskId: story.completed } });
    expect(await complaints({}, [filtered(own.slice(1))])).toEqual([]);
    expect(await complaints({}, [filtered(own)])).toEqual(['I5']);
    expect(await complaints({}, [filtered(own.slice(1, -1))])).toEqual(['I5']);
  });

  test('I5: an output line that vanished, and an event of a kind nobody knows', async () => {
    await bench.sql('DELETE FROM log_line WHERE n = 2');
    expect(await complaints()).toEqual(['I5']);
    await bench.sql('UPDATE task_stream SET next = 2');
    await bench.sql('DELETE FROM log_line WHERE n > 1');
    expect(await complaints()).toEqual([]);
    await bench.sql(`INSERT INTO event (kind, subject_id, data) VALUES ('project.painted', $1, '{}')`, [uuidv7()]);
    expect(await complaints()).toEqual(['I5']);
  });

  test('I6: a live attempt with an old epoch, output of an older attempt after a newer one, stale writes that nobody refused', async () => {
    await bench.sql('UPDATE attempt SET epoch = 0 WHERE task_id = $1', [story.running]);
    expect(await complaints()).toEqual(['I6']);
    await bench.sql('UPDATE attempt SET epoch = 1 WHERE task_id = $1', [story.running]);
    await bench.sql('UPDATE log_line SET attempt_no = 0 WHERE n = 4');
    expect(await complaints()).toEqual(['I6']);
    await bench.sql('UPDATE log_line SET attempt_no = 2 WHERE n = 4');
    expect(await complaints({ staleWrites: 1 })).toEqual(['I6']);
  });

  test('I7: a request with two effects, one without an outcome, an outcome that differs from the recorded one', async () => {
    const context = bench.as('operator', 'create once');
    const outcome = await createTask(bench.engine, context, { name: 'once', spec: SPEC });
    const answered = { actorId: context.actor.userId, requestId: 'create once', outcome };
    expect(await complaints({ outcomes: [answered] })).toEqual([]);
    expect(await complaints({ outcomes: [{ ...answered, outcome: { ...outcome, seq: 1 } }] })).toEqual(['I7']);
    await bench.sql(`UPDATE event SET request_id = 'create once', actor_id = $1 WHERE seq = 5`, [context.actor.userId]);
    expect(await complaints()).toEqual(['I7']);
    await bench.sql(`UPDATE event SET request_id = NULL WHERE seq = 5`);
    await bench.sql(`UPDATE request SET outcome = NULL WHERE request_id = 'create once'`);
    expect(await complaints()).toEqual(['I7']);
  });

  test('I8: a live attempt after its lease, and a session that ended while its runner still has it', async () => {
    await bench.sql(`UPDATE runner SET lease_until = now() - interval '10 seconds' WHERE name = 'r2'`);
    expect(await complaints()).toEqual(['I8']);
    expect(await complaints({ sweepSeconds: 20 })).toEqual([]);
    await bench.sql(`UPDATE runner SET lease_until = now() + interval '1 minute' WHERE name = 'r2'`);
    await bench.sql(`UPDATE runner_session SET ended_at = now() WHERE ended_at IS NULL`);
    expect(await complaints()).toEqual(['I8']);
  });

  test.each(['start', 'hand-out'])('I9: a %s from a paused queue', async (kind) => {
    acceptedId(await pauseQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
    await bench.sql(`UPDATE queue SET state = 'OPEN' WHERE id = $1`, [bench.defaultQueue]);
    await (kind === 'start' ? await bench.runner('r3') : new OutsideBenchWorker(bench, 'w1')).take();
    await bench.sql(`UPDATE queue SET state = 'PAUSED' WHERE id = $1`, [bench.defaultQueue]);
    expect(await complaints()).toEqual(['I9']);
  });

  test('I10: the second in line handed out before the first', async () => {
    const second = await bench.queued();
    await bench.sql(`UPDATE queue_item SET not_before = now() + interval '1 hour' WHERE task_id = $1`, [story.waiting]);
    expect((await new OutsideBenchWorker(bench, 'w1').take()).taskId).toBe(second);
    await bench.sql('UPDATE queue_item SET not_before = NULL WHERE task_id = $1', [story.waiting]);
    expect(await complaints({ claimsOnly: true })).toEqual(['I10']);
  });

  test('I10: the second in line claimed before the first', async () => {
    const second = await bench.queued();
    await bench.sql(`UPDATE queue_item SET not_before = now() + interval '1 hour' WHERE task_id = $1`, [story.waiting]);
    await (await bench.runner('r3')).take();
    await bench.sql('UPDATE queue_item SET not_before = NULL WHERE task_id = $1', [story.waiting]);
    expect((await bench.taskRow(second)).status).toBe('in_progress');
    expect(await complaints({ claimsOnly: true })).toEqual(['I10']);
    expect(await complaints()).toEqual([]); // one claim may have met a lock
  });

  test('I10: a task that is overtaken for longer than any lock lasts', async () => {
    await bench.sql(`UPDATE queue_item SET not_before = now() + interval '1 hour' WHERE task_id = $1`, [story.waiting]);
    const runner = await bench.runner('r3');
    for (const seconds of [10, 5]) {
      const taskId = await bench.queued();
      await runner.take();
      await bench.sql(`UPDATE event SET at = at + interval '1 minute' - make_interval(secs => $2) WHERE task_id = $1`, [taskId, seconds]);
    }
    expect(await complaints()).toEqual(['I10']);
  });

  test('I11: an order that stands for too long', async () => {
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId: story.running }));
    expect(await complaints()).toEqual([]);
    await bench.sql(`UPDATE task SET order_at = order_at - interval '1 hour' WHERE id = $1`, [story.running]);
    expect(await complaints()).toEqual(['I11']);
  });

  test('I11: an aborted task that starts again without anybody asking', async () => {
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: story.aborted }));
    expect(await complaints()).toEqual([]);
    await bench.sql(`UPDATE event SET actor_id = NULL WHERE task_id = $1`, [story.aborted]);
    expect(await complaints()).toEqual(['I11']);
  });

  test('I11: a task of a run that was ended', async () => {
    await bench.sql('UPDATE run SET deactivated = NULL WHERE id = $1', [story.runId]);
    const { id } = await bench.one<{ id: string }>(`SELECT id FROM task WHERE node = 'b'`);
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: id }));
    expect(await complaints()).toContain('I4');
    await bench.sql(`UPDATE run SET deactivated = 'ABORTED' WHERE id = $1`, [story.runId]);
    expect(await complaints()).toEqual(['I11']);
  });

  test('I11: a task that goes on after its run was finished, unless it was given back unharmed and the run was not aborted', async () => {
    const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'a', spec: SPEC }] }, enqueue: true, priority: 9 }));
    const { id } = await bench.one<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [runId]);
    const runner = await bench.runner('r11');
    const attempt = await runner.take();
    acceptedId(await finishRun(bench.engine, bench.as(), { runId }));
    await runner.finish(attempt, { by: 'HANDED_BACK', message: '' });
    expect((await runner.take()).taskId).toBe(id);
    expect(await complaints()).toEqual([]);
    await bench.sql(`UPDATE event SET data = jsonb_set(data, '{deactivated}', '"ABORTED"') WHERE subject_id = $1 AND kind = 'run.deactivated'`, [runId]);
    expect(await complaints()).toContain('I11');
    await bench.sql(`UPDATE event SET data = jsonb_set(data, '{deactivated}', '"FINISHED"') WHERE subject_id = $1 AND kind = 'run.deactivated'`, [runId]);
    await bench.sql(`UPDATE event SET data = jsonb_set(data, '{attempt,outcome}', '"LOST"') WHERE task_id = $1 AND kind = 'task.attempt_ended'`, [id]);
    expect(await complaints()).toContain('I11');
  });

  test('I12: a completed task that ran again although no person reset it', async () => {
    await bench.sql(`UPDATE event SET actor_id = NULL, request_id = NULL WHERE kind = 'task.reset'`);
    expect(await complaints()).toEqual(['I12']);
  });

  test('I12: a completed task that ran again after a person has said of it by force that it was stopped, or by nobody’s force', async () => {
    const becomes = (forced: boolean) => bench.sql(`UPDATE event SET kind = 'task.ended', data = jsonb_build_object('from', 'completed', 'forced', $1::boolean, 'status', 'stopped') WHERE kind IN ('task.reset', 'task.ended') AND (kind = 'task.reset' OR data->>'status' = 'stopped' AND data ? 'forced')`, [forced]);
    await becomes(true);
    expect(await complaints()).not.toContain('I12');
    await becomes(false);
    expect(await complaints()).toContain('I12');
  });

  test('I12: a step that was carried out again although it had succeeded, and two steps at once', async () => {
    await bench.sql(`UPDATE step SET state = 'SUCCEEDED' WHERE state = 'FAILED'`);
    expect(await complaints()).toEqual(['I4', 'I12']);
    const { id } = await bench.one<{ id: string }>(`SELECT DISTINCT task_id AS id FROM step WHERE path = '1'`);
    await bench.sql(`UPDATE task SET spec_kind = 'graph' WHERE id = $1`, [id]);
    expect(await complaints(), 'nodes of graphs').not.toContain('I12');
    await bench.sql(`UPDATE task SET spec_kind = 'steps' WHERE id = $1`, [id]);
    await bench.sql(`UPDATE step SET superseded = true WHERE path = '1' AND try = 1`);
    expect(await complaints()).toEqual(['I4']);
    await bench.sql(`UPDATE step SET state = 'RUNNING' WHERE path = '0'`);
    expect(await complaints()).toEqual(['I4', 'I12']);
  });

  test('I13: a process that is left', async () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    try {
      expect(await complaints({ processGroups: [child.pid!] })).toEqual(['I13']);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('I14: a file that is left', async () => {
    const directory = temporaryDirectory();
    expect(await complaints({ spools: [directory, path.join(directory, 'gone')] })).toEqual([]);
    writeFileSync(path.join(directory, 'part'), '');
    expect(await complaints({ spools: [directory] })).toEqual(['I14']);
  });
});

test('the command prints every check and tells by its exit code whether the oracle is content', async () => {
  const sound = await command(bench.url);
  expect(sound).toMatchObject({ code: 0, output: expect.stringContaining('content') });
  expect(sound.output).toMatch(/I17 +not judged/);
  await bench.sql(`UPDATE run SET status = 'FAILED'`);
  const broken = await command(bench.url);
  expect(broken).toMatchObject({ code: 1, output: expect.stringMatching(/I4 +VIOLATED[^]*NOT CONTENT/) });
  expect(printed(await oracle({ db: bench.engine.db }))).toBe(broken.output);
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'oracle-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function command(url: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['test/oracle/run.ts', url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
  return new Promise((resolve) => void child.on('close', (code) => resolve({ code, output })));
}

interface Seen {
  readonly seq: number;
  readonly kind: string;
  readonly subjectId: string;
}

function seen(): Promise<Seen[]> {
  return bench.sql<Seen>('SELECT seq::int, kind, subject_id AS "subjectId" FROM event ORDER BY seq');
}

function sightOf(events: readonly Seen[]): ClientSight {
  return { name: 'a client', after: 0, sawUpTo: Math.max(...events.map((event) => event.seq)), events };
}
