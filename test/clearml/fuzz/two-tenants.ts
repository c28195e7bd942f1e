// Two tenants: one whose things hold a secret, and one who knows all their ids and has grants for another project.
import { createKey } from '../../../src/auth/access-key.service.ts';
import { addGrant } from '../../../src/auth/user.service.ts';
import { ClearmlGround, type Shown } from '../clearml-ground.ts';
import { asBasic } from '../raw-call.ts';
import type { KnownIds } from './known-ids.ts';
import { plantThings } from './planted-things.ts';

/** What stands in all texts of the one tenant, and in no request. */
export const SECRET = 'sekret7041';

/** Whoever revokes the key that he calls by learns nothing more. */
export const NOT_OF_STRANGER: readonly string[] = ['auth.revoke_credentials'];

type Headers = Readonly<Record<string, string>>;

/** The ground with both. */
export interface TwoTenants extends AsyncDisposable {
  readonly ground: ClearmlGround;
  /** Of the tenant who has to learn nothing. */
  readonly stranger: Headers;
  /** Makes things of the stranger's, and notes their ids and those that are none of the stranger's business. */
  readonly plant: (known: KnownIds) => Promise<void>;
  /** Every row of the other tenant, as one text. */
  readonly secretRows: () => Promise<string>;
}

/** Opens it. */
export async function twoTenants(): Promise<TwoTenants> {
  const ground = await ClearmlGround.open({}, { mode: 'keys', mayFail: true });
  const { db } = ground.bench.engine;
  const owner = asBasic((await createKey(db, { role: 'admin', label: 'the owner' })).text);
  const stranger = asBasic((await createKey(db, { role: 'operator', label: 'the stranger' })).text);
  await addGrant(db, 'the stranger', { path: '/mine', role: 'operator' });
  await ground.data('projects.create', { name: 'mine' }, { headers: owner });
  const ids = await secrets(ground, owner);
  return {
    ground, stranger, [Symbol.asyncDispose]: () => ground[Symbol.asyncDispose](),
    async plant(known) {
      await plantThings(ground, known, { place: 'mine', headers: stranger, makesQueues: false });
      for (const [name, id] of ids) known.learn(name, { id });
    },
    secretRows: async () => JSON.stringify(await Promise.all(TABLES.map((sql) => ground.bench.sql(sql, [`%${SECRET}%`])))),
  };
}

const OF_PROJECT = `(SELECT id FROM project WHERE path LIKE $1)`;
const OF_TASK = `(SELECT id FROM task WHERE project_id IN ${OF_PROJECT})`;
const TABLES = [
  `SELECT to_jsonb(p) FROM project p WHERE p.path LIKE $1 ORDER BY p.id`, `SELECT to_jsonb(t) FROM task t WHERE t.project_id IN ${OF_PROJECT} ORDER BY t.id`, `SELECT to_jsonb(m) FROM model m WHERE m.project_id IN ${OF_PROJECT} ORDER BY m.id`,
  ...['task_doc', 'task_activity', 'artifact', 'task_model'].map((table) => `SELECT to_jsonb(d) FROM ${table} d WHERE d.task_id IN ${OF_TASK} ORDER BY to_jsonb(d)::text`),
  `SELECT to_jsonb(s) FROM metric_series s WHERE s.owner_id IN ${OF_TASK} ORDER BY s.id`,
];

/** What the owner has, by the calls that tell of such things. */
async function secrets(ground: ClearmlGround, headers: Headers): Promise<readonly (readonly [name: string, id: string])[]> {
  const made: [string, string][] = [];
  const make = async (name: string, input: object): Promise<string> => {
    const { id } = (await ground.data(name, input, { headers })) as Shown;
    made.push([name, id as string]);
    return id as string;
  };
  const project = await make('projects.create', { name: `theirs/${SECRET}`, description: SECRET, tags: [SECRET] });
  const model = await make('models.create', { name: SECRET, uri: `file:///${SECRET}`, project, comment: SECRET });
  const item = { section: 'General', name: SECRET, value: SECRET };
  for (const state of ['draft', 'waiting', 'running']) {
    const task = await make('tasks.create', { name: `${SECRET} ${state}`, type: 'training', project, comment: SECRET, tags: [SECRET], script: { repository: SECRET, entry_point: SECRET }, hyperparams: { General: { [SECRET]: item } }, configuration: { [SECRET]: { name: SECRET, value: SECRET } }, models: { input: [{ name: SECRET, model }] } });
    await ground.data('tasks.add_or_update_artifacts', { task, artifacts: [{ key: SECRET, type: 'custom', uri: `file:///${SECRET}` }] }, { headers });
    const events = [{ type: 'log', msg: SECRET }, { type: 'training_stats_scalar', metric: SECRET, variant: SECRET, value: 1, iter: 1 }, { type: 'plot', metric: SECRET, variant: SECRET, iter: 1, plot_str: `"${SECRET}"` }, { type: 'training_debug_image', metric: SECRET, variant: SECRET, iter: 1, key: SECRET, url: `http://x/${SECRET}` }];
    await ground.data('events.add_batch', events.map((event) => ({ ...event, task })), { headers, lines: true });
    if (state === 'waiting') await ground.data('tasks.enqueue', { task }, { headers });
    if (state !== 'running') continue;
    await ground.data('tasks.started', { task, status_message: SECRET }, { headers });
    await ground.data('workers.status_report', { worker: 'theirs', timestamp: Date.now(), task }, { headers });
  }
  return made;
}
