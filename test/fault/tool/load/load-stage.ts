// Where a load is played: real servers in processes of their own, on one database, which is theirs or a fresh one of the test run.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readRunningFile } from '../../../../src/server/running-file.ts';
import { freshDatabase } from '../../../postgres/fresh-database.ts';
import { ServerProcess } from '../../server-process.ts';

/** Key of the runners that a test plays itself. */
export const STAGE_RUNNER_KEY = 'STAGERUNNER0.0123456789abcdefghijklmnop';

/** How a stage is set up. */
export interface StageOptions {
  /** EMBEDDED as in production, with every commit on disk; SHARED takes a database of the test run, which is there sooner. */
  readonly database: 'EMBEDDED' | 'SHARED';
  /** Servers on the one database; 1 when absent. */
  readonly servers?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/** What a server process weighs at one moment. */
export interface ProcessWeight {
  /** Resident memory. */
  readonly megabytes: number;
  readonly descriptors: number;
}

/** Servers that run, without runners unless asked for; disposal stops them all. */
export class LoadStage implements AsyncDisposable {
  readonly servers: readonly ServerProcess[];
  readonly #drop: () => Promise<void>;

  private constructor(servers: readonly ServerProcess[], drop: () => Promise<void>) {
    this.servers = servers;
    this.#drop = drop;
  }

  /** Starts the servers, one after the other: the first brings the database. */
  static async open({ database, servers = 1, settings = {} }: StageOptions): Promise<LoadStage> {
    const all = { SWITCHYARD_RUNNERS: '0', SWITCHYARD_LOG_LEVEL: 'warn', SWITCHYARD_RUNNER_KEY: STAGE_RUNNER_KEY, ...settings };
    const fresh = database === 'SHARED' ? await freshDatabase() : null;
    const first = await ServerProcess.prepare({ ...all, ...(fresh ? { DATABASE_URL: fresh.url } : {}) });
    await first.start();
    const url = databaseOf(first);
    const others = await Promise.all(Array.from({ length: servers - 1 }, () => ServerProcess.prepare({ ...all, DATABASE_URL: url })));
    for (const other of others) await other.start();
    return new LoadStage([first, ...others], () => fresh?.drop() ?? Promise.resolve());
  }

  /** The first server. */
  get server(): ServerProcess {
    return this.servers[0]!;
  }

  get url(): string {
    return this.server.url;
  }

  /** Of the database, while the first server runs; holds a password. */
  get databaseUrl(): string {
    return databaseOf(this.server);
  }

  /** Process id of the first server; null while it is down. */
  get pid(): number | null {
    return readRunningFile(dataDir(this.server))?.pid ?? null;
  }

  /** What the first server weighs; null while it is down. */
  weight(): ProcessWeight | null {
    return this.pid === null ? null : weightOf(this.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers.toReversed()) await server.stop();
    await this.#drop();
    for (const { directory } of this.servers) rmSync(directory, { recursive: true, force: true });
  }
}

/** What a process of this machine weighs; null when it has just ended. */
export function weightOf(pid: number): ProcessWeight | null {
  try {
    const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN);
    return { megabytes: kilobytes / 1_024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return null; // killed between the two reads, which is what some of these tests do
  }
}

function databaseOf(server: ServerProcess): string {
  const running = readRunningFile(dataDir(server));
  if (!running) throw new Error(`no server runs in ${server.directory}:\n${server.logTail()}`);
  return running.databaseUrl;
}

function dataDir(server: ServerProcess): string {
  return path.join(server.directory, 'data');
}
