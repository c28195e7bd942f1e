// The dispatch protocol over real HTTP, against the real engine.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ClaimedAttempt, SessionAnswer } from '../../src/domain/dispatch/protocol.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { dispatchWorld, sessionBody, type DispatchWorld } from './dispatch-world.ts';

let world: DispatchWorld;

beforeAll(async () => { world = await dispatchWorld({ poolSize: 4 }); });
afterAll(() => world.close());

/** Enqueues one task and claims it. */
async function running(name: string): Promise<{ session: string; attempt: ClaimedAttempt; ref: { attemptId: string; epoch: number } }> {
  const session = await world.session(name);
  const taskId = await world.enqueue();
  const { attempts } = await world.claim(session, { waitSeconds: 5 });
  const attempt = attempts[0]!;
  expect(attempt.taskId).toBe(taskId);
  return { session, attempt, ref: { attemptId: attempt.attemptId, epoch: attempt.epoch } };
}

function finish(ref: object, n = 1): object {
  return { n, type: 'finish', end: { by: 'EXIT', exitCode: 0 }, ...ref };
}

/** Resolves once the server holds `n` calls: their registrations at the hub are all that waits. */
async function untilHeld(n: number): Promise<void> {
  await vi.waitFor(() => expect(world.events.hub.size).toBe(n), { timeout: 5_000, interval: 5 });
}

test('a claim that waits gets no work once its key was revoked', async () => {
  const key = await world.key('runner');
  const session = await world.session('dismissed');
  const claimed = world.call('claim', { session, max: 1, decks: [], waitSeconds: 20 }, { key });
  await untilHeld(1);
  await world.revoke(key);
  const taskId = await world.enqueue();
  expect(await claimed).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
  expect((await world.claim(session, { waitSeconds: 5 })).attempts).toMatchObject([{ taskId }]);
});

describe('a session', () => {
  test('tells the lease and the beat, and a newer one of the same name ends it', async () => {
    const { status, body } = await world.call<SessionAnswer>('session', sessionBody('renewed'));
    expect({ status, body }).toMatchObject({ status: 200, body: { protocol: 2, leaseSeconds: 20, beatSeconds: 5 } });
    await world.session('renewed');
    const beat = await world.call('beat', { session: body.session, attempts: [], draining: false, waitSeconds: 0 });
    expect(beat).toMatchObject({ status: 404, body: { code: 'UNKNOWN_SESSION' } });
  });

  test('of another version of the protocol is refused with both versions, whatever else it says', async () => {
    expect(await world.call('session', { protocol: 7, shape: 'unknown' })).toMatchObject({ status: 409, body: { code: 'PROTOCOL', message: expect.stringMatching(/version 7.*version 2/) as string } });
  });

  test.each(['claim', 'beat', 'report', 'history'])('that nobody opened is unknown to %s', async (name) => {
    const bodies: Record<string, object> = { claim: { max: 1, decks: [], waitSeconds: 0 }, beat: { attempts: [], draining: false, waitSeconds: 0 }, report: { items: [] }, history: { attemptId: uuidv7(), epoch: 1, after: 0 } };
    expect(await world.call(name, { session: uuidv7(), ...bodies[name] })).toMatchObject({ status: 404, body: { code: 'UNKNOWN_SESSION' } });
  });
});

describe('a claim', () => {
  test('that waits is woken by an enqueue within 200 ms (median of ten)', async () => {
    const session = await world.session('waiting');
    const waits: number[] = [];
    for (let round = 0; round < 10; round++) {
      const claimed = world.claim(session, { waitSeconds: 20 });
      await untilHeld(1);
      const taskId = await world.enqueue();
      const enqueuedAt = performance.now();
      const { attempts } = await claimed;
      waits.push(performance.now() - enqueuedAt);
      expect(attempts.map((attempt) => attempt.taskId)).toEqual([taskId]);
      const [{ attemptId, epoch }] = attempts as [ClaimedAttempt];
      await world.report(session, [finish({ attemptId, epoch }, round + 1)]);
    }
    expect(waits.toSorted((a, b) => a - b)[5]).toBeLessThan(200);
  });

  test('is woken when its queue is opened again', async () => {
    const session = await world.session('paused');
    const queueId = (await world.engine.db.query<{ id: string }>({ name: 'test_queue', text: `SELECT id FROM queue WHERE name = 'default'` }, []))[0]!.id;
    await pauseQueue(world.engine, world.context, { queueId });
    const taskId = await world.enqueue();
    expect(await world.claim(session)).toEqual({ attempts: [] });
    const claimed = world.claim(session, { waitSeconds: 20 });
    await untilHeld(1);
    await resumeQueue(world.engine, world.context, { queueId });
    const { attempts } = await claimed;
    expect(attempts.map((attempt) => attempt.taskId)).toEqual([taskId]);
    await world.report(session, attempts.map(({ attemptId, epoch }, index) => finish({ attemptId, epoch }, index + 1)));
  });

  test('that finds nothing answers with nothing when its time is over', async () => {
    const session = await world.session('idle');
    const began = performance.now();
    expect(await world.claim(session, { waitSeconds: 0.3 })).toEqual({ attempts: [] });
    expect(performance.now() - began).toBeGreaterThanOrEqual(290);
  });

  test('keeps no database connection while it waits: thirty of them leave the pool of four free', async () => {
    const session = await world.session('crowd');
    const cut = new AbortController();
    const claims = Array.from({ length: 30 }, () => world.claim(session, { waitSeconds: 20, signal: cut.signal }).catch((error: Error) => error.name));
    await untilHeld(30);
    await vi.waitFor(() => expect([world.engine.db.pool.waitingCount, world.engine.db.pool.totalCount - world.engine.db.pool.idleCount]).toEqual([0, 0]), { timeout: 5_000, interval: 1 });
    cut.abort();
    expect(new Set(await Promise.all(claims))).toEqual(new Set(['AbortError']));
    await untilHeld(0);
  });

  test('whose caller has hung up takes nothing any more', async () => {
    const session = await world.session('gone');
    const cut = new AbortController();
    const claimed = world.claim(session, { waitSeconds: 20, signal: cut.signal }).catch((error: Error) => error.name);
    await untilHeld(1);
    cut.abort();
    await claimed;
    await untilHeld(0);
    const taskId = await world.enqueue();
    const { attempts } = await world.claim(session);
    expect(attempts.map((attempt) => attempt.taskId)).toEqual([taskId]);
    await world.report(session, attempts.map(({ attemptId, epoch }) => finish({ attemptId, epoch })));
  });
});

