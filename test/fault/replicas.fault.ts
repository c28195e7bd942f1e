// Several servers on one database as processes of their own: restarted in turn under load, and killed two of three.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ClaimAnswer, ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import { RETENTION_SECONDS, SWEEP_SECONDS } from '../../src/engine/maintenance.ts';
import { Database } from '../../src/store/database.ts';
import { oracle } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/fresh-database.ts';
import { dispatch, openSession, RUNNER_KEY } from '../replica/replica-ground.ts';
import { CLIENTS, RollingLoad } from '../replica/rolling-load.ts';
import { callApi } from './api-client.ts';
import { KillableRunner } from './killable-runner.ts';
import { uuidOf } from './resuming-subscriber.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { ServerProcess } from './server-process.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { until } from './until.ts';

const CREATE = 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } userErrors { message } } }';
const LEASE = { SWITCHYARD_LEASE_SECONDS: '4', SWITCHYARD_BEAT_SECONDS: '1', SWITCHYARD_GRACE_SECONDS: '1' };
const RESTARTS = 6;
const TASKS_BETWEEN = 25;
const SILENT_RUNNERS = 9;
const BACKOFF_SECONDS = 6;
/** What a shared machine may add to any wait. */
const SLACK_SECONDS = 3;

let fresh: FreshDatabase;
let db: Database;
let servers: ServerProcess[] = [];
let runner: KillableRunner | null = null;
let load: RollingLoad | null = null;

afterEach(async () => {
  await load?.abandon();
  await runner?.kill();
  for (const server of servers) await server.kill();
  await db.close();
  await fresh.drop();
  [servers, runner, load] = [[], null, null];
});

async function startServers(count: number, own: Record<string, string> = {}): Promise<void> {
  fresh = await freshDatabase();
  db = await Database.open({ url: fresh.url, poolSize: 4, transactionTimeout: 10_000 });
  const settings = { DATABASE_URL: fresh.url, SWITCHYARD_RUNNERS: '0', SWITCHYARD_RUNNER_KEY: RUNNER_KEY, SWITCHYARD_POOL_SIZE: '8', ...own };
  servers = await Promise.all(Array.from({ length: count }, () => ServerProcess.prepare(settings)));
  await Promise.all(servers.map((server) => server.start()));
}

function sql<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return db.query<Row>({ name: '', text }, values);
}

test(`two servers are restarted ${RESTARTS} times in turn under load: 0 lost, 0 doubled, 0 reordered, and commands meet only clean refusals`, async () => {
  await startServers(2);
  const urls = servers.map(({ url }) => url);
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-rolling-'));
  const deck = path.join(import.meta.dirname, '..', 'runner', 'steps-deck.fixture.ts');
  runner = new KillableRunner({ server: urls.join(','), key: RUNNER_KEY, deck, directory });
  runner.start();
  load = await RollingLoad.start(urls);
  await load.goOn(TASKS_BETWEEN);
  const away: number[] = [];
  for (let i = 0; i < RESTARTS; i++) {
    const server = servers[i % servers.length]!;
    const began = performance.now();
    expect(await server.stop()).toBe(0);
    await server.start();
    away.push((performance.now() - began) / 1_000);
    await load.goOn(TASKS_BETWEEN);
  }
  runner.check();
  const { troubles, accepted, connections, closeCodes } = await load.judged(urls[0]!, db);
  load = null;
  const outcomes = await sql<{ outcome: string; n: number }>('SELECT outcome, count(*)::int AS n FROM attempt GROUP BY outcome');
  reportFault({
    fault: `rolling restart of two servers, ${RESTARTS} restarts`, seed: null,
    figures: { tasks: accepted, lost: 0, doubled: 0, reordered: 0, attempts: outcomes.map(({ outcome, n }) => `${n} ${outcome}`).join(' '), refused: troubles.refused, unavailable: troubles.unavailable, cut: troubles.cut, subscriberConnections: connections, closeCodes, restartP50Seconds: percentile(away, 0.5) },
  });
  expect(troubles.cut, 'cut as their connections were closed').toBeLessThanOrEqual(RESTARTS * CLIENTS);
  expect(outcomes).toEqual([{ outcome: 'COMPLETED', n: accepted }]);
});

test('whichever two of three servers are killed, leases, retries and retention come due on time and once each', async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  await startServers(3, LEASE);
  const late: number[] = [];
  const retryLate: number[] = [];
  let retentionSeconds = Number.NaN;
  for (let round = 0; round < 3; round++) {
    const survivor = servers[Math.floor(random() * 3)]!;
    const silent = await takeAndFallSilent(round);
    const retried = await failOnce(round);
    await sql(`UPDATE request SET at = now() - interval '30 days'`);
    const killedAt = performance.now();
    await Promise.all(servers.filter((server) => server !== survivor).map((server) => server.kill()));
    late.push(...(await noticed(silent)));
    retryLate.push(await takeRetried(survivor, retried, round));
    if (round === 0) {
      await until('what is too old has been forgotten', async () => (await sql<{ n: number }>('SELECT count(*)::int AS n FROM request'))[0]!.n === 0, { withinMs: (RETENTION_SECONDS * 2 + SLACK_SECONDS) * 1_000 });
      retentionSeconds = (performance.now() - killedAt) / 1_000;
    }
    await Promise.all(servers.filter((server) => server !== survivor).map((server) => server.start()));
  }
  const told = await sql<{ kind: string; n: number }>(`SELECT kind, count(*)::int AS n FROM event WHERE kind = 'runner.gone' AND data->>'name' LIKE 'silent-%' OR kind = 'task.requeued' AND task_id IN (SELECT id FROM task WHERE name LIKE 'silent-%') GROUP BY kind ORDER BY kind`);
  reportFault({
    fault: 'two of three servers killed', seed,
    figures: { lostAttempts: late.length, noticedAfterLeaseP50Seconds: percentile(late, 0.5), noticedAfterLeaseMaxSeconds: Math.max(...late), retryLateMaxSeconds: Math.max(...retryLate), retentionSeconds },
  });
  expect(told, `seed ${seed}`).toEqual([{ kind: 'runner.gone', n: SILENT_RUNNERS * 3 }, { kind: 'task.requeued', n: SILENT_RUNNERS * 3 }]);
  expect(Math.max(...late), `seed ${seed}`).toBeLessThan(SWEEP_SECONDS * 2 + SLACK_SECONDS);
  expect(Math.max(...retryLate), `seed ${seed}`).toBeLessThan(1 + SLACK_SECONDS);
  const report = await oracle({ db });
  expect(report.content, `seed ${seed}\n${printed(report)}`).toBe(true);
});

