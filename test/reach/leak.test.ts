// Two tenants on one server: of the one, the other never sees an id, a name or a text, whatever it asks for and however.
import { execute, getNamedType, type GraphQLField, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeContext } from '../../src/api/graphql/context.ts';
import { NODE_TYPES, toGlobalId } from '../../src/api/graphql/global-id.ts';
import type { Actor } from '../../src/domain/access.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Database, Statement } from '../../src/store/database.ts';
import { schema as builtSchema } from '../api/graphql-ground.ts';
import { LiveClient } from '../live/live-client.ts';
import { LOCAL } from '../live/live-ground.ts';
import { AS, found, openTenantWorld, signsOf, type Tenant, type TenantWorld } from './tenant-world.ts';
import { selectionsByField, wholeSelection } from './whole-selection.ts';

let world: TenantWorld;
let schema: GraphQLSchema;
let queries: readonly GraphQLField<unknown, unknown>[];
let signsOfA: readonly string[];
let signsOfB: readonly string[];
let socket: LiveClient;

beforeAll(async () => {
  world = await openTenantWorld();
  schema = await builtSchema();
  queries = Object.values(schema.getQueryType()!.getFields());
  [signsOfA, signsOfB] = [await signsOf(world, world.a), await signsOf(world, world.b)];
  socket = await LiveClient.open(world.ground.url, { [AS]: 'b' });
});
afterAll(async () => {
  socket?.close();
  await world?.ground.close();
});

const id = toGlobalId;
const DEFINITION = `{ tasks: [{ node: "n", spec: { command: { binary: "true" } } }] }`;

/** How each field of Query is asked for the things of a tenant. */
const ASKED: Readonly<Record<string, (tenant: Tenant) => readonly string[]>> = {
  accessKeys: ({ actor }) => ['', `userId: "${actor.userId}"`], auditEntries: () => [''], locks: () => [''], rateLimit: () => [''],
  sessions: ({ actor }) => ['', `userId: "${actor.userId}"`], user: ({ actor }) => [`id: "${actor.userId}"`], users: () => [''],
  algorithm: () => ['name: "sy_invert"'], algorithms: () => [''],
  deployment: ({ deployment, deploymentName }) => [`id: "${id('Deployment', deployment)}"`, `name: "${deploymentName}"`],
  deployments: ({ mark, projectId, workflow }) => ['', `filter: { projectId: "${id('Project', projectId)}" }`, `filter: { name: { contains: "${mark.toLowerCase()}" } }`, `filter: { workflow: { eq: "${id('Workflow', workflow)}" } }`],
  deck: ({ deck }) => [`name: "${deck}"`], decks: () => [''], draft: () => [''], eventCursor: () => [''],
  events: ({ projectId, queued, run, queue }) => ['first: 100', `first: 100, filter: { projectId: "${id('Project', projectId)}" }`, `filter: { taskId: "${id('Task', queued)}" }`, `filter: { runId: "${id('Run', run)}" }`, `filter: { queueId: "${id('Queue', queue)}" }`],
  file: ({ file }) => [`id: "${id('File', file)}"`], files: ({ mark, projectId }) => ['', `filter: { projectId: "${id('Project', projectId)}" }`, `filter: { name: { contains: "${mark}" } }`],
  model: ({ model }) => [`id: "${id('Model', model)}"`], models: ({ mark, projectId, model }) => ['', `filter: { projectId: "${id('Project', projectId)}" }`, `filter: { name: { contains: "${mark}" } }`, `filter: { not: { parent: { eq: "${id('Model', model)}" } } }`],
  metricSeries: ({ busy, mark }) => [`taskId: "${id('Task', busy)}", metric: "curve", variant: "${mark}"`, `taskId: "${id('Task', busy)}", metric: "${mark}", variant: "${mark}", kind: PLOT`],
  node: ({ queued }) => [`id: "${id('Task', queued)}"`], // each kind has a test of its own below
  nodes: ({ queued, run }) => [`ids: ["${id('Task', queued)}", "${id('Run', run)}"]`],
  project: ({ projectId }) => [`id: "${id('Project', projectId)}"`], projects: ({ mark }) => ['', `filter: { pathContains: "${mark}" }`],
  queue: ({ queue }) => [`id: "${id('Queue', queue)}"`, `id: "${id('Queue', world.defaultQueue)}"`], queues: ({ mark }) => ['', `filter: { name: { contains: "${mark}" } }`],
  run: ({ run, blockedRun }) => [`id: "${id('Run', run)}"`, `id: "${id('Run', blockedRun)}"`], runs: ({ workflow, projectId }) => ['', `filter: { workflowId: "${id('Workflow', workflow)}" }`, `filter: { projectId: "${id('Project', projectId)}" }`],
  runner: () => [`id: "${runnerId(0)}"`, `id: "${runnerId(1)}"`], runners: () => [''],
  task: ({ held, busy, blocked, clone }) => [held, busy, blocked, clone].map((task) => `id: "${id('Task', task)}"`),
  tasks: ({ mark, run, queue, projectId }) => ['', `filter: { tags: ["${mark}"] }`, `filter: { runId: "${id('Run', run)}" }`, `filter: { queueId: "${id('Queue', queue)}" }`, `filter: { projectId: "${id('Project', projectId)}" }`, `filter: { name: { eq: "${mark}" } }`],
  validateRun: ({ workflow, projectId, queue }) => [`input: { workflowId: "${id('Workflow', workflow)}" }`, `input: { workflowId: "${id('Workflow', workflow)}", version: 77 }`, `input: { projectId: "${id('Project', projectId)}", definition: ${DEFINITION} }`, `input: { queueId: "${id('Queue', queue)}", definition: ${DEFINITION} }`],
  webhooks: ({ projectId }) => [`projectId: "${id('Project', projectId)}"`],
  validateWorkflow: () => [`definition: ${DEFINITION}`], viewer: () => [''],
  workflow: ({ workflow }) => [`id: "${id('Workflow', workflow)}"`], workflows: ({ projectId }) => ['', `filter: { projectId: "${id('Project', projectId)}" }`],
};

