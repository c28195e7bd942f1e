// Several servers on one database, each with a directory and a port of its own, as a deployment with replicas has them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import type { SessionAnswer } from '../../src/domain/dispatch/protocol.ts';
import { createTask, type CreateTaskInput } from '../../src/engine/task/create-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { sessionBody } from '../dispatch/dispatch-world.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

/** The key that runners and tests call `/dispatch` with. */
export const RUNNER_KEY = 'replica.0123456789abcdef0123456789abcdef';

/** One call of the dispatch protocol; throws what the server refuses it with. */
export async function dispatch<T>(server: Pick<RunningServer, 'url'>, name: string, body: object): Promise<T> {
  const response = await fetch(`${server.url}/dispatch/${name}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${RUNNER_KEY}` }, body: JSON.stringify(body) });
  const answer = (await response.json()) as T;
  if (response.status !== 200) throw new Error(`${name}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** Opens a session of a runner that takes commands from the default queue. */
export async function openSession(server: Pick<RunningServer, 'url'>, name: string, changes: object = {}): Promise<string> {
  return (await dispatch<SessionAnswer>(server, 'session', sessionBody(name, changes))).session;
}

/** Makes a task that runs `true` and puts it into the default queue; gives its id. */
export async function enqueueOn(server: RunningServer, input: Partial<CreateTaskInput> = {}): Promise<string> {
  const context = { actor: server.localActor, requestId: null };
  const { subjectId: taskId } = await createTask(server.engine, context, { name: 'nothing', spec: { kind: 'command', binary: 'true', args: [], env: {} }, ...input });
  await enqueueTask(server.engine, context, { taskId });
  return taskId;
}

/** Servers of one database, in this process. */
export interface ReplicaGround extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly servers: readonly RunningServer[];
  /** A directory of the test's own. */
  readonly directory: string;
  /** Starts one more. */
  add(): Promise<RunningServer>;
  /** Drains one as SIGTERM does, and starts it again on its port. */
  restart(i: number): Promise<void>;
  sql<Row = object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** Starts so many at once, with the same settings and no runners of their own. */
export async function replicaGround(count: number, settings: Record<string, string> = {}): Promise<ReplicaGround> {
  const fresh = await freshDatabase();
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-replicas-'));
  const servers: RunningServer[] = [];
  const start = (name: string, port = 0): Promise<RunningServer> => {
    const config = readConfig({ PORT: String(port), DATABASE_URL: fresh.url, DATA_DIR: path.join(directory, name), SWITCHYARD_RUNNERS: '0', SWITCHYARD_RUNNER_KEY: RUNNER_KEY, SWITCHYARD_POOL_SIZE: '6', ...settings });
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
    async restart(i) {
      const { port } = servers[i]!;
      await servers[i]!.close();
      servers[i] = await start(`server-${i}`, port);
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
