// Two tenants on one server, each with everything a tenant can have; every text of theirs carries a mark.
import { toGlobalId, type NodeType } from '../../src/api/graphql/global-id.ts';
import type { Actor, PersonRole } from '../../src/domain/access.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import type { CommandContext } from '../../src/engine/engine.ts';
import { createWebhook } from '../../src/engine/webhook/webhook.service.ts';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { runDeployment } from '../../src/engine/deployment/run-deployment.service.ts';
import { createModel } from '../../src/engine/model/create-model.service.ts';
import { storeFile } from '../../src/engine/file/store-file.service.ts';
import { saveDraft } from '../../src/engine/draft.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { addQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { renameQueueItem } from '../../src/engine/queue/rename-item.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { reportEvents } from '../../src/engine/metric/report-events.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { ensureUser } from '../../src/store/write/user-write.store.ts';
import { blobGround, pieces } from '../blobs/blob-ground.ts';
import { benchDeck, type BenchRunner, openBenchRunner } from '../engine/bench-runner.ts';
import { TINY_GRAPH } from '../graph/tiny-graph.ts';
import { SPEC, STEPS } from '../engine/engine-bench.ts';
import { type LiveGround, liveGround, LOCAL } from '../live/live-ground.ts';
import { done } from '../live/situation-builders.ts';

/** The header, and the field of `connection_init`, that says which caller a request comes from. */
export const AS = 'x-as';

/** One tenant with what it has; ids are UUIDs. */
export interface Tenant {
  /** In every text of the tenant. */
  readonly mark: string;
  readonly path: string;
  readonly projectId: string;
  /** An operator in its project. */
  readonly actor: Actor;
  readonly deck: string;
  readonly created: string;
  readonly queued: string;
  readonly queuedItem: string;
  readonly clone: string;
  readonly deployment: string;
  readonly deploymentName: string;
  /** Another one, to be deleted. */
  readonly spare: string;
  /** A steps task that stands still on a failed step, and has the deck. */
  readonly held: string;
  /** A command in progress that has written output. */
  readonly busy: string;
  readonly workflow: string;
  readonly run: string;
  readonly blockedRun: string;
  readonly blocked: string;
  /** A queue of the project alone, with a barrier and a task. */
  readonly queue: string;
  readonly barrier: string;
  /** A task that waits in that queue, and a run whose task would. */
  readonly lined: string;
  readonly linedRun: string;
  readonly runner: BenchRunner;
  readonly file: string;
  readonly model: string;
  readonly webhook: string;
}

/** The server with both. */
export interface TenantWorld {
  readonly ground: LiveGround;
  readonly a: Tenant;
  readonly b: Tenant;
  readonly defaultQueue: string;
  /** Callers by the name that `AS` gives; the admin when there is none. */
  readonly callers: Map<string, Actor>;
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Asks over HTTP as a caller of `callers`. */
  ask(as: string, query: string, variables?: object): Promise<{ readonly text: string; readonly data?: any; readonly errors?: any }>; // oxlint-disable-line typescript/no-explicit-any -- whatever was selected
}

const ADMIN: CommandContext = { actor: LOCAL, requestId: null };

