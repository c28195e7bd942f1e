// Rounds of retention: one server does the work, and what belongs to work is never touched.
import { expect, test } from 'vitest';
import { retain } from '../../src/engine/retention.ts';
import { makeRoom } from '../../src/engine/retention/make-room.ts';
import { WEEK_DAYS, weekOf } from '../../src/domain/retention/line-week.ts';
import { Database } from '../../src/store/database.ts';
import { linePartitions, todayOf } from '../../src/store/retention/line-partition.store.ts';
import { openRetentionSession } from '../../src/store/retention/retention-session.store.ts';
import { insertEvents } from '../../src/store/event/write-event.store.ts';
import { until } from '../events/event-ground.ts';
import { madeWeek } from '../store/line-time.ts';
import { EngineBench } from './engine-bench.ts';

const OLD_EVENT = { kind: 'task.moved', projectId: null, runId: null, taskId: null, queueId: null, actorId: null, requestId: null, data: {} } as const;

test('of several servers that begin at the same time one does the work and the others have nothing to complain of', async () => {
  await using bench = await EngineBench.open();
  const today = await todayOf(bench.engine.db);
  for (let week = 60; week < 66; week++) await madeWeek(bench.engine.db, weekOf(today - week * WEEK_DAYS).from);
  const others = await Promise.all([1, 2, 3].map(() => Database.open({ url: bench.url, poolSize: 4, transactionTimeout: 5_000 })));
  const rounds = await Promise.all([bench.engine.db, ...others].map((db) => retain({ ...bench.engine, db })));
  const gone = rounds.flatMap((names) => names ?? []);
  expect(gone).toHaveLength(6);
  expect(new Set(gone).size).toBe(6);
  expect((await linePartitions(bench.engine.db)).every(({ to }) => to > today)).toBe(true);
  await Promise.all(others.map((db) => db.close()));
});

test('a server that finds another at work leaves it alone, and takes over when that one has gone away', async () => {
  await using bench = await EngineBench.open();
  const today = await todayOf(bench.engine.db);
  await madeWeek(bench.engine.db, weekOf(today - 60 * WEEK_DAYS).from);
  const session = await openRetentionSession(bench.engine.db.pool);
  expect(await retain(bench.engine)).toBeNull();
  await session![Symbol.asyncDispose]();
  await until('the lock is free', async () => (await retain(bench.engine))?.length === 1);
});

test('an old reader holds up the removal alone: it keeps its rows, others see them no more, writers go on, and it is told of in the next round', async () => {
  await using bench = await EngineBench.open();
  const today = await todayOf(bench.engine.db);
  const week = weekOf(today - 60 * WEEK_DAYS);
  await madeWeek(bench.engine.db, week.from);
  const taskId = await bench.task();
  await bench.sql(`INSERT INTO log_line VALUES ($1, 1, DATE '1970-01-01' + $2::int, 1, now(), 1, 'STDOUT', 'old')`, [taskId, week.from]);
  const reader = await bench.engine.db.pool.connect();
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const seen = async (): Promise<number> => (await reader.query<{ n: number }>('SELECT count(*)::int AS n FROM log_line')).rows[0]!.n;
  expect(await seen()).toBe(1);
  expect(await retain(bench.engine)).toEqual([]);
  expect(await bench.sql('SELECT 1 FROM log_line')).toEqual([]);
  expect(await seen()).toBe(1);
  await bench.engine.db.transaction((tx) => insertEvents(tx, [{ ...OLD_EVENT, subjectId: taskId }]));
  await expect(retain(bench.engine)).rejects.toThrow(/cannot be removed while a transaction from before/);
  await reader.query('COMMIT');
  reader.release();
  expect(await retain(bench.engine)).toHaveLength(1);
});

test('a partition that somebody detached to keep it elsewhere is left where it is', async () => {
  await using bench = await EngineBench.open();
  const monday = weekOf((await todayOf(bench.engine.db)) - 60 * WEEK_DAYS).from;
  await madeWeek(bench.engine.db, monday);
  const [kept] = (await linePartitions(bench.engine.db)).map(({ name }) => name);
  await bench.sql(`ALTER TABLE log_line DETACH PARTITION ${kept}`);
  expect(await retain(bench.engine)).toEqual([]);
  expect(await bench.sql(`SELECT 1 FROM ${kept}`)).toEqual([]);
});

test('sessions that ended long ago go, but not the one that a runner still names, nor one whose attempt is live, nor a young one', async () => {
  await using bench = await EngineBench.open();
  await bench.queued();
  const first = await bench.runner('one');
  const [attempt] = await first.claim(1);
  const names = ['two', 'three', 'three', 'three'];
  for (const name of names) await bench.runner(name);
  await bench.sql(`UPDATE runner_session SET ended_at = now() - interval '40 days'`);
  const young = await bench.one<{ id: string }>(`SELECT s.id FROM runner_session s JOIN runner r ON r.id = s.runner_id WHERE r.name = 'three' AND r.session_id <> s.id ORDER BY s.started_at LIMIT 1`);
  await bench.sql(`UPDATE runner_session SET ended_at = now() - interval '29 days' WHERE id = $1`, [young.id]);
  await bench.sql(`UPDATE runner SET session_id = NULL WHERE name = 'one'`);
  await retain(bench.engine);
  const left = await bench.sql<{ name: string; id: string }>('SELECT r.name, s.id FROM runner_session s JOIN runner r ON r.id = s.runner_id ORDER BY r.name, s.started_at');
  expect(left.map(({ name }) => name)).toEqual(['one', 'three', 'three', 'two']);
  expect(left.some(({ id }) => id === young.id)).toBe(true);
  await bench.sql(`UPDATE attempt SET state = 'ENDED' WHERE id = $1`, [attempt!.attemptId]);
  await retain(bench.engine);
  expect(await bench.sql(`SELECT 1 FROM runner_session s JOIN runner r ON r.id = s.runner_id WHERE r.name = 'one'`)).toEqual([]);
  expect(await bench.one('SELECT count(*)::int AS n FROM attempt')).toEqual({ n: 1 });
});

test('room is made after a long pause as well: the weeks of today are there before anything is written', async () => {
  await using bench = await EngineBench.open();
  for (const { name } of await linePartitions(bench.engine.db)) await bench.sql(`DROP TABLE ${name}`);
  const today = await todayOf(bench.engine.db);
  await madeWeek(bench.engine.db, weekOf(today - 20 * WEEK_DAYS).from);
  await Promise.all([makeRoom(bench.engine), makeRoom(bench.engine)]);
  const weeks = await linePartitions(bench.engine.db);
  expect(weeks.map(({ from }) => from).slice(1)).toEqual([0, 1, 2, 3, 4].map((ahead) => weekOf(today).from + ahead * WEEK_DAYS));
});
