// The audit: one entry for each command, in the transaction of its effect, and one for each denied attempt.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientClassOf, WireTap } from '../../bench/wire-tap.ts';
import { MAX_DENIALS_PER_MINUTE } from '../../src/domain/audit/denial.ts';
import type { CallOrigin } from '../../src/domain/call.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { listAudit } from '../../src/engine/access/audit.read.ts';
import { MAX_DENIED_ACTORS, writeCountedDenials } from '../../src/engine/access/denial-book.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createQueue, pauseQueue } from '../../src/engine/queue/queue.service.ts';
import { retain } from '../../src/engine/retention.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { EngineBench, SPEC } from './engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => void (bench = await EngineBench.open()));
afterEach(() => bench[Symbol.asyncDispose]());

const ORIGIN: CallOrigin = { transport: 'HTTP', callId: 'call-1', keyId: 'KEY', lockKey: 'a secret of a lock', address: '10.0.0.7' };

function entries(): Promise<Record<string, unknown>[]> {
  return bench.sql('SELECT actor_name, key_id, action, target_kind, target_id, project_id, outcome, code, reason, request_id, call_id, transport, address, attempts FROM audit_entry ORDER BY id');
}

test('what was accepted, did nothing or was refused is written down with who, how, what and why', async () => {
  const taskId = await bench.queued();
  const context = { ...bench.as('operator', 'mine'), origin: ORIGIN };
  await abortTask(bench.engine, context, { taskId, reason: 'wrong sample' });
  await abortTask(bench.engine, { ...context, requestId: null }, { taskId });
  await abortTask(bench.engine, bench.as(), { taskId: await bench.task() });
  await pauseQueue(bench.engine, bench.as('operator'), { queueId: bench.defaultQueue });
  const { project_id: projectId } = await bench.one<{ project_id: string }>('SELECT project_id FROM task WHERE id = $1', [taskId]);
  const how = { actor_name: bench.local.name, key_id: 'KEY', call_id: 'call-1', transport: 'HTTP', address: '10.0.0.7', attempts: 1 };
  expect((await entries()).slice(2)).toEqual([
    { ...how, action: 'abortTask', target_kind: 'TASK', target_id: taskId, project_id: projectId, outcome: 'ACCEPTED', code: null, reason: 'wrong sample', request_id: 'mine' },
    { ...how, action: 'abortTask', target_kind: 'TASK', target_id: taskId, project_id: projectId, outcome: 'NOOP', code: expect.any(String), reason: null, request_id: null },
    expect.objectContaining({ action: 'createTask', outcome: 'ACCEPTED' }),
    expect.objectContaining({ action: 'abortTask', outcome: 'REFUSED', code: 'NOT_RUNNING', reason: null }),
    { ...how, action: 'pauseQueue', target_kind: 'QUEUE', target_id: bench.defaultQueue, project_id: null, outcome: 'ACCEPTED', code: null, reason: null, request_id: null, key_id: null, call_id: null, transport: 'INSIDE', address: null },
  ]);
});