test('callers that hang up at any moment leave nothing held behind', async () => {
  const session = await world.session('hasty');
  const body = JSON.stringify({ session, max: 1, decks: [], waitSeconds: 20 });
  const text = `POST /dispatch/claim HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${await world.key('runner')}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  for (let delay = 0; delay < 30; delay++) {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    await new Promise((resolve) => { socket.write(text, resolve); });
    // Not a wait for something: the hang-up falls into the look-up of the key, the body, the first look, the wait.
    for (let turn = 0; turn < delay; turn++) await new Promise((resolve) => { setImmediate(resolve); });
    socket.destroy();
  }
  const taskId = await vi.waitFor(async () => {
    expect([world.heldCalls(), world.drainListeners()]).toEqual([0, 0]);
    return await world.enqueue();
  }, { timeout: 5_000, interval: 5 });
  const { attempts } = await world.claim(session);
  expect(attempts.map((attempt) => attempt.taskId)).toEqual([taskId]);
  await world.report(session, attempts.map(({ attemptId, epoch }) => finish({ attemptId, epoch })));
});

describe('a beat', () => {
  test('that is held carries an order as soon as it is given', async () => {
    const { session, attempt, ref } = await running('ordered');
    const held = world.beat(session, { attempts: [ref], waitSeconds: 20 });
    await untilHeld(1);
    const began = performance.now();
    await abortTask(world.engine, world.context, { taskId: attempt.taskId, reason: 'enough' });
    expect(await held).toEqual({ orders: [{ attemptId: ref.attemptId, order: { verb: 'ABORT', after: null, cleanup: 'RUN' } }], controls: [], lost: [] });
    expect(performance.now() - began).toBeLessThan(1_000);
    await world.report(session, [{ n: 1, type: 'finish', end: { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: 'SIGTERM' }, ...ref }]);
  });

  test('that is held is not disturbed by what happens to the tasks of others', async () => {
    const mine = await running('undisturbed');
    const other = await running('disturbing');
    const held = world.beat(mine.session, { attempts: [mine.ref], waitSeconds: 1.5 });
    await untilHeld(1);
    const began = performance.now();
    await abortTask(world.engine, world.context, { taskId: other.attempt.taskId });
    await world.report(other.session, [finish(other.ref)]);
    expect(await held).toEqual({ orders: [], controls: [], lost: [] });
    expect(performance.now() - began).toBeGreaterThan(1_000);
    await world.report(mine.session, [finish(mine.ref)]);
  });

  test('names attempts that are not the runner\'s, at once', async () => {
    const { session, ref } = await running('losing');
    await world.report(session, [finish(ref)]);
    expect(await world.beat(session, { attempts: [ref], waitSeconds: 20 })).toEqual({ orders: [], controls: [], lost: [ref.attemptId] });
  });
});

describe('a report', () => {
  test('that is repeated is harmless: lines and ends are taken once', async () => {
    const { session, attempt, ref } = await running('repeating');
    const at = new Date().toISOString();
    const items = [{ n: 1, type: 'log', lines: [{ at, source: 'STDOUT', message: 'hello \0 world \ud800' }], dropped: 0, ...ref }, finish(ref, 2)];
    expect(await world.report(session, items)).toEqual({ upTo: 2, stale: [] });
    expect(await world.report(session, items)).toEqual({ upTo: 2, stale: [] });
    const lines = await world.engine.db.query<{ message: string }>({ name: 'test_lines', text: 'SELECT message FROM log_line WHERE task_id = $1' }, [attempt.taskId]);
    expect(lines).toEqual([{ message: 'hello \ufffd world \ufffd' }]);
    const [task] = await world.engine.db.query<{ status: string }>({ name: 'test_status', text: 'SELECT status FROM task WHERE id = $1' }, [attempt.taskId]);
    expect(task?.status).toBe('completed');
  });

  test('with an old epoch changes nothing and is counted', async () => {
    const { session, attempt, ref } = await running('stale');
    const before = world.staleWrites();
    expect(await world.report(session, [finish({ ...ref, epoch: ref.epoch + 1 })])).toEqual({ upTo: 1, stale: [ref.attemptId] });
    expect(world.staleWrites()).toBe(before + 1);
    const [task] = await world.engine.db.query<{ status: string }>({ name: 'test_status', text: 'SELECT status FROM task WHERE id = $1' }, [attempt.taskId]);
    expect(task?.status).toBe('in_progress');
    await world.report(session, [finish(ref, 2)]);
  });
});