/** Fields of Query that show nothing that belongs to a tenant, to nobody. */
const OF_NOBODY = new Set(['algorithm', 'algorithms', 'accessKeys', 'auditEntries', 'locks', 'rateLimit', 'sessions', 'user', 'users', 'eventCursor', 'validateRun', 'validateWorkflow', 'draft', 'viewer']);

let runners: readonly string[] = [];
const runnerId = (i: number): string => runners[i]!;
beforeAll(async () => {
  runners = (await world.sql<{ id: string }>('SELECT id FROM runner ORDER BY name')).map((row) => id('Runner', row.id));
});

function field(name: string, args: string, selection: string): string {
  return `{ ${name}${args === '' ? '' : `(${args})`} ${selection} }`;
}

/** Leaves out what the question said itself, ids as the engine knows them included: it stands in some errors, and tells nothing. */
function unsaid(args: string): (sign: string) => boolean {
  const ids = [...args.matchAll(/"([A-Za-z0-9_-]{30,})"/g)].map(([, given]) => Buffer.from(given!, 'base64url').toString());
  const said = [args, ...ids].join(' ').toLowerCase();
  return (sign) => !said.includes(sign.toLowerCase());
}

/** Executes without the limits of a transport, so that more may be seen at once. */
async function executeAs(actor: Actor, query: string, engine: Engine = world.ground.engine): Promise<string> {
  const { events } = world.ground;
  const contextValue = makeContext({ engine, actor, logId: events.logId, head: () => events.tail.horizon, catchUp: events.catchUp, requestId: 'test', log: { error: () => undefined } });
  return JSON.stringify(await execute({ schema, document: parse(query), contextValue }));
}

async function overSocket(query: string): Promise<string> {
  const key = String(++asked);
  socket.subscribe(key, query);
  await socket.until(() => socket.of(key).some(({ type }) => type === 'complete' || type === 'error'), 'the answer');
  return JSON.stringify(socket.of(key));
}
let asked = 0;

test('every field of Query is asked here', () => {
  expect(queries.map(({ name }) => name).toSorted()).toEqual(Object.keys(ASKED).toSorted());
});

describe.each(Object.keys(ASKED))('Query.%s', (name) => {
  test('shows a tenant nothing of the other, by whatever of his or of the other it is asked for; and shows the admin what it hides', async () => {
    const type = getNamedType(queries.find((query) => query.name === name)!.type);
    const deep = wholeSelection(schema, type, 2);
    const selections = isObjectType(type) ? selectionsByField(schema, type, 1) : [wholeSelection(schema, type, 0)];
    let shown = '';
    for (const tenant of [world.a, world.b]) {
      for (const args of ASKED[name]!(tenant)) {
        const alone = await executeAs(world.b.actor, field(name, args, deep));
        expect(found(alone, signsOfA).filter(unsaid(args)), `${name}(${args})`).toEqual([]);
        shown += await executeAs(LOCAL, field(name, args, deep));
        // Of the things of the other, by both transports; what leads there from his own the deep selection has shown.
        for (const [i, selection] of (tenant === world.a ? selections : []).entries()) {
          const query = field(name, args, selection);
          const answer = i % 2 === 0 ? (await world.ask('b', query)).text : await overSocket(query);
          expect(answer).not.toContain('INTERNAL');
          expect(found(answer, signsOfA).filter(unsaid(args)), query).toEqual([]);
        }
      }
    }
    if (!OF_NOBODY.has(name)) expect([found(shown, signsOfA).length, found(shown, signsOfB).length]).not.toContain(0);
  });
});

