// A batch of numbers over HTTP, beside a bare COPY of the same rows into a table of the same shape and the parsing of the same body.
import { createServer, request, Agent, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { clearmlRoom } from '../../dist/api/rest/clearml/clearml-room.js';
import { wireId } from '../../dist/api/rest/clearml/wire-id.js';
import { createAuthenticator } from '../../dist/auth/authenticator.js';
import type { Engine } from '../../dist/engine/engine.js';
import { seedRows } from '../../dist/engine/seed.js';
import { createTask } from '../../dist/engine/task/create-task.service.js';
import { bareEngine, BenchDatabase } from '../bench-database.ts';
import { paired } from '../medians.ts';
import type { BenchRow, Effort } from '../row.ts';
import { copyIn } from './copy-in.ts';

/** Numbers of one batch, and the series they belong to. */
const SCALARS = 10_000;
const SERIES = 20;
const ROUNDS = 31;
/** Rounds before the first that counts: code is compiled, statements are planned. */
const WARM_UP = 5;
/** Ours may take so many times as long. */
const PROMISED = 2;

/** Rows of the table. */
export async function addBatchRows({ quick }: Effort): Promise<BenchRow[]> {
  await using database = await BenchDatabase.start();
  const engine = await bareEngine(await database.create('events'), 4);
  const ours = await oursOver(engine);
  const peer = await copySide(await database.create('copied'));
  try {
    for (let i = 0; i < (quick ? 1 : WARM_UP); i++) {
      await ours.run();
      await peer.run();
    }
    const figures = await paired(quick ? 1 : ROUNDS, ours.run, peer.run);
    return [{ name: `events.add_batch of ${SCALARS} scalars`, unit: 'ms', peerName: 'COPY of the same rows, and JSON.parse of the body', ...figures, promise: { sense: 'at most', ratio: PROMISED }, headline: true }];
  } finally {
    await ours.close();
    await peer.close();
    await engine.db.close();
  }
}

interface Side {
  /** One batch of new iterations; milliseconds. */
  run(): Promise<number>;
  close(): Promise<void>;
}

interface Batch {
  readonly body: Buffer;
  /** The rows as COPY reads them. */
  readonly rows: Buffer;
}

/** Each round goes on where the last one has ended, as training does. */
function batchOf(task: string, round: number): Batch {
  const lines: string[] = [];
  const rows: string[] = [];
  for (let i = 0; i < SCALARS; i++) {
    const series = i % SERIES;
    const iter = round * (SCALARS / SERIES) + Math.floor(i / SERIES);
    const timestamp = 1_700_000_000_000 + round * SCALARS + i;
    const value = Math.sin(i) * 100;
    lines.push(JSON.stringify({ timestamp, type: 'training_stats_scalar', task, iter, metric: `metric ${series >> 1}`, variant: `variant ${series}`, value, allow_locked: false, model_event: false, method: 'get' }));
    rows.push(`${series + 1}\t${iter}\t${new Date(timestamp).toISOString()}\t${value}\t${round * SCALARS + i + 1}`);
  }
  return { body: Buffer.from(lines.join('\n')), rows: Buffer.from(`${rows.join('\n')}\n`) };
}

async function oursOver(engine: Engine): Promise<Side> {
  const local = await seedRows(engine);
  const { subjectId } = await createTask(engine, { actor: local, requestId: null }, { name: 'measured', spec: { kind: 'command', binary: 'true' } });
  const authenticator = createAuthenticator({ mode: 'open', db: engine.db, local });
  const tokens = { issue: () => Promise.reject(new Error('no tokens here')), read: () => Promise.resolve(null) };
  const settings = { apiVersion: '2.31', serverVersion: '2.0.0', maxBodyBytes: 64 * 1_048_576, tokenSeconds: 3_600, workerSeconds: 600 };
  const room = clearmlRoom({ engine, authenticator, tokens, settings });
  const server = createServer((req, res) => void room(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new Agent({ keepAlive: true });
  let round = 0;
  return {
    async run() {
      const { body } = batchOf(wireId(subjectId), round++);
      const started = performance.now();
      const answer = await post(server, agent, body);
      const took = performance.now() - started;
      const added = (JSON.parse(answer) as { data: { added?: number } }).data.added;
      if (added !== SCALARS) throw new Error(`${added} of ${SCALARS} were added: ${answer.slice(0, 500)}`);
      return took;
    },
    async close() {
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function post(server: Server, agent: Agent, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const call = request({ port, host: '127.0.0.1', agent, method: 'GET', path: '/v2.23/events.add_batch', headers: { 'content-type': 'application/json-lines', 'content-length': body.length } }, (res) => {
      const parts: Buffer[] = [];
      res.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts).toString())).on('error', reject);
    });
    call.on('error', reject).end(body);
  });
}

async function copySide(url: string): Promise<Side> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let round = 0;
  return {
    async run() {
      const { body, rows } = batchOf('0'.repeat(32), round++);
      const started = performance.now();
      const parsed = body.toString('utf8').split('\n').map((line) => JSON.parse(line) as unknown);
      await copyIn(client, 'COPY metric_point (series_id, iter, at, value, n) FROM STDIN', rows);
      const took = performance.now() - started;
      if (parsed.length !== SCALARS) throw new Error('the body is not what it should be');
      return took;
    },
    close: () => client.end(),
  };
}
