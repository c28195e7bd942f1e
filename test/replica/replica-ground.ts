// Several servers on one database, each with a directory and a port of its own, as a deployment with replicas has them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

/** The key that runners and tests call `/dispatch` with. */
export const RUNNER_KEY = 'replica.0123456789abcdef0123456789abcdef';

/** Servers of one database, in this process. */
export interface ReplicaGround extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly servers: readonly RunningServer[];
  /** A directory of the test's own. */
  readonly directory: string;
  /** Starts one more. */
  add(): Promise<RunningServer>;
  sql<Row = object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** Starts so many at once, with the same settings and no runners of their own. */
export async function replicaGround(count: number, settings: Record<string, string> = {}): Promise<ReplicaGround> {
  const fresh = await freshDatabase();
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-replicas-'));
  const servers: RunningServer[] = [];
  const start = (name: string): Promise<RunningServer> => {
    const config = readConfig({ PORT: '0', DATABASE_URL: fresh.url, DATA_DIR: path.join(directory, name), SWITCHYARD_RUNNERS: '0', SWITCHYARD_RUNNER_KEY: RUNNER_KEY, SWITCHYARD_POOL_SIZE: '6', ...settings });
    return startServer(config, { log: silentLog() });
  };
  servers.push(...(await Promise.all(Array.from({ length: count }, (_, i) => start(`server-${i}`)))));
  return {
    databaseUrl: fresh.url,
    servers,
    directory,
    async add() {
      const server = await start(`server-${servers.length}`);
      servers.push(server);
      return server;
    },
    sql: <Row>(text: string, values: readonly unknown[] = []) => living(servers).database.query<Row>({ name: '', text }, values),
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.close();
      await fresh.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function living(servers: readonly RunningServer[]): RunningServer {
  const server = servers.find(({ database }) => !database.pool.ending);
  if (!server) throw new Error('every server of this test is closed');
  return server;
}