test('node and nodes answer null for every id of the other tenant, of whatever kind, and for every id of his own what is there', async () => {
  const kinds = new Set<string>();
  for (const [signs, isThere] of [[signsOfA, false], [signsOfB, true]] as const) {
    const ids = signs.filter((sign) => NODE_TYPES.some((type) => Buffer.from(sign, 'base64url').toString().startsWith(`${type}:`)));
    for (let i = 0; i < ids.length; i += 50) {
      const some = ids.slice(i, i + 50);
      const { data } = await world.ask('b', 'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids: some });
      expect(data.nodes.map((node: { id: string } | null) => node?.id ?? null)).toEqual(some.map((one) => (isThere ? one : null)));
      if (!isThere) continue;
      for (const node of data.nodes) kinds.add(node.__typename);
    }
  }
  // Runners and decks belong to nobody.
  expect([...kinds, 'Runner', 'Deck'].toSorted()).toEqual([...NODE_TYPES].toSorted());
});

test('lists and counts leave out what is out of reach: page by page, in both directions, with the places that remain', async () => {
  const lists = `tasks(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node { name } } }`;
  const own = (await world.sql<{ n: number }>('SELECT count(*)::int AS n FROM task WHERE project_id = $1', [world.b.projectId]))[0]!.n;
  let [seen, after] = [0, ''];
  for (;;) {
    const { data } = await world.ask('b', `{ ${after === '' ? lists : lists.replace('first: 2', `first: 2, after: "${after}"`)} }`);
    expect(data.tasks.totalCount).toBe(own);
    seen += data.tasks.edges.length;
    after = data.tasks.pageInfo.endCursor;
    if (!data.tasks.pageInfo.hasNextPage) break;
  }
  expect(seen).toBe(own);
  const ofQueue = `{ queue(id: "${id('Queue', world.defaultQueue)}") { length items(last: 10) { totalCount edges { node { position task { name } } } } } }`;
  const [all, some] = [(await world.ask('', ofQueue)).data.queue, (await world.ask('b', ofQueue)).data.queue];
  expect(all.items.totalCount).toBe(4);
  // His place in the line is what it is, also behind what he does not see.
  const names = all.items.edges.map(({ node }: { node: { task: { name: string } } }) => node.task.name);
  expect(some).toEqual({ length: 2, items: { totalCount: 2, edges: all.items.edges.filter((_: unknown, i: number) => names[i] === world.b.mark) } });
  expect(some.items.edges.map(({ node }: { node: { position: number } }) => node.position)).toEqual([3, 4]);
});

test('a caller to whom no project is open is told so, and shown nothing, not even what all share', async () => {
  const nobody: Actor = { ...world.b.actor, grants: [] };
  for (const { name, type } of queries) {
    if (OF_NOBODY.has(name)) continue;
    for (const args of ASKED[name]!(world.a)) {
      const { data, errors } = JSON.parse(await executeAs(nobody, field(name, args, wholeSelection(schema, getNamedType(type), 1)))) as { data: Record<string, unknown> | null; errors: { message: string }[] };
      expect(errors[0]!.message, name).toContain('no project is open');
      expect(data?.[name] ?? null, name).toSatisfy((shown: unknown) => shown === null || (Array.isArray(shown) && shown.every((one) => one === null)));
    }
  }
});

test('for callers whose role holds everywhere no statement is added, and the text of none changes', async () => {
  const { db } = world.ground;
  const sent: string[] = [];
  const counting = Object.create(db, { query: { value: (statement: Statement, values: readonly unknown[]) => (sent.push(statement.text), db.query(statement, values)) } }) as Database;
  const list = '{ tasks(first: 50) { totalCount edges { node { name queue { name } currentAttempt { runner { name } } } } } }';
  const statementsOf = async (actor: Actor): Promise<string[]> => {
    sent.length = 0;
    await executeAs(actor, list, { ...world.ground.engine, db: counting });
    return [...sent];
  };
  const everywhere = await statementsOf(LOCAL);
  const restricted = await statementsOf(world.b.actor);
  expect(everywhere).toHaveLength(5);
  expect(everywhere.filter((text) => /project_id = ANY|FROM project\b/.test(text))).toEqual([]);
  // Two more: the list and what stands beside its rows ask which projects there are.
  expect(restricted).toHaveLength(7);
});
