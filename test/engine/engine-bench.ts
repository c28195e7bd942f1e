// The bench of the engine's tests: a migrated database of its own, an engine on it, actors, and runners within the process.
import pg from 'pg';
import { expect } from 'vitest';
import type { Actor, Role } from '../../src/domain/access.ts';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import { systemClock } from '../../src/domain/ports.ts';
import { ONE_SAMPLE, type StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import type { RetryPolicy } from '../../src/domain/task/spec.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import type { CommandContext, Engine } from '../../src/engine/engine.ts';
import { reap } from '../../src/engine/reaper.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { createRun, type CreateRunInput } from '../../src/engine/run/create-run.service.ts';
import { createTask, type CreateTaskInput } from '../../src/engine/task/create-task.service.ts';
import { enqueueTask, type EnqueueTaskInput } from '../../src/engine/task/enqueue-task.service.ts';
import { Database } from '../../src/store/database.ts';
import { oracle, type Expectations } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';
import { openBenchRunner, type BenchRunner, type RunnerOptions } from './bench-runner.ts';

/** Seconds of a lease on the bench: long, so that a lease only ends when a test moves it. */
export const BENCH_LEASE_SECONDS = 60;

/** A spec that no test executes. */
export const SPEC = { kind: 'command', binary: 'true', args: [], env: {} } as const;

/** Steps for the bench's deck: one dose for one empty sample. */
export const STEPS: StepsSpec = {
  kind: 'steps', deck: 'bench', prep: [], main: [{ kind: 'call', instrument: 'pump', method: 'dose', args: { volume: 1 } }], cleanup: [], onStepError: 'HOLD', source: ONE_SAMPLE,
};

/** Which connections the bench takes. */
export interface BenchOptions {
  readonly poolSize?: number;
}

/** One database with one engine. */
export class EngineBench implements AsyncDisposable {
  /** Everything the engine handed to `onCommitted`, in the order of the calls. */
  readonly committed: LoggedEvent[] = [];
  /** Every task handed to `onLogged`. */
  readonly logged: string[] = [];
  readonly engine: Engine;
  readonly url: string;
  readonly #sql: pg.Pool;
  readonly #dropDatabase: () => Promise<void>;
  local!: Actor;
  defaultQueue!: string;

  private constructor(fresh: { url: string; drop: () => Promise<void> }, db: Database) {
    this.url = fresh.url;
    this.#dropDatabase = fresh.drop;
    this.#sql = new pg.Pool({ connectionString: fresh.url, max: 4 });
    // Dropping the database cuts what is still idle.
    this.#sql.on('error', () => undefined);
    this.engine = {
      db,
      clock: systemClock,
      newId: () => uuidv7(),
      onCommitted: (events) => void this.committed.push(...events),
      onLogged: (taskId) => void this.logged.push(taskId),
      settings: { leaseSeconds: BENCH_LEASE_SECONDS, beatSeconds: 5, requestRetentionHours: 24, eventRetentionDays: 30, logRetentionDays: 365, handoutTtlSeconds: 600, externalTimeoutSeconds: 7_200 },
    };
  }

  /** Opens a bench on a fresh database with the seeded rows. */
  static async open(options: BenchOptions = {}): Promise<EngineBench> {
    const fresh = await freshDatabase();
    const db = await openDatabase(fresh.url, options.poolSize ?? 12);
    const bench = new EngineBench(fresh, db);
    bench.local = await seedRows(bench.engine);
    bench.defaultQueue = (await bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'default'`)).id;
    return bench;
  }

  /** Opens every connection of the pool, so that calls made at once do meet; otherwise the first is over before the others have connected. */
  async warm(): Promise<void> {
    const { pool } = this.engine.db;
    const clients = await Promise.all(Array.from({ length: pool.options.max ?? 1 }, () => pool.connect()));
    for (const client of clients) client.release();
  }

  /** A context of the local user in a role, with a request id where one is wanted. */
  as(role: Role = 'admin', requestId: string | null = null): CommandContext {
    return { actor: { ...this.local, role }, requestId };
  }

  /** Rows of a statement of the test's own. */
  async sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#sql.query<Row>(text, values)).rows;
  }

  /** The one row of a statement. */
  async one<Row extends object>(text: string, values: unknown[] = []): Promise<Row> {
    const rows = await this.sql<Row>(text, values);
    if (rows.length !== 1) throw new Error(`expected one row, found ${rows.length}: ${text}`);
    return rows[0]!;
  }

  /** A created task. */
  async task(input: Partial<CreateTaskInput> = {}): Promise<string> {
    return acceptedId(await createTask(this.engine, this.as(), { name: 'a task', spec: SPEC, ...input }));
  }

  /** A task that waits in a queue. */
  async queued(input: Partial<CreateTaskInput> = {}, place: Partial<EnqueueTaskInput> = {}): Promise<string> {
    const taskId = await this.task(input);
    acceptedId(await enqueueTask(this.engine, this.as(), { ...place, taskId }));
    return taskId;
  }

  /** A steps task of a run of its own that waits in the lab's queue: one dose of the bench's deck, which a runner must have introduced. */
  async stepsTask(spec: Partial<StepsSpec> = {}, input: Partial<CreateRunInput> & { readonly retry?: Partial<RetryPolicy> } = {}): Promise<string> {
    const { retry = {}, ...rest } = input;
    const definition = { tasks: [{ node: 'steps', spec: { ...STEPS, ...spec }, retry }] };
    const runId = acceptedId(await createRun(this.engine, this.as(), { definition, enqueue: true, ...rest }));
    return (await this.one<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [runId])).id;
  }

  /** A runner with a session of its own. */
  runner(name: string, options: RunnerOptions = {}): Promise<BenchRunner> {
    return openBenchRunner(this.engine, name, options);
  }

  /** Moves the end of a runner's lease into the past and lets the reaper sweep. */
  async expire(runnerName: string): Promise<void> {
    await this.endLease(runnerName);
    await reap(this.engine);
  }

  /** Moves the end of a runner's lease into the past; nobody has noticed yet. */
  async endLease(runnerName: string): Promise<void> {
    await this.sql(`UPDATE runner SET lease_until = now() - interval '1 second' WHERE name = $1`, [runnerName]);
  }

  /** The columns of a task that most tests look at. */
  taskRow(taskId: string): Promise<TaskFacts> {
    return this.one(`SELECT status, status_reason AS reason, hold, hold_n AS "holdN", hold_message AS "holdMessage", epoch, attempt_no AS "attemptNo", lost_count AS "lostCount", failed_count AS "failedCount", order_verb AS "orderVerb",
      queue_id AS "queueId", priority FROM task WHERE id = $1`, [taskId]);
  }

  /** Kinds of the events of a task, run or queue in the order of the log. */
  async kinds(subjectId: string): Promise<string[]> {
    return (await this.sql<{ kind: string }>('SELECT kind FROM event WHERE subject_id = $1 ORDER BY seq', [subjectId])).map((row) => row.kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.db.close();
    await this.#sql.end();
    await this.#dropDatabase();
  }
}

/** What `taskRow` brings. */
export interface TaskFacts {
  readonly status: string;
  readonly reason: string;
  readonly hold: string;
  readonly holdN: number;
  readonly holdMessage: string | null;
  readonly epoch: number;
  readonly attemptNo: number;
  readonly lostCount: number;
  readonly failedCount: number;
  readonly orderVerb: string | null;
  readonly queueId: string | null;
  readonly priority: number;
}

/** Opens the product's own pool on a database. */
export function openDatabase(url: string, poolSize: number): Promise<Database> {
  return Database.open({ url, poolSize, transactionTimeout: 20_000 });
}

/** The subject of an accepted outcome; fails the test otherwise. */
export function acceptedId(outcome: CommandOutcome): string {
  expect(outcome).toMatchObject({ result: 'ACCEPTED', code: null, message: null });
  return outcome.subjectId;
}

/** Fails the test with the oracle's table when it is not content with the bench's database. */
export async function expectContent(bench: EngineBench, expectations: Expectations = {}): Promise<void> {
  const report = await oracle({ db: bench.engine.db, expectations });
  expect(report.content, printed(report)).toBe(true);
}
