// Sixty tasks that differ in all that queries can ask for.
import { ClearmlGround } from './clearml-ground.ts';
import type { Known } from './query-arbitraries.ts';

const STATUSES = ['created', 'queued', 'in_progress', 'stopped', 'failed', 'completed', 'closed', 'published'];
const NAMES = ['train', 'train 2', 'Train', 'eval.a', 'eval_b', 'a-b/c', 'train 10', 'évaluer', 'x'];
const COMMENTS = ['', null, 'first', 'the first train', 'xx2'];
const RATES = ['0.1', '9', '10', '1e-3', 'abc', 'run 9', 'run 10', null];

const wire = (uuid: string): string => uuid.replaceAll('-', '');

/** The ground with its tasks, written as no command would: every combination, whatever its history. */
export async function queryGround(): Promise<{ ground: ClearmlGround; known: Known; projectPaths: ReadonlyMap<string, string> }> {
  const ground = await ClearmlGround.open();
  const { bench } = ground;
  const projects = await bench.sql<{ id: string; path: string }>(`INSERT INTO project (id, path) SELECT gen_random_uuid(), path FROM unnest($1::text[]) path RETURNING id, path`, [['/one', '/one/sub', '/two']]);
  const [root] = await bench.sql<{ id: string }>(`SELECT id FROM project WHERE path = '/'`);
  const models = await bench.sql<{ id: string }>(`INSERT INTO model (id, project_id, name) SELECT gen_random_uuid(), $1, 'model ' || n FROM generate_series(1, 2) n RETURNING id`, [root!.id]);
  const places = [root!.id, ...projects.map(({ id }) => id)];
  const ids = Array.from({ length: 60 }, () => bench.engine.newId());
  const all = ids.map((id, n) => taskOf(n, { id, ids, places, queue: bench.defaultQueue, user: bench.local.userId, models: models.map((each) => each.id) }));
  const write = (table: string, columns: string, rows: readonly unknown[]) =>
    bench.sql(`INSERT INTO ${table} (${columns.replaceAll(/ [a-z0-9[\]]+(?=,|$)/g, '')}) SELECT r.* FROM jsonb_to_recordset($1::jsonb) AS r(${columns})`, [JSON.stringify(rows)]);
  await write('task', 'id uuid, project_id uuid, name text, spec_kind text, spec jsonb, retry jsonb, status text, status_changed_at timestamptz, type text, tags text[], system_tags text[], parent_id uuid, queue_id uuid, created_by uuid, created_at timestamptz, started_at timestamptz, ended_at timestamptz', all.map(({ task }) => task));
  await write('task_doc', 'task_id uuid, comment text, script jsonb, hyperparams jsonb', all.flatMap(({ doc }) => doc ?? []));
  await write('task_activity', 'task_id uuid, last_update timestamptz, last_change timestamptz, last_iteration bigint', all.flatMap(({ activity }) => activity ?? []));
  await write('task_model', 'task_id uuid, generation int, kind text, name text, model_id uuid', all.flatMap(({ model }) => model ?? []));
  await write('metric_series', 'owner_id uuid, generation int, kind text, metric text, variant text, last_value float8, count bigint, total float8', all.flatMap(({ series }) => series ?? []));
  return {
    ground, projectPaths: new Map(projects.map(({ id, path }) => [wire(id), path])),
    known: { ids: ids.map(wire), projects: projects.map(({ id }) => wire(id)), user: wire(bench.local.userId), queue: wire(bench.defaultQueue), models: models.map(({ id }) => wire(id)) },
  };
}

interface Around {
  readonly id: string;
  readonly ids: readonly string[];
  readonly places: readonly string[];
  readonly queue: string;
  readonly user: string;
  readonly models: readonly string[];
}

const minute = (of: number): string => new Date(Date.UTC(2026, 0, 1, 0, of)).toISOString();

function taskOf(n: number, { id, ids, places, queue, user, models }: Around) {
  const started = n % 3 === 0 ? null : minute(n + 1);
  const rate = RATES[n % RATES.length];
  const value = (n % 9) / 8;
  return {
    task: {
      id, project_id: places[n % 4], name: NAMES[n % NAMES.length], spec_kind: 'command', spec: { kind: 'command', binary: 'python', args: [], env: {} }, retry: {}, status: STATUSES[n % STATUSES.length],
      status_changed_at: minute(n + (n % 2)), type: ['training', 'testing', 'custom'][n % 3], tags: ['a', 'b', 'c'].filter((_, at) => (n >> at) % 2 === 1), system_tags: ['development', 'archived', 'hidden'].filter((_, at) => (n >> (at + 2)) % 3 === 1),
      parent_id: n < 2 || n % 5 !== 0 ? null : ids[n % 2], queue_id: n % 4 === 1 ? queue : null, created_by: n % 7 === 0 ? null : user, created_at: minute(n), started_at: started, ended_at: started !== null && n % 4 === 3 ? minute(n + 11) : null,
    },
    doc: n % 2 === 1 ? null : {
      task_id: id, comment: COMMENTS[n % COMMENTS.length] ?? '', script: n % 6 === 0 ? { repository: 'git://train', entry_point: `eval_${n}.py` } : null,
      hyperparams: rate === null ? {} : { General: { lr: { section: 'General', name: 'lr', value: rate } } },
    },
    activity: n % 3 === 1 ? { task_id: id, last_update: minute(n + 20), last_change: minute(n + 30), last_iteration: n } : null,
    model: n % 4 === 2 ? { task_id: id, generation: 1, kind: 'input', name: 'in', model_id: models[n % 8 === 2 ? 0 : 1] } : null,
    series: n % 5 < 3 ? { owner_id: id, generation: 1, kind: 'SCALAR', metric: 'loss', variant: 'train', last_value: value, count: 1, total: value } : null,
  };
}
