// Retention under load: partitions come and go beneath writers at full speed and a long reader, and nobody waits for it.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { PARTITION_UNIT } from '../../src/domain/retention/event-partition.ts';
import { WEEK_DAYS, weekOf } from '../../src/domain/retention/line-week.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import type { EngineSettings } from '../../src/engine/engine.ts';
import { makeRoom } from '../../src/engine/retention/make-room.ts';
import { retain } from '../../src/engine/retention.ts';
import { allocatedSeq } from '../../src/store/event/allocated-seq.store.ts';
import { logMeta } from '../../src/store/event/log-meta.store.ts';
import { listPartitions } from '../../src/store/event/partition-list.store.ts';
import { scanEvents } from '../../src/store/event/scan-events.store.ts';
import { linePartitions, todayOf } from '../../src/store/retention/line-partition.store.ts';
import { REMOVAL_WAIT_MS } from '../../src/store/retention/retention-session.store.ts';
import { EngineBench } from '../engine/engine-bench.ts';
import { madeWeek } from '../store/line-time.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { startWriteLoad, type WriteLoad, WRITER_NAME } from './tool/compaction-writers.ts';

/** Old partitions of events, and old weeks of output, that go during the run. */
const OLD = 10;
/** Events in each old partition; they have the first numbers of it. */
const OLD_EVENTS = 3_000;
/** Connections that write. */
const WRITERS = 4;
/** Length of the run without retention that the other is compared with. */
const BASE_MS = 8_000;

test('no write waits for retention or fails, floor and rows agree at every moment, and what is left is what was promised', async () => {
  await using bench = await EngineBench.open({ poolSize: 6 });
  const old = await madeOld(bench);
  const settings = bench.engine.settings as { -readonly [K in keyof EngineSettings]: EngineSettings[K] };
  const load = await startWriteLoad(bench.url, WRITERS);
  const witness = new Witness(bench.url);
  const scanning = scanOldEvents(bench, witness);
  await pause(BASE_MS);
  const base = load.waits.splice(0);
  const reader = await longReader(bench.url);
  const rounds: string[] = [];
  const heldRounds: string[] = [];
  for (let round = 1; round <= OLD; round++) {
    settings.eventRetentionDays = 20 * (OLD - round) + 10;
    settings.logRetentionDays = WEEK_DAYS * (OLD - round + 1);
    await nextPartition(bench);
    if (round === 4) await reader.end();
    await retain(bench.engine).then((names) => rounds.push(...names!), (error: Error) => heldRounds.push(error.message));
  }
  for (let more = 0; more < 3; more++) rounds.push(...(await retain(bench.engine))!);
  const during = load.waits.splice(0);
  witness.stop();
  await scanning;
  await load.stop();
  await witness.close();

  expect(load.errors).toEqual([]);
  expect(witness.lockWaits).toEqual([]);
  // The rounds that ran into the long reader waited for it: whoever had queued up behind them would have waited as long.
  expect(Math.max(...during)).toBeLessThan(REMOVAL_WAIT_MS);
  expect(heldRounds.length).toBeGreaterThanOrEqual(2);
  for (const message of heldRounds) expect(message).toMatch(/event_p0 .*cannot be removed while a transaction/);
  expect(reader.rows).toBe(OLD * OLD_EVENTS);
  // Rounds that were held have removed weeks of output all the same, so the tables themselves are counted.
  const left = await bench.sql<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND (relname ~ '^event_p' OR relname ~ '^log_line_')`);
  const gone = old.filter((name) => !left.some((one) => one.name === name));
  expect(gone).toEqual(old);
  await expectAllKept(bench, load);
  reportFault({
    fault: `retention under ${WRITERS} writers`, seed: null,
    figures: { ...figuresOf('without', base), ...figuresOf('with', during), scans: witness.scans, expired: witness.expired, 'partitions made': witness.seen, 'partitions gone': gone.length, 'rounds held by a reader': heldRounds.length, 'lock waits': witness.lockWaits.length, errors: load.errors.length },
  });
});

/** Full partitions of events that are 20 days apart, and weeks of output of a task of long ago; gives the names of what has to go. */
async function madeOld(bench: EngineBench): Promise<readonly string[]> {
  const { db } = bench.engine;
  await bench.sql(`UPDATE event SET at = at - interval '300 days'`);
  for (let i = 0; i < OLD; i++) {
    await bench.sql(
      `INSERT INTO event (seq, at, kind, subject_id, data) OVERRIDING SYSTEM VALUE SELECT $1::bigint + g, now() - make_interval(days => $2), 'task.moved', $3::uuid, '{}' FROM generate_series(1, ${OLD_EVENTS}) g ON CONFLICT (seq) DO NOTHING`,
      [i * PARTITION_UNIT, 20 * (OLD - i), uuidv7()],
    );
    await nextPartition(bench);
  }
  const taskId = await bench.task();
  const today = await todayOf(db);
  for (let i = 1; i <= OLD; i++) {
    const { from } = weekOf(today - (i + 1) * WEEK_DAYS);
    await madeWeek(db, from);
    await bench.sql(`INSERT INTO log_line (task_id, generation, day, n, at, attempt_no, source, message) SELECT $1, 1, DATE '1970-01-01' + $2::int, $3::bigint + g, now(), 1, 'STDOUT', 'old' FROM generate_series(1, 1000) g`, [taskId, from, (OLD - i) * 1_000]);
  }
  await bench.sql('INSERT INTO task_stream (task_id, generation, next, first_day, last_day) VALUES ($1, 1, $2, CURRENT_DATE - 365, CURRENT_DATE)', [taskId, OLD * 1_000 + 1]);
  await makeRoom(bench.engine);
  const events = (await listPartitions(db)).slice(0, OLD).map(({ name }) => name);
  const weeks = (await linePartitions(db)).filter(({ to }) => to <= today - WEEK_DAYS).map(({ name }) => name);
  return [...events, ...weeks.slice(0, OLD)];
}

/** Moves the numbering on to the next partition, as a million events would, and makes room behind it. */
async function nextPartition(bench: EngineBench): Promise<void> {
  const next = (Math.floor((await allocatedSeq(bench.engine.db)) / PARTITION_UNIT) + 1) * PARTITION_UNIT;
  await makeRoom(bench.engine);
  await bench.sql(`SELECT setval(pg_get_serial_sequence('event', 'seq'), $1)`, [next + 5_000]);
}

/** A reader that has looked at everything and keeps its snapshot. */
async function longReader(url: string): Promise<{ readonly rows: number; end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const count = async (): Promise<number> => (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM event WHERE seq < $1 AND seq % ${PARTITION_UNIT} BETWEEN 1 AND ${OLD_EVENTS}`, [OLD * PARTITION_UNIT])).rows[0]!.n;
  const reader = {
    rows: await count(),
    async end() {
      // The same snapshot still shows all, although new statements have not seen the first partitions for a while.
      reader.rows = Math.min(reader.rows, await count());
      await client.query('COMMIT');
      await client.end();
    },
  };
  return reader;
}

