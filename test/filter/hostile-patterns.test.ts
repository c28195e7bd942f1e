// Patterns made to take for ever: each is answered or given up in its time, and nobody else waits for it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { listTasks } from '../../src/engine/read/lists.read.ts';
import { FILTER_SCAN_MS, limitedRead } from '../../src/store/filter/limited-read.ts';
import { MAX_WAITING_SCANS, SCAN_SHARE, ScanTurns } from '../../src/store/filter/scan-turns.ts';
import { linearEngine } from '../../src/store/filter/linear-engine.ts';
import { EngineBench } from '../engine/engine-bench.ts';
import { BAIT, HOSTILE } from './hostile-patterns.ts';

/** What a pattern may take beyond its limit: the way there and back on a busy machine, ms. */
const SLACK_MS = 2_000;
/** Longest that somebody else's read may take beside it, ms: both want the same cores. */
const BESIDE_MS = 1_000;
let bench: EngineBench;
beforeAll(async () => {
  bench = await EngineBench.open();
  for (const name of BAIT) await bench.sql(
    `INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status) SELECT gen_random_uuid(), id, $1, 'command', '{}', '{}', 'created' FROM project LIMIT 1`, [name]);
});
afterAll(() => bench?.[Symbol.asyncDispose]());

async function answerTo(pattern: string): Promise<string> {
  try {
    const filter = { kind: 'regex', path: ['name'], pattern } as const;
    const { rows } = await listTasks(bench.engine, bench.as('viewer').actor, { filter, page: {} });
    return `${rows.length} rows`;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code;
  }
}

test('two hundred hostile patterns are answered or given up with a typed error in their time, and reads beside them go on', async () => {
  expect(HOSTILE).toHaveLength(200);
  let ended = false;
  const beside = (async () => {
    let longest = 0;
    while (!ended) {
      const started = performance.now();
      await bench.engine.db.query({ name: 'test_beside', text: 'SELECT 1 LIMIT 1' }, []);
      longest = Math.max(longest, performance.now() - started);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return longest;
  })();
  const answers = new Map<string, number>();
  for (const pattern of HOSTILE) {
    const started = performance.now();
    const answer = await answerTo(pattern);
    expect(performance.now() - started, pattern).toBeLessThan(FILTER_SCAN_MS + SLACK_MS);
    expect(answer, pattern).toMatch(/^\d rows$|^LIMIT_EXCEEDED$|^INVALID$/);
    answers.set(answer.replace(/\d/, 'some'), (answers.get(answer.replace(/\d/, 'some')) ?? 0) + 1);
  }
  ended = true;
  expect(await beside).toBeLessThan(BESIDE_MS);
  // Most of them are harmless where nothing goes back.
  expect(answers.get('some rows')).toBeGreaterThan(150);
}, 60_000);

test('the linear engine answers the same patterns in time that grows with the text alone', () => {
  for (const pattern of HOSTILE) {
    let find: (text: string) => boolean;
    try {
      find = linearEngine(pattern, false);
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
      continue;
    }
    const started = performance.now();
    for (const text of BAIT) find(text);
    expect(performance.now() - started, pattern).toBeLessThan(SLACK_MS);
  }
});

test('a read that takes too long is cancelled with LIMIT_EXCEEDED, and its connection has no limit left for the next', async () => {
  const { db } = bench.engine;
  const endless = { name: '', text: 'SELECT count(*) FROM generate_series(1, 1000000000000) LIMIT 1' };
  await expect(limitedRead(db, (connection) => connection.query(endless, []), 50)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', path: ['filter'] });
  const backends = await bench.sql(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%1000000000000%' AND state = 'active' AND pid <> pg_backend_pid()`);
  expect(backends).toEqual([]);
  const settings = await Promise.all(Array.from({ length: db.pool.totalCount }, () => db.query<{ limit: string }>({ name: '', text: `SELECT current_setting('statement_timeout') AS limit LIMIT 1` }, [])));
  expect(settings.flat().map(({ limit }) => limit)).toEqual(settings.map(() => '0'));
});

test('however many lists are searched at a time, most connections are left to others, and who waits too long is told so', async () => {
  const { db } = bench.engine;
  const slow = { name: '', text: 'SELECT pg_sleep(0.2) LIMIT 1' };
  const turns = Math.max(1, Math.floor(db.pool.options.max / SCAN_SHARE));
  let [most, over] = [0, false];
  const watch = (async () => {
    while (!over) most = Math.max(most, (await bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query = $1`, [slow.text])).n);
  })();
  await Promise.all(Array.from({ length: 3 * turns }, () => limitedRead(db, (connection) => connection.query(slow, []))));
  over = true;
  await watch;
  expect(most).toBe(turns);
  expect(turns).toBeLessThan(db.pool.options.max);

  const patience = new ScanTurns(SCAN_SHARE, 50);
  const { promise: held, resolve: end } = Promise.withResolvers<string>();
  const first = patience.during(null, () => held);
  await expect(patience.during(null, () => Promise.resolve('early'))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', path: ['filter'] });
  const leaving = new AbortController();
  const left = patience.during(leaving.signal, () => Promise.resolve('left'));
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  const next = patience.during(null, () => Promise.reject(new Error('failed')));
  const last = patience.during(null, () => Promise.resolve('last'));
  end('first');
  await expect(next).rejects.toThrow('failed');
  expect([await first, await last, await patience.during(null, () => Promise.resolve('free'))]).toEqual(['first', 'last', 'free']);
  const crowd = patience.during(null, () => held);
  const waiting = new ScanTurns(1, 60_000);
  const { promise: stay, resolve: go } = Promise.withResolvers<void>();
  const all = Array.from({ length: MAX_WAITING_SCANS + 1 }, () => waiting.during(null, () => stay));
  await expect(waiting.during(null, () => stay)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  go();
  await Promise.all([crowd, ...all]);
});
