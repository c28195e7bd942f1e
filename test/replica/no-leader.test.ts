// Recurring work of three servers without a leader: what is due happens once, soon, and whichever of the servers are left.
import { expect, test } from 'vitest';
import type { ClaimAnswer } from '../../src/domain/dispatch/protocol.ts';
import { SWEEP_SECONDS, TURN_SHARE } from '../../src/engine/maintenance.ts';
import { Database } from '../../src/store/database.ts';
import { giveBackTurn, takeTurn } from '../../src/store/maintenance/take-turn.store.ts';
import { until } from '../fault/until.ts';
import { oracle } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';
import { dispatch, enqueueOn, openSession, type ReplicaGround, replicaGround } from './replica-ground.ts';

const LEASE_SECONDS = 3;
const LEASE = { SWITCHYARD_LEASE_SECONDS: String(LEASE_SECONDS), SWITCHYARD_BEAT_SECONDS: '1', SWITCHYARD_GRACE_SECONDS: '1' };
/** Runners that fall silent at the same time. */
const RUNNERS = 12;
/** What a shared machine may add to any wait. */
const SLACK_SECONDS = 2;

/** Each runner takes one task, over the servers in turn, and is never heard of again; gives the attempts. */
async function takeAndFallSilent(of: ReplicaGround, round: string): Promise<readonly string[]> {
  const living = of.servers.filter(({ database }) => !database.pool.ending);
  return Promise.all(Array.from({ length: RUNNERS }, async (_, i) => {
    const server = living[i % living.length]!;
    await enqueueOn(server);
    const session = await openSession(server, `silent-${round}-${i}`, { slots: 1 });
    const { attempts } = await dispatch<ClaimAnswer>(server, 'claim', { session, max: 1, decks: [], waitSeconds: 5 });
    return attempts[0]!.attemptId;
  }));
}

/** Waits until all have been given up; gives the seconds from the end of a lease to the record that it was over, the longest. */
async function noticedAfter(of: ReplicaGround, attemptIds: readonly string[]): Promise<number> {
  const lost = async () => of.sql<{ late: number }>(`SELECT extract(epoch FROM ended_at - runner.lease_until)::float8 AS late FROM attempt JOIN runner ON runner.id = runner_id WHERE attempt.id = ANY($1::uuid[]) AND outcome = 'LOST'`, [attemptIds]);
  await until('every silent runner was noticed', async () => (await lost()).length === attemptIds.length, { withinMs: 20_000 });
  return Math.max(...(await lost()).map(({ late }) => late));
}

// Leases and sweeps are waited for, not computed: these three have servers of their own and run side by side.
test.concurrent('every silent runner is noticed once within its lease and a sweep, by three servers and by the last one left', async () => {
  await using ground = await replicaGround(3, LEASE);
  const first = await takeAndFallSilent(ground, 'three');
  const late = { three: await noticedAfter(ground, first), one: 0 };
  await Promise.all(ground.servers.slice(0, 2).map((server) => server.close()));
  const second = await takeAndFallSilent(ground, 'one');
  late.one = await noticedAfter(ground, second);
  console.log(`noticed after the end of the lease: ${late.three.toFixed(2)} s by three servers, ${late.one.toFixed(2)} s by one`);
  expect(late.three).toBeLessThan(SWEEP_SECONDS * 2 + SLACK_SECONDS);
  expect(late.one).toBeLessThan(SWEEP_SECONDS * 2 + SLACK_SECONDS);
  const told = await ground.sql<{ kind: string; n: number }>(`SELECT kind, count(*)::int AS n FROM event WHERE kind IN ('runner.gone', 'task.requeued') GROUP BY kind ORDER BY kind`);
  expect(told).toEqual([{ kind: 'runner.gone', n: RUNNERS * 2 }, { kind: 'task.requeued', n: RUNNERS * 2 }]);
  const report = await oracle({ db: ground.servers[2]!.database });
  expect(report.content, printed(report)).toBe(true);
}, 60_000);