/** Reads the old stretches again and again: every page is either void, because the floor says so, or complete. */
async function scanOldEvents(bench: EngineBench, witness: Witness): Promise<void> {
  for (let after = 0; !witness.stopped; after = (after + 777) % (OLD * PARTITION_UNIT)) {
    const inPartition = after % PARTITION_UNIT;
    if (inPartition > OLD_EVENTS) {
      after = (Math.floor(after / PARTITION_UNIT) + 1) * PARTITION_UNIT - 777;
      continue;
    }
    const upTo = after - inPartition + OLD_EVENTS;
    const page = await scanEvents(bench.engine.db, { after, upTo, filter: {}, limit: 500 });
    const wanted = Math.min(500, upTo - Math.max(after, after - inPartition));
    if (page.floor > after) witness.expired++;
    else if (page.rows.length !== wanted) throw new Error(`the floor is ${page.floor}, yet behind ${after} there are ${page.rows.length} events instead of ${wanted}`);
    witness.scans++;
  }
}

/** Watches for writers that wait for a lock of a table, which is what retention must never make them do. */
class Witness {
  readonly lockWaits: object[] = [];
  scans = 0;
  expired = 0;
  seen = 0;
  stopped = false;
  readonly #client: pg.Client;
  readonly #watching: Promise<void>;

  constructor(url: string) {
    this.#client = new pg.Client({ connectionString: url });
    this.#watching = this.#watch();
  }

  stop(): void {
    this.stopped = true;
  }

  async close(): Promise<void> {
    await this.#watching;
    await this.#client.end();
  }

  async #watch(): Promise<void> {
    await this.#client.connect();
    const names = new Set<string>();
    while (!this.stopped) {
      const { rows } = await this.#client.query<{ name: string | null; waiting: object | null }>(
        `SELECT NULL AS name, to_jsonb(a) AS waiting FROM pg_stat_activity a WHERE datname = current_database() AND application_name = $1 AND wait_event_type = 'Lock' AND wait_event = 'relation'
         UNION ALL SELECT inhrelid::regclass::text, NULL FROM pg_inherits WHERE inhparent = 'event'::regclass`, [WRITER_NAME]);
      for (const { name, waiting } of rows) {
        if (waiting) this.lockWaits.push(waiting);
        if (name) names.add(name);
      }
      this.seen = names.size;
      await pause(5);
    }
  }
}

async function expectAllKept(bench: EngineBench, load: WriteLoad): Promise<void> {
  const { db } = bench.engine;
  const { floor } = await logMeta(db);
  expect(floor).toBeGreaterThanOrEqual(OLD * PARTITION_UNIT - 1);
  expect((await listPartitions(db)).every(({ first, detaching }) => first > floor - PARTITION_UNIT && !detaching)).toBe(true);
  expect((await bench.one<{ n: number }>('SELECT count(*)::int AS n FROM event WHERE seq <= $1', [floor])).n).toBe(0);
  expect(new Set(load.seqs).size).toBe(load.seqs.length);
  const kept = await bench.sql<{ seq: number }>('SELECT seq::float8 AS seq FROM event WHERE seq > $1', [floor]);
  const there = new Set(kept.map(({ seq }) => seq));
  expect(load.seqs.filter((seq) => !there.has(seq))).toEqual([]);
  for (const [taskId, lines] of load.lines) expect((await bench.one<{ n: number }>('SELECT count(*)::int AS n FROM log_line WHERE task_id = $1', [taskId])).n).toBe(lines);
  expect((await linePartitions(db)).every(({ detaching }) => !detaching)).toBe(true);
}

function figuresOf(name: string, waits: readonly number[]): Record<string, number> {
  return { [`writes ${name}`]: waits.length, [`p50 ms ${name}`]: percentile(waits, 0.5), [`p99 ms ${name}`]: percentile(waits, 0.99), [`max ms ${name}`]: Math.max(...waits) };
}