test('an entry is there exactly when its effect is: none of a command that fails, one of a command sent ten times', async () => {
  await expect(enqueueTask(bench.engine, bench.as(), { taskId: uuidv7() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await bench.warm();
  await Promise.all(Array.from({ length: 10 }, () => createTask(bench.engine, bench.as('operator', 'once'), { name: 'a', spec: SPEC })));
  expect((await entries()).map(({ action, outcome }) => `${String(action)} ${String(outcome)}`)).toEqual(['createTask ACCEPTED']);
});

test('the audit and the gate of locks cost a command no round trip', async () => {
  const tap = new WireTap([await clientClassOf(bench.engine.db.pool)]);
  using stack = new DisposableStack();
  stack.use(tap);
  const taken = async () => {
    const taskId = await bench.task();
    tap.take();
    await enqueueTask(bench.engine, bench.as(), { taskId, queueId: bench.defaultQueue });
    return tap.take();
  };
  await taken(); // what is asked once for each connection is over
  const { roundTrips, statements } = await taken();
  expect(statements.map(({ name }) => name)).toEqual(expect.arrayContaining(['insert-audit-entry', 'lab-lock-pass', 'lab-locks-held']));
  const sent = statements.map(({ name, text }) => name || text);
  // The entry leaves with the events and the commit.
  expect(sent.indexOf('insert-audit-entry')).toBeGreaterThan(sent.indexOf('update-task'));
  expect(roundTrips).toBeLessThanOrEqual(6);
});

test('attempts without the role are written down with what they named, and the input of no command ever is', async () => {
  const taskId = await bench.task();
  const viewer = { ...bench.as('viewer', 'mine'), origin: ORIGIN };
  await expect(abortTask(bench.engine, viewer, { taskId, reason: 'because' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(createQueue(bench.engine, bench.as('viewer'), { name: 'q', accepts: ['command'] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await createTask(bench.engine, { ...bench.as('operator'), origin: ORIGIN }, { name: 'a', spec: { ...SPEC, env: { TOKEN: 'topsecret' } } });
  expect((await entries()).slice(1, 3)).toMatchObject([
    { action: 'abortTask', target_kind: 'TASK', target_id: taskId, outcome: 'DENIED', code: 'FORBIDDEN', reason: 'because', request_id: 'mine', key_id: 'KEY' },
    { action: 'createQueue', target_kind: null, target_id: null, outcome: 'DENIED', code: 'FORBIDDEN' },
  ]);
  const { all } = await bench.one<{ all: string }>('SELECT string_agg(a::text, $1) AS all FROM audit_entry a', ['\n']);
  expect(all).not.toContain('topsecret');
  expect(all).not.toContain(ORIGIN.lockKey);
});

test('of a flood of denied attempts the first of a minute are written down and the others counted in one entry', async () => {
  let now = 1_000;
  const engine: Engine = { ...bench.engine, clock: { now: () => now } };
  const attempt = (userId = bench.local.userId) => expect(abortTask(engine, { actor: { ...bench.local, userId, role: 'viewer' }, requestId: null }, { taskId: uuidv7() })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const sizes = async () => (await bench.sql<{ attempts: number }>('SELECT attempts FROM audit_entry ORDER BY id')).map(({ attempts }) => attempts);
  await Promise.all(Array.from({ length: MAX_DENIALS_PER_MINUTE + 25 }, () => attempt()));
  expect(await sizes()).toEqual(Array.from({ length: MAX_DENIALS_PER_MINUTE }, () => 1));
  await attempt(uuidv7()); // somebody else's minute is another
  expect(await sizes()).toHaveLength(MAX_DENIALS_PER_MINUTE + 1);
  await writeCountedDenials(engine);
  expect(await sizes()).toHaveLength(MAX_DENIALS_PER_MINUTE + 1);
  now += 60_000;
  await writeCountedDenials(engine);
  expect((await sizes()).at(-1)).toBe(25);
  await Promise.all(Array.from({ length: MAX_DENIALS_PER_MINUTE + 4 }, () => attempt()));
  await writeCountedDenials(engine, { all: true });
  expect((await sizes()).at(-1)).toBe(4);
  expect(MAX_DENIED_ACTORS).toBeLessThanOrEqual(10_000);
});

test('denied attempts are counted over all calls, each of which has an engine of its own, and written down also when the caller hangs up', async () => {
  const actor = { ...bench.local, role: 'viewer' } as const;
  const call = async (isGone: boolean): Promise<void> => {
    const caller = new AbortController();
    const engine: Engine = { ...bench.engine, db: bench.engine.db.cancelledBy(caller.signal) };
    const attempt = abortTask(engine, { actor, requestId: null }, { taskId: uuidv7() });
    if (isGone) caller.abort(new Error('gone'));
    await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
  };
  for (let i = 0; i < MAX_DENIALS_PER_MINUTE + 5; i++) await call(i % 2 === 0);
  expect(await entries()).toHaveLength(MAX_DENIALS_PER_MINUTE);
  await writeCountedDenials(bench.engine, { all: true });
  expect((await entries()).at(-1)).toMatchObject({ action: 'abortTask', outcome: 'DENIED', attempts: 5 });
});

test('a counted flood is in the audit with the next attempt after its minute, and survives a database that does not answer', async () => {
  let [now, fails] = [1_000, false];
  const db = { ...bench.engine.db, query: (...call: Parameters<Engine['db']['query']>) => (fails ? Promise.reject(new Error('no database')) : bench.engine.db.query(...call)) } as Engine['db'];
  const engine: Engine = { ...bench.engine, db, clock: { now: () => now } };
  const attempt = () => abortTask(engine, bench.as('viewer'), { taskId: uuidv7() }).catch((error: Error) => error.message);
  for (let i = 0; i < MAX_DENIALS_PER_MINUTE + 3; i++) await attempt();
  now += 60_000;
  fails = true;
  await expect(writeCountedDenials(engine)).rejects.toThrow('no database');
  fails = false;
  await attempt();
  expect((await bench.sql<{ attempts: number }>('SELECT attempts FROM audit_entry ORDER BY id DESC LIMIT 2')).map(({ attempts }) => attempts)).toEqual([1, 3]);
});

test('an entry can be neither changed nor taken away before it is old, and what is older than the retention goes', async () => {
  await bench.task();
  await expect(bench.sql(`UPDATE audit_entry SET actor_name = 'somebody else'`)).rejects.toThrow(/neither changed/);
  await expect(bench.sql('DELETE FROM audit_entry')).rejects.toThrow(/neither changed/);
  await bench.sql(`INSERT INTO audit_entry (at, actor_id, actor_name, action, outcome, transport) SELECT now() - make_interval(days => n), gen_random_uuid(), 'x', 'old', 'ACCEPTED', 'HTTP' FROM generate_series(363, 367) n`);
  await retain(bench.engine);
  expect((await bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM audit_entry WHERE action = 'old'`)).n).toBe(2);
  expect(await entries()).toHaveLength(3);
});

test('the list is newest first, pages without gaps, filters by each part, and is for admins of everything', async () => {
  for (let i = 0; i < 7; i++) await bench.task();
  await abortTask(bench.engine, bench.as('viewer'), { taskId: uuidv7() }).catch(() => undefined);
  const list = async (filter: Parameters<typeof listAudit>[2]['filter'], page = {}) => listAudit(bench.engine, bench.local, { filter, page });
  const all = await list({});
  expect(all.rows.map(({ action }) => action)).toEqual(['abortTask', ...Array.from({ length: 7 }, () => 'createTask')]);
  const paged: number[] = [];
  for (let after: string | null = null; ;) {
    const page = await list({}, { first: 3, after });
    paged.push(...page.rows.map(({ id }) => id));
    if (!page.hasNextPage) break;
    after = page.cursorOf(page.rows.at(-1)!);
  }
  expect(paged).toEqual(all.rows.map(({ id }) => id));
  const back = await list({}, { last: 2, before: all.cursorOf(all.rows[4]!) });
  expect(back.rows).toEqual(all.rows.slice(2, 4));
  const one = all.rows[3]!;
  expect((await list({ targetId: one.targetId! })).rows).toEqual([one]);
  expect((await list({ outcome: 'DENIED' })).rows).toEqual([all.rows[0]]);
  expect((await list({ action: 'createTask' })).rows).toHaveLength(7);
  expect(await (await list({ actorId: bench.local.userId, since: new Date(0) })).count()).toBe(8);
  expect((await list({ until: new Date(0) })).rows).toEqual([]);
  await expect(listAudit(bench.engine, { ...bench.local, role: 'operator' }, { filter: {}, page: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(listAudit(bench.engine, { ...bench.local, grants: [{ path: '/a', role: 'admin' }] }, { filter: {}, page: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(list({}, { after: 'nonsense' })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
});