/** Opens the server and builds both tenants by the commands that tenants give. */
export async function openTenantWorld(): Promise<TenantWorld> {
  const callers = new Map<string, Actor>();
  const callerOf = (name: unknown): Actor => callers.get(String(name)) ?? LOCAL;
  const ground = await liveGround({
    httpCaller: ({ headers }) => callerOf(headers[AS]),
    authorise: (init, { headers }) => Promise.resolve({ actor: callerOf(init[AS] ?? headers[AS]) }),
  });
  const bytes = await blobGround();
  Object.assign(ground.engine, { files: { blobs: bytes.blobs, maxFileBytes: 1_000, maxStoreBytes: 10_000, retentionDays: 0 } });
  await seedRows(ground.engine);
  const sql: TenantWorld['sql'] = (text, values = []) => ground.db.query({ name: '', text }, values);
  const [a, b] = [await tenant(ground, sql, { mark: 'MARKALPHA', no: 1 }), await tenant(ground, sql, { mark: 'markbeta', no: 2 })];
  callers.set('a', a.actor);
  callers.set('b', b.actor);
  const [{ id: defaultQueue }] = (await sql<{ id: string }>(`SELECT id FROM queue WHERE name = 'default'`)) as [{ id: string }];
  return {
    ground: { ...ground, close: async () => { await ground.close(); await bytes[Symbol.asyncDispose](); } },
    a, b, defaultQueue, callers, sql,
    async ask(as, query, variables = {}) {
      const response = await fetch(`${ground.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', [AS]: as }, body: JSON.stringify({ query, variables }) });
      const text = await response.text();
      return { text, ...(JSON.parse(text) as object) };
    },
  };
}

/** A caller with a role in some projects. */
export async function caller(ground: LiveGround, name: string, grants: readonly { path: string; role: PersonRole }[]): Promise<Actor> {
  return { userId: await ensureUser(ground.db, { id: uuidv7(), name, role: 'admin' }), name, role: 'admin', grants };
}

/** Every id and mark of a tenant, as it would stand in an answer. */
export async function signsOf({ sql }: Pick<TenantWorld, 'sql'>, { projectId, mark }: Tenant): Promise<readonly string[]> {
  const tables: Readonly<Record<string, readonly [type: NodeType, where: string]>> = {
    project: ['Project', 'id = $1'], workflow: ['Workflow', 'project_id = $1'], run: ['Run', 'project_id = $1'], task: ['Task', 'project_id = $1'], queue: ['Queue', 'project_id = $1'], file: ['File', 'project_id = $1'], model: ['Model', 'project_id = $1'], deployment: ['Deployment', 'project_id = $1'],
    queue_item: ['QueueItem', 'task_id IN (SELECT id FROM task WHERE project_id = $1) OR queue_id IN (SELECT id FROM queue WHERE project_id = $1)'],
    attempt: ['Attempt', 'task_id IN (SELECT id FROM task WHERE project_id = $1)'], phase: ['Phase', 'task_id IN (SELECT id FROM task WHERE project_id = $1)'], step: ['Step', 'task_id IN (SELECT id FROM task WHERE project_id = $1)'],
  };
  const signs = [mark, mark.toLowerCase(), Buffer.from(mark).toString('base64url')];
  for (const [table, [type, where]] of Object.entries(tables)) {
    const rows = await sql<{ id: string }>(`SELECT id FROM ${table} WHERE ${where}`, [projectId]);
    if (rows.length === 0) throw new Error(`the tenant has no ${table}`);
    signs.push(...rows.flatMap(({ id }) => [id, toGlobalId(type, id)]));
  }
  return signs;
}

/** Those signs that stand in a text; of none there should be any. */
export function found(text: string, signs: readonly string[]): string[] {
  const lower = text.toLowerCase();
  return signs.filter((sign) => text.includes(sign) || lower.includes(sign.toLowerCase()));
}

async function tenant(ground: LiveGround, sql: TenantWorld['sql'], { mark, no }: { mark: string; no: number }): Promise<Tenant> {
  const { engine } = ground;
  const [path, name] = [`/${mark}`, mark];
  const projectId = done(await createProject(engine, ADMIN, { path, description: mark }));
  const actor = await caller(ground, `user ${no}`, [{ path, role: 'operator' }]);
  const own: CommandContext = { actor, requestId: null };
  const spec = { ...SPEC, args: [mark] };
  const one = async (text: string, values: unknown[]): Promise<string> => (await sql<{ id: string }>(text, values))[0]!.id;
  const task = async (): Promise<string> => done(await createTask(engine, own, { projectId, name, spec, tags: [mark] }));

  const created = await task();
  const queued = await task();
  done(await enqueueTask(engine, own, { taskId: queued }));
  const queuedItem = await one('SELECT id FROM queue_item WHERE task_id = $1', [queued]);
  done(await renameQueueItem(engine, own, { itemId: queuedItem, displayName: mark }));
  const clone = done(await cloneTask(engine, own, { taskId: created, name }));
  const workflow = done(await saveWorkflow(engine, own, { projectId, name, description: mark, definition: { tasks: [{ node: 'n', name, spec }] } }));
  done(await saveWorkflow(engine, own, { projectId, name, definition: { tasks: [{ node: 'n', name, spec: SPEC }] } }));
  const run = done(await createRun(engine, own, { workflowId: workflow, enqueue: true, name }));
  const blockedRun = done(await createRun(engine, own, { projectId, definition: { tasks: [{ node: 'x', name, spec }, { node: 'y', name, spec, needs: ['x'] }] }, enqueue: false, name }));
  const blocked = await one(`SELECT id FROM task WHERE run_id = $1 AND node = 'y'`, [blockedRun]);

  const [deck, line] = [`deck${no}`, `line${no}`];
  const shared = done(await createQueue(engine, ADMIN, { name: line, accepts: ['command', 'steps'] }));
  const runner = await openBenchRunner(engine, `runner${no}`, { decks: [benchDeck(deck)], queues: [line] });
  const steps = done(await createRun(engine, own, { projectId, name, definition: { tasks: [{ node: 's', name, spec: { ...STEPS, deck } }] }, enqueue: true, queueId: shared }));
  const held = await one('SELECT id FROM task WHERE run_id = $1', [steps]);
  const attempt = await runner.take(deck);
  await runner.phase(attempt, { section: 'main', index: 0, state: 'RUNNING', parameters: [{ mark }] });
  await runner.step(attempt, { path: '0', state: 'RUNNING', args: { mark } });
  await runner.step(attempt, { path: '0', state: 'FAILED', error: mark });
  await runner.hold(attempt, { hold: 'STEP_FAILED', holdN: 1, message: mark, step: { section: 'main', index: 0, path: '0', sample: 0, try: 1 } });
  const busy = await task();
  done(await enqueueTask(engine, own, { taskId: busy, queueId: shared }));
  await runner.log(await runner.take(), mark, `${mark} again`);
  done(await saveDraft(engine, own, { body: { mark } }));

  // No command makes a queue of a project yet.
  const queue = await one(`INSERT INTO queue (id, project_id, name, display_name, accepts) VALUES ($1, $2, $3, $3, '{command}') RETURNING id`, [uuidv7(), projectId, mark]);
  const barrier = done(await addQueueBarrier(engine, own, { queueId: queue, displayName: mark }));
  const lined = await task();
  done(await enqueueTask(engine, own, { taskId: lined, queueId: queue }));
  const linedRun = done(await createRun(engine, own, { projectId, name, definition: { tasks: [{ node: 'l', name, spec }] }, enqueue: false, queueId: queue }));
  const file = done(await storeFile(engine, own, { store: 'UPLOAD', name: mark, projectId, bytes: pieces(mark) }));
  const parent = done(await createModel(engine, own, { name, projectId, uri: `file:///${mark}`, tags: [mark], comment: mark, framework: mark }));
  const model = done(await createModel(engine, own, { name, taskId: created, parentId: parent, labels: { [mark]: 1 }, design: { [mark]: mark }, metadata: { [mark]: mark } }));
  await reportEvents(engine, own, {
    events: [{ task: busy, type: 'training_stats_scalar', metric: 'curve', variant: mark, iter: 1, value: 1 }, { task: busy, type: 'plot', metric: mark, variant: mark, iter: 1, plot_str: `"${mark}"` }], worker: mark, uuidOf: (id) => id,
  });
  const webhook = (await createWebhook(engine, own, { projectId, url: `https://example.org/${mark}` })).outcome.subjectId;
  const deploymentName = `${mark.toLowerCase()}-graph`;
  const [deployment, spare] = [
    done(await deployWorkflow(engine, own, { name: deploymentName, projectId, description: mark, document: { ...TINY_GRAPH, metadata: { name: mark, description: mark, keywords: mark } } })),
    done(await deployWorkflow(engine, own, { name: `${deploymentName}-spare`, projectId, document: TINY_GRAPH })),
  ];
  const called = done(await runDeployment(engine, own, { deployment: deploymentName, inputs: [{ image: 'AAAA' }], name }));
  const [graph] = await sql<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [called]);
  await sql(`INSERT INTO graph_result (task_id, generation, values, expires_at) VALUES ($1, 1, $2, now() + interval '1 day')`, [graph!.id, JSON.stringify([{ type: 'DATA_DICT', body: { inline: JSON.stringify({ mark }) } }])]);
  return { deployment, deploymentName, spare, mark, path, projectId, actor, file, model, webhook, deck, created, queued, queuedItem, clone, held, busy, workflow, run, blockedRun, blocked, queue, barrier, lined, linedRun, runner };
}
