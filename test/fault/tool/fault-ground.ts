// Everything a fault needs to fall on: a server, runners, a client and a subscriber, on a database that outlives them all.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeCursor } from '../../../src/domain/event/cursor.ts';
import { freshDatabase, type FreshDatabase } from '../../postgres/fresh-database.ts';
import { callApi } from '../api-client.ts';
import { judgeDatabase, type Knowledge } from '../judge.ts';
import { connected, type Judgement } from './judge-at.ts';
import { KillableRunner, type KillableRunnerOptions } from '../killable-runner.ts';
import { PersistentClient, type Payload } from '../persistent-client.ts';
import { ResumingSubscriber, uuidOf } from '../resuming-subscriber.ts';
import { ServerProcess } from '../server-process.ts';
import { until } from '../until.ts';
import { disarm, POINT_VARIABLE } from './armed-point.ts';
import { EffectsFile, type EffectsVerdict } from './effects-file.ts';

const CRASHING_SERVER = path.join(import.meta.dirname, 'crashing-server.ts');
const RUNNER_KEY = 'RUNNERKEY0.0123456789abcdefghijklmnop';
const HEAD = '{ eventCursor }';
/** Milliseconds for everything that was ordered to come to its end. */
const QUIET_WITHIN_MS = 90_000;

/** Leases that are over soon, for faults that are about something else. */
export const SHORT_LEASE = { SWITCHYARD_LEASE_SECONDS: '4', SWITCHYARD_BEAT_SECONDS: '1', SWITCHYARD_GRACE_SECONDS: '1' } as const;

/** Leases that outlast any start of the server, also on a machine that is busy with much else: nothing is lost but by a new session. */
export const PATIENT_LEASE = { ...SHORT_LEASE, SWITCHYARD_LEASE_SECONDS: '600', SWITCHYARD_BEAT_SECONDS: '2' } as const;

/** What the run came to. */
export interface GroundVerdict extends Judgement {
  readonly effects: EffectsVerdict;
  readonly events: number;
}

/** What a task is made of; the rest is the effects file's. */
export interface TaskWish {
  readonly seconds: number;
  readonly exitCode?: number;
  /** More of the mutation's input. */
  readonly input?: object;
}

/** One server on a database, with what uses it. Close it when the test is over, however it went. */
export class FaultGround {
  readonly effects = new EffectsFile();
  /** UUIDs of tasks and runs whose creation was answered. */
  readonly accepted: string[] = [];
  readonly runners: KillableRunner[] = [];
  readonly server: ServerProcess;
  readonly client: PersistentClient;
  /** Arms points of the server, and those of its runners. */
  readonly serverPoint: string;
  readonly runnerPoint: string;
  readonly #database: FreshDatabase;
  readonly #directory: string;
  #subscriber: ResumingSubscriber | null = null;

  private constructor(database: FreshDatabase, server: ServerProcess, points: { server: string; runner: string; directory: string }) {
    this.#database = database;
    this.server = server;
    this.serverPoint = points.server;
    this.runnerPoint = points.runner;
    this.#directory = points.directory;
    this.client = new PersistentClient(server.url, 'client');
  }

  /** A server that is ready, without runners, and a subscriber from its first moment. */
  static async open(settings: Readonly<Record<string, string>> = {}): Promise<FaultGround> {
    const database = await freshDatabase();
    const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-ground-'));
    const points = { server: path.join(directory, 'server-point'), runner: path.join(directory, 'runner-point'), directory };
    for (const file of [points.server, points.runner]) disarm(file);
    const fixed = { DATABASE_URL: database.url, SWITCHYARD_RUNNERS: '0', SWITCHYARD_RUNNER_KEY: RUNNER_KEY, [POINT_VARIABLE]: points.server };
    const ground = new FaultGround(database, await ServerProcess.prepare({ ...fixed, ...settings }, [CRASHING_SERVER]), points);
    await ground.server.start();
    ground.#subscriber = new ResumingSubscriber(ground.server.url, await ground.head());
    return ground;
  }

  get subscriber(): ResumingSubscriber {
    return this.#subscriber!;
  }

  get databaseUrl(): string {
    return this.#database.url;
  }

  /** A runner that is started; its points are armed through `runnerPoint`. `server`: another address than the server's own. */
  runner(options: Partial<KillableRunnerOptions> = {}): KillableRunner {
    const runner = new KillableRunner({ server: this.server.url, key: RUNNER_KEY, directory: this.#directory, pointFile: this.runnerPoint, name: `runner-${this.runners.length + 1}`, ...options });
    this.runners.push(runner);
    runner.start();
    return runner;
  }

  /** Makes a task that leaves its effects, in the queue `default` unless told otherwise; its UUID. */
  async task({ seconds, exitCode = 0, input = {} }: TaskWish): Promise<string> {
    const wish = { name: `task ${this.accepted.length}`, spec: this.effects.command(seconds, exitCode), enqueue: true, ...input };
    const { task } = await this.client.act<Payload & { outcome: string; task: { id: string } | null }>('createTask', wish, 'task { id }');
    if (!task) throw new Error(`a task was not created: ${JSON.stringify(wish)}`);
    this.accepted.push(uuidOf(task.id));
    return uuidOf(task.id);
  }

  /** One statement on the database itself, which is there whatever else is not. */
  async sql<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return connected(this.databaseUrl, (db) => db.query<Row>({ name: 'test_ground', text }, values));
  }

  /** The cursor of the newest event. */
  async head(): Promise<string> {
    return (await callApi<{ eventCursor: string }>(this.server.url, HEAD)).eventCursor;
  }

  /** Waits until nothing is queued in `default` or in progress. */
  async quiet(withinMs = QUIET_WITHIN_MS): Promise<void> {
    const open = `SELECT 1 AS one FROM task LEFT JOIN queue ON queue.id = task.queue_id WHERE status = 'in_progress' OR (status = 'queued' AND queue.name IN ('default', 'lab')) LIMIT 1`;
    await until('everything has ended', async () => (await this.sql(open)).length === 0, { withinMs });
  }

  /** Ends the run: the subscriber catches up, everything is stopped in good order, and all is judged. */
  async judge(expectations: Omit<Knowledge, 'accepted' | 'subscriber'> = {}): Promise<GroundVerdict> {
    const { seq } = decodeCursor(await this.head())!;
    await until('the subscriber has everything', () => this.subscriber.upTo >= seq, { withinMs: 30_000 });
    await this.subscriber.close();
    for (const runner of this.runners) await runner.stop();
    const code = await this.server.stop();
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${this.server.logTail()}`);
    const effects = await connected(this.databaseUrl, (db) => this.effects.judge(db));
    const { text, violations } = await judgeDatabase(this.databaseUrl, { processGroups: this.effects.groups, ...expectations, accepted: this.accepted, subscriber: this.subscriber });
    const disorder = this.subscriber.disorder === 0 ? [] : [`${this.subscriber.disorder} events came twice or out of order`];
    return { text, effects, violations: [...violations, ...effects.violations, ...disorder], events: this.subscriber.seen.length };
  }

  async close(): Promise<void> {
    await this.#subscriber?.close();
    await Promise.all(this.runners.map((runner) => runner.kill()));
    await this.server.kill();
    await this.#database.drop();
  }
}
