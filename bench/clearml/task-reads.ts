// What reading tasks costs: a page of a project beside the bare statement, and the polls of running programs.
import pg from 'pg';
import { formatKey, mintKeyText } from '../../dist/auth/secret.js';
import { BenchDatabase, onConnection } from '../bench-database.ts';
import { BenchChild } from '../child.ts';
import { beside, paired } from '../medians.ts';
import type { BenchRow, Effort } from '../row.ts';
import { LIST_FIELDS, PROJECT_TASKS, type PollOrder, type PollReport, type ServerOrder, type ServerReport } from './reads-message.ts';

/** Paired rounds of pages, pages of one round, and tasks of a page. */
const ROUNDS = 9;
const PAGES = 40;
const PAGE = 500;
/** Clients that poll, how often, and for how long in one round. */
const CLIENTS = 200;
const PERIOD_MS = 2_000;
const CALLS_PER_SECOND = CLIENTS / (PERIOD_MS / 1_000);
const POLL_ROUNDS = 7;
const POLL_SECONDS = 10;
/** Before the first round they poll ten times as often for as long: a server that has been up for two minutes has compiled what it does. */
const WARM_PERIOD_MS = 200;
/** Share of one core that the polls may take. */
const POLL_SHARE = 0.1;

type Server = BenchChild<ServerOrder, ServerReport>;

/** The rows of reads. */
export async function taskReadRows({ quick }: Effort): Promise<BenchRow[]> {
  await using database = await BenchDatabase.start();
  const url = await database.create('clearml_reads');
  const key = mintKeyText();
  const rows: BenchRow[] = [];
  for (const mode of ['open', 'keys'] as const) {
    using server: Server = await BenchChild.start('clearml/reads-server.ts', [url, mode, formatKey(key)]);
    const port = server.ready.port!;
    const authorization = mode === 'open' ? null : `Bearer ${await login(port, `${key.id}:${key.secret}`)}`;
    if (mode === 'open') rows.push(await pageRow(url, { port, rounds: quick ? 2 : ROUNDS }));
    rows.push(await pollRow(server, { url, mode, authorization, quick }));
  }
  return rows;
}

async function pageRow(url: string, { port, rounds }: { port: number; rounds: number }): Promise<BenchRow> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: [project] } = await client.query<{ id: string }>(`SELECT id FROM project WHERE path = '/measured'`);
  const asked = JSON.stringify({ project: [project!.id.replaceAll('-', '')], only_fields: LIST_FIELDS, page_size: PAGE });
  const ours = async (page: number): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${port}/tasks.get_all`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: asked.replace('}', `,"page":${page}}`) });
    requireWhole(await response.arrayBuffer());
  };
  const bare = async (page: number): Promise<void> => {
    const { rows } = await client.query<object>({ name: 'bare', text: `SELECT t.id, t.name, t.status, t.type, t.project_id, t.created_at, greatest(a.last_update, t.status_changed_at, t.created_at) AS last_update, t.system_tags
      FROM task t LEFT JOIN task_activity a ON a.task_id = t.id WHERE t.project_id = $1 AND t.deleted_at IS NULL ORDER BY t.ord LIMIT ${PAGE} OFFSET $2`, values: [project!.id, page * PAGE] });
    requireWhole(Buffer.from(JSON.stringify({ tasks: rows })));
  };
  const timed = (read: (page: number) => Promise<void>) => async (): Promise<number> => {
    const started = performance.now();
    for (let n = 0; n < PAGES; n++) await read(n % (PROJECT_TASKS / PAGE));
    return (performance.now() - started) / PAGES;
  };
  for (let round = 0; round < 3; round++) await timed(ours)();
  const compared = await paired(rounds, timed(ours), timed(bare));
  await client.end();
  return { name: `ClearML: a page of ${PAGE} of ${PROJECT_TASKS} tasks with ${LIST_FIELDS.length} fields, over HTTP`, unit: 'ms', peerName: 'the bare statement and JSON.stringify, in process', ...compared, promise: { sense: 'at most', ratio: 2 }, headline: true };
}

function requireWhole(page: ArrayBufferLike | Buffer): void {
  if (page.byteLength < PAGE * 100) throw new Error(`a page of ${page.byteLength} bytes has no ${PAGE} tasks`);
}

async function pollRow(server: Server, { url, mode, authorization, quick }: { url: string; mode: string; authorization: string | null; quick: boolean }): Promise<BenchRow> {
  using clients: BenchChild<PollOrder, PollReport> = await BenchChild.start('clearml/poll-clients.ts', []);
  const tasks = await onConnection(url, async (client) => (await client.query<{ id: string }>(`SELECT replace(id::text, '-', '') AS id FROM task ORDER BY ord LIMIT ${CLIENTS}`)).rows.map(({ id }) => id));
  const order = { port: server.ready.port!, authorization, tasks, seconds: quick ? 3 : POLL_SECONDS, periodMs: PERIOD_MS };
  await clients.ask({ ...order, periodMs: WARM_PERIOD_MS });
  const shares: number[] = [];
  for (let round = 0; round < (quick ? 1 : POLL_ROUNDS); round++) {
    const [before, started] = [(await server.ask({})).cpuSeconds!, performance.now()];
    const { calls } = await clients.ask(order);
    const seconds = (performance.now() - started) / 1_000;
    const used = (await server.ask({})).cpuSeconds! - before;
    // By what two hundred clients ask in a second, however long the last answers took.
    shares.push((used / calls!) * CALLS_PER_SECOND);
    if (calls! < (seconds - 3) * CALLS_PER_SECOND) throw new Error(`only ${calls} calls were answered in ${seconds} s`);
  }
  return { name: `ClearML: ${CLIENTS} programs ask every 2 s whether to go on, AUTH=${mode}`, unit: 'of one core', peerName: 'the share promised', ...beside(POLL_SHARE, shares), promise: { sense: 'at most', ratio: 1 } };
}

async function login(port: number, basic: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/auth.login`, { headers: { authorization: `Basic ${Buffer.from(basic, 'latin1').toString('base64')}` } });
  const { data } = (await response.json()) as { data: { token: string } };
  return data.token;
}