test.concurrent('a task whose retry comes due is handed out once, to one of the runners that wait on different servers, and not before its time', async () => {
  await using ground = await replicaGround(3);
  const [a] = ground.servers as [ReplicaGround['servers'][0]];
  const delaySeconds = 1;
  const taskId = await enqueueOn(a, { retry: { maxRetries: 1, backoffSeconds: delaySeconds } });
  const session = await openSession(a, 'first');
  const { attempts: [attempt] } = await dispatch<ClaimAnswer>(a, 'claim', { session, max: 1, decks: [], waitSeconds: 5 });
  const { attemptId, epoch } = attempt!;
  await dispatch(a, 'report', { session, items: [{ n: 1, type: 'finish', end: { by: 'EXIT', exitCode: 1 }, attemptId, epoch }] });
  const waiting = await Promise.all(ground.servers.map(async (server, i) => ({ server, session: await openSession(server, `waiting-${i}`) })));
  const answers = await Promise.all(waiting.map(({ server, session: own }) => dispatch<ClaimAnswer>(server, 'claim', { session: own, max: 2, decks: [], waitSeconds: delaySeconds + 2 })));
  expect(answers.flatMap(({ attempts }) => attempts.map((one) => one.taskId))).toEqual([taskId]);
  const [again] = await ground.sql<{ early: boolean; late: number }>(`SELECT b.claimed_at < a.ended_at + make_interval(secs => $2) AS early, extract(epoch FROM b.claimed_at - a.ended_at)::float8 - $2 AS late
    FROM attempt a JOIN attempt b ON b.task_id = a.task_id AND b.no = a.no + 1 WHERE a.task_id = $1`, [taskId, delaySeconds]);
  expect(again!.early).toBe(false);
  expect(again!.late).toBeLessThan(1 + SLACK_SECONDS);
  const report = await oracle({ db: a.database });
  expect(report.content, printed(report)).toBe(true);
}, 30_000);

test.concurrent('four servers together sweep no more often than one alone would', async () => {
  const seconds = 4;
  await using ground = await replicaGround(4);
  const sweeps = await sweepsWithin(ground, seconds);
  console.log(`${sweeps} sweeps of four servers in ${seconds} s`);
  expect(sweeps).toBeGreaterThanOrEqual(seconds / SWEEP_SECONDS - 2);
  expect(sweeps).toBeLessThanOrEqual(seconds / (SWEEP_SECONDS * TURN_SHARE) + 1);
}, 60_000);

/** Looks at the turns far more often than they are taken. */
async function sweepsWithin(of: ReplicaGround, seconds: number): Promise<number> {
  const seen = new Set<string>();
  const end = performance.now() + seconds * 1_000;
  await until('the time is over', async () => {
    for (const { at } of await of.sql<{ at: string }>(`SELECT taken_at::text AS at FROM maintenance_turn WHERE work = 'sweep'`)) seen.add(at);
    return performance.now() > end;
  }, { withinMs: seconds * 2_000 });
  return seen.size;
}

test('of many that come for a turn at once one gets it, nobody before it is due again, and a turn given back is due at once; who comes too early writes nothing', async () => {
  const fresh = await freshDatabase();
  const pools = await Promise.all(Array.from({ length: 3 }, () => Database.open({ url: fresh.url, poolSize: 6, transactionTimeout: 5_000 })));
  const takers = async (everySeconds: number): Promise<number> => (await Promise.all(pools.flatMap((db) => Array.from({ length: 6 }, () => takeTurn(db, 'trial', everySeconds))))).filter(Boolean).length;
  try {
    for (let round = 0; round < 20; round++) {
      await giveBackTurn(pools[0]!, 'trial');
      if (round % 2 === 0) await pools[0]!.query({ name: '', text: 'DELETE FROM maintenance_turn' }, []);
      expect(await takers(60)).toBe(1);
      expect(await takers(60)).toBe(0);
    }
    const written = await pools[0]!.transaction(async (tx) => {
      expect(await takeTurn(tx, 'trial', 60)).toBe(false);
      return tx.query<{ xid: string | null }>({ name: '', text: 'SELECT pg_current_xact_id_if_assigned()::text AS xid' }, []);
    });
    expect(written).toEqual([{ xid: null }]);
    await until('the turn is due', async () => (await takers(0.2)) === 1, { withinMs: 5_000 });
  } finally {
    for (const db of pools) await db.close();
    await fresh.drop();
  }
});

test('a turn that was taken before the clock was set back does not keep the work from being done until that time has come again', async () => {
  const fresh = await freshDatabase();
  const db = await Database.open({ url: fresh.url, poolSize: 6, transactionTimeout: 5_000 });
  try {
    expect(await takeTurn(db, 'trial', 60)).toBe(true);
    await db.query({ name: '', text: `UPDATE maintenance_turn SET taken_at = now() + interval '1 day'` }, []);
    const taken = await Promise.all(Array.from({ length: 6 }, () => takeTurn(db, 'trial', 60)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await takeTurn(db, 'trial', 60)).toBe(false);
  } finally {
    await db.close();
    await fresh.drop();
  }
});