/** A task through the API of a server, with a request id. */
async function create(server: ServerProcess, name: string, retry?: object): Promise<string> {
  const input = { name, spec: { command: { binary: 'true' } }, enqueue: true, requestId: name, ...(retry ? { retry } : {}) };
  const { createTask } = await callApi<{ createTask: { task: { id: string } } }>(server.url, CREATE, { input });
  return uuidOf(createTask.task.id);
}

/** Runners on all three servers take one task each and are never heard of again. Gives the attempts. */
async function takeAndFallSilent(round: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: SILENT_RUNNERS }, async (_, i) => {
    const server = servers[i % servers.length]!;
    if (round === 0) await create(server, `silent-${i}`); // later rounds find these again
    const session = await openSession(server, `silent-${round}-${i}`, { slots: 1 });
    const { attempts } = await dispatch<ClaimAnswer>(server, 'claim', { session, max: 1, decks: [], waitSeconds: 10 });
    return attempts[0]!.attemptId;
  }));
}

/** Seconds from the end of each lease to the record that it was over. */
async function noticed(attemptIds: readonly string[]): Promise<readonly number[]> {
  const lost = () => sql<{ late: number }>(`SELECT extract(epoch FROM attempt.ended_at - runner.lease_until)::float8 AS late FROM attempt JOIN runner ON runner.id = runner_id WHERE attempt.id = ANY($1::uuid[]) AND outcome = 'LOST'`, [attemptIds]);
  await until('every silent runner was noticed', async () => (await lost()).length === attemptIds.length, { withinMs: 60_000 });
  return (await lost()).map((row) => row.late);
}

/** A task of a queue of its own fails and waits for its retry. */
async function failOnce(round: number): Promise<{ taskId: string; queue: string }> {
  const queue = `retries-${round}`;
  const server = servers[0]!;
  await callApi(server.url, 'mutation ($input: CreateQueueInput!) { createQueue(input: $input) { queue { id } userErrors { message } } }', { input: { name: queue, accepts: ['COMMAND'] } });
  const [{ id }] = (await sql<{ id: string }>('SELECT id FROM queue WHERE name = $1', [queue])) as [{ id: string }];
  const input = { name: queue, spec: { command: { binary: 'true' } }, enqueue: true, queueId: Buffer.from(`Queue:${id}`).toString('base64url'), retry: { maxRetries: 1, backoffSeconds: BACKOFF_SECONDS } };
  const { createTask } = await callApi<{ createTask: { task: { id: string } } }>(server.url, CREATE, { input });
  const session = await openSession(server, `failing-${round}`, { queues: [queue] });
  const { attempts: [attempt] } = await dispatch<ClaimAnswer>(server, 'claim', { session, max: 1, decks: [], waitSeconds: 10 });
  const { attemptId, epoch } = attempt!;
  await dispatch(server, 'report', { session, items: [{ n: 1, type: 'finish', end: { by: 'EXIT', exitCode: 1 }, attemptId, epoch }] });
  return { taskId: uuidOf(createTask.task.id), queue };
}

/** Takes the retry at the server that is left, ends it, and gives how many seconds after its time it was handed out. */
async function takeRetried(survivor: ServerProcess, { taskId, queue }: { readonly taskId: string; readonly queue: string }, round: number): Promise<number> {
  let session = '';
  let attempt: ClaimedAttempt | undefined;
  // Sessions as short as their claims: nobody beats for them.
  await until('the retry is handed out', async () => {
    session = await openSession(survivor, `retrying-${round}`, { queues: [queue] });
    attempt = (await dispatch<ClaimAnswer>(survivor, 'claim', { session, max: 1, decks: [], waitSeconds: 1 })).attempts[0];
    return attempt !== undefined;
  }, { withinMs: (BACKOFF_SECONDS + SLACK_SECONDS) * 3_000 });
  expect(attempt?.taskId).toBe(taskId);
  const { attemptId, epoch } = attempt!;
  await dispatch(survivor, 'report', { session, items: [{ n: 1, type: 'finish', end: { by: 'EXIT', exitCode: 0 }, attemptId, epoch }] });
  const [row] = await sql<{ late: number }>('SELECT extract(epoch FROM b.claimed_at - a.ended_at)::float8 - $2 AS late FROM attempt a JOIN attempt b ON b.task_id = a.task_id AND b.no = 2 WHERE a.task_id = $1 AND a.no = 1', [taskId, BACKOFF_SECONDS]);
  expect(row!.late).toBeGreaterThanOrEqual(-0.001);
  return row!.late;
}
