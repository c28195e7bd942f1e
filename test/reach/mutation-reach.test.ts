// Every mutation, given by a caller with grants elsewhere, by one who may only look there, and by an operator there.
import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toGlobalId, type NodeType } from '../../src/api/graphql/global-id.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { schema } from '../api/graphql-ground.ts';
import { TINY_GRAPH } from '../graph/tiny-graph.ts';
import { caller, openTenantWorld, type Tenant, type TenantWorld } from './tenant-world.ts';

let world: TenantWorld;
let mutations: readonly GraphQLField<unknown, unknown>[];

beforeAll(async () => {
  world = await openTenantWorld();
  const { a, b, ground, callers } = world;
  callers.set('elsewhere', await caller(ground, 'elsewhere', [{ path: b.path, role: 'admin' }]));
  callers.set('viewer', await caller(ground, 'viewer', [{ path: a.path, role: 'viewer' }, { path: b.path, role: 'admin' }]));
  callers.set('operator', await caller(ground, 'operator', [{ path: a.path, role: 'operator' }, { path: b.path, role: 'viewer' }]));
  callers.set('above', await caller(ground, 'above', [{ path: a.path, role: 'admin' }]));
  mutations = Object.values((await schema()).getMutationType()!.getFields());
});
afterAll(() => world?.ground.close());

/** What one kind of mutation is given, about the things of a tenant. */
interface Case {
  readonly input: (tenant: Tenant) => object;
  /** What a caller elsewhere hears: as of a missing thing; that it may not; or that it may, because the thing is everybody's own. */
  readonly elsewhere?: 'HIDDEN' | 'FORBIDDEN' | 'ALLOWED';
  readonly operator?: 'FORBIDDEN' | 'ALLOWED';
  /** It names something besides that does not exist. */
  readonly missing?: boolean;
}

const id = (type: NodeType, uuid: string): string => toGlobalId(type, uuid);
const ofTask = (more: object = {}): Case => ({ input: ({ created }) => ({ taskId: id('Task', created), ...more }) });
const ofHeld = (more: object = {}): Case => ({ input: ({ held }) => ({ taskId: id('Task', held), ...more }) });
const ofRun = (more: object = {}): Case => ({ input: ({ blockedRun }) => ({ runId: id('Run', blockedRun), ...more }) });
const ofQueue = (more: object = {}): Case => ({ input: ({ queue }) => ({ queueId: id('Queue', queue), ...more }) });
const ofWebhook = (more: object = {}): Case => ({ input: ({ webhook }) => ({ webhookId: webhook, ...more }) });
const ofDeployment = (more: object = {}): Case => ({ input: ({ deployment }) => ({ deploymentId: id('Deployment', deployment), ...more }) });
const inProject = (more: object): Case => ({ input: ({ projectId }) => ({ projectId: id('Project', projectId), ...more }) });
const SPEC = { command: { binary: 'true' } };
const TASKS = { tasks: [{ node: 'n', spec: SPEC }] };

const CASES: Readonly<Record<string, Case>> = {
  abortRun: ofRun(), abortTask: ofTask(), addQueueBarrier: ofQueue(), answerInput: ofHeld({ value: 1 }), cloneRun: ofRun(), cloneTask: ofTask(), closeTask: ofTask(), deleteTask: ofTask(),
  editTask: ofTask({ comment: 'x' }),
  createProject: { input: ({ path }) => ({ path: `${path}/made` }), elsewhere: 'FORBIDDEN' },
  // A new queue is shared by all: nobody with grants makes one.
  createQueue: { input: () => ({ name: 'made', accepts: ['COMMAND'] }), elsewhere: 'FORBIDDEN', operator: 'FORBIDDEN' },
  createRun: inProject({ definition: TASKS }), createTask: inProject({ name: 'made', spec: SPEC }),
  keepFile: { input: ({ file }) => ({ fileId: id('File', file), expiresInSeconds: 60 }) },
  deleteFile: { input: ({ file }) => ({ fileId: id('File', file) }) },
  dequeueTask: { input: ({ queued }) => ({ taskId: id('Task', queued) }) },
  drainQueue: ofQueue(), enqueueRun: ofRun(), enqueueTask: ofTask(), finishRun: ofRun(), forceTask: ofHeld(), killTask: ofTask(),
  moveQueueItems: { input: ({ queue, barrier }) => ({ queueId: id('Queue', queue), itemIds: [id('QueueItem', barrier)], to: { at: 'BACK' } }) },
  pauseQueue: ofQueue(), pauseRun: ofRun(), pauseTask: ofHeld(), publishTask: ofTask(),
  removeQueueBarrier: { input: ({ barrier }) => ({ itemId: id('QueueItem', barrier) }) },
  renameQueueItem: { input: ({ queuedItem }) => ({ itemId: id('QueueItem', queuedItem), displayName: 'made' }) },
  resetTask: ofTask(), resumeQueue: ofQueue(), resumeRun: ofRun(), resumeTask: ofHeld(), retryRun: ofRun(), retryTask: ofTask(),
  runNow: { input: ({ projectId, deck }) => ({ projectId: id('Project', projectId), deck, instrument: 'pump', method: 'rinse' }) },
  // A draft is the caller's own, wherever he has grants.
  saveDraft: { input: () => ({ body: {} }), elsewhere: 'ALLOWED' },
  saveWorkflow: inProject({ name: 'made', definition: TASKS }), stopTask: ofTask(),
  createWebhook: inProject({ url: 'https://example.org/' }), updateWebhook: ofWebhook({ isEnabled: true }), testWebhook: ofWebhook(), deleteWebhook: ofWebhook(),
  deployWorkflow: inProject({ name: 'made', document: TINY_GRAPH }), updateDeployment: ofDeployment({ description: 'made' }), deleteDeployment: { input: ({ spare }) => ({ deploymentId: id('Deployment', spare) }) },
  runDeployment: ofDeployment({ inputs: [{ base64: 'AAAA' }] }),
  // It needs the role admin: an operator of the project hears so.
  updateQueue: { ...ofQueue({ displayName: 'made' }), operator: 'FORBIDDEN' },
  deleteQueue: { ...ofQueue(), operator: 'FORBIDDEN' },
};

/** These act on users, keys and locks, which belong to no project: who may is judged by the matrix of access. */
const OF_PEOPLE = ['changePassword', 'createAccessKey', 'createUser', 'putGrant', 'releaseLock', 'removeGrant', 'revokeAccessKey', 'revokeSession', 'setPassword', 'updateUser'];

/** Further things by which the same mutations find what they act on. */
const MORE: readonly (readonly [field: string, case_: Case])[] = [
  ['createRun', { input: ({ workflow }) => ({ workflowId: id('Workflow', workflow) }) }],
  ['createRun', { input: ({ workflow }) => ({ workflowId: id('Workflow', workflow), version: 77 }), missing: true }],
  ['runDeployment', { input: ({ deploymentName }) => ({ deployment: deploymentName, inputs: [{ base64: 'AAAA' }] }) }],
  ['updateDeployment', { input: ({ deployment }) => ({ deploymentId: id('Deployment', deployment), pinnedVersion: 77 }), missing: true }],
  ['enqueueTask', { input: ({ created, barrier }) => ({ taskId: id('Task', created), place: { before: id('QueueItem', barrier) } }) }],
  ['enqueueTask', { input: ({ created }) => ({ taskId: id('Task', created), queueId: id('Queue', uuidv7()) }), missing: true }],
  ['enqueueTask', { input: ({ created }) => ({ taskId: id('Task', created), queueId: id('Queue', uuidv7()), place: { at: 'BACK' } }), missing: true }],
  ['renameQueueItem', { input: ({ barrier }) => ({ itemId: id('QueueItem', barrier), displayName: 'made' }) }],
  ['retryTask', { input: ({ created }) => ({ taskId: id('Task', created), dryRun: true }) }],
  // What is said of a queue that is hidden must not tell of what waits in it.
  ['retryTask', { input: ({ lined }) => ({ taskId: id('Task', lined) }) }],
  ['retryRun', { input: ({ linedRun }) => ({ runId: id('Run', linedRun) }) }],
  ['retryTask', { input: ({ held }) => ({ taskId: id('Task', held) }) }],
  ['cloneTask', { input: ({ created, queue }) => ({ taskId: id('Task', created), queueId: id('Queue', queue) }) }],
];

/** One answer in words that two callers' answers can be compared by: ids are replaced. */
interface Heard {
  readonly fate: string;
  readonly words: string;
}

async function give(as: string, field: string, input: object): Promise<Heard> {
  const own = `${field[0]!.toUpperCase()}${field.slice(1)}`;
  const { data, errors } = await world.ask(as, `mutation($input: ${own}Input!) { ${field}(input: $input) { outcome message userErrors { code message path } } }`, { input });
  if (errors) return { fate: errors[0].extensions.code, words: errors[0].message };
  const { outcome, message, userErrors } = data[field];
  const fate = userErrors.length > 0 ? userErrors[0].code : outcome;
  return { fate, words: JSON.stringify([message, userErrors]).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9_-]{40,}/g, '<id>') };
}

/** Everything that is stored, as one sum for each table; but for the audit, which is to have the attempts. */
async function rows(): Promise<object> {
  everything ??= (await world.sql<{ name: string }>(`SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace WHERE s.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'audit_entry' ORDER BY 1`))
    .map(({ name }) => `SELECT '${name}' AS name, (SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM ${name} t) AS sum`).join(' UNION ALL ');
  return world.sql(everything);
}
let everything: string | undefined;

/** The same tenant, but none of its things exists: ids that nobody was ever given. */
function nobody(tenant: Tenant): Tenant {
  const uuids = Object.entries(tenant).filter(([, value]) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value)).map(([name]) => [name, uuidv7()]);
  return { ...tenant, ...Object.fromEntries(uuids) };
}

test('every mutation of the schema is judged here', () => {
  // A file cannot be part of a request in JSON: what uploadFile tells whom is judged in test/engine/files.test.ts.
  expect(mutations.map(({ name }) => name).toSorted()).toEqual([...Object.keys(CASES), ...OF_PEOPLE, 'acquireLock', 'uploadFile'].toSorted());
});

const ALL = [...Object.entries(CASES), ...MORE];

describe('who may not', () => {
  let before: object;
  beforeAll(async () => {
    before = await rows();
  });

  test.each(ALL.filter(([, { elsewhere }]) => elsewhere !== 'ALLOWED'))('%s tells who has grants elsewhere what it tells of a missing thing, and who may look that he may not; nothing changes', async (field, { input, elsewhere = 'HIDDEN' }) => {
    const hidden = await give('elsewhere', field, input(world.a));
    expect((await give('viewer', field, input(world.a))).fate).toBe('FORBIDDEN');
    expect(await rows()).toEqual(before);
    if (elsewhere === 'FORBIDDEN') return expect(hidden.fate).toBe('FORBIDDEN');
    expect(hidden).toEqual(await give('elsewhere', field, input(nobody(world.a))));
    expect(['NOT_FOUND', 'NOT_QUEUED']).toContain(hidden.fate);
  });
});

describe('who may', () => {
  test.each(ALL)('%s listens to who has the role there', async (field, { input, operator = 'ALLOWED', missing = false }) => {
    const { fate, words } = await give('operator', field, input(world.a));
    if (operator === 'FORBIDDEN') expect(fate).toBe('FORBIDDEN');
    else if (missing) expect(fate).toBe('NOT_FOUND'); // of a thing beside, which does not exist for anybody
    else expect(['FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT'], words).not.toContain(fate);
    heard.set(fate, (heard.get(fate) ?? 0) + 1);
  });

  test('most of what an operator asked for was carried out', () => {
    expect(heard.get('ACCEPTED')).toBeGreaterThan(ALL.length / 3);
  });

  test('an admin above the project changes its queue, and none that all share', async () => {
    expect((await give('above', 'updateQueue', CASES['updateQueue']!.input(world.a))).fate).toBe('ACCEPTED');
    for (const field of ['pauseQueue', 'drainQueue', 'updateQueue', 'addQueueBarrier']) expect((await give('above', field, { queueId: id('Queue', world.defaultQueue) })).fate, field).toBe('FORBIDDEN');
  });

  test('a draft is everybody\'s own', async () => {
    for (const as of ['elsewhere', 'viewer']) expect((await give(as, 'saveDraft', { body: {} })).fate).toBe('ACCEPTED');
  });
});

describe('a lock', () => {
  const input = ({ projectId }: Tenant) => ({ scope: { kind: 'PROJECT', projectId: id('Project', projectId) }, note: 'hands off', expiresInSeconds: 60 });

  test('is put on a project by who commands there, is nothing that anybody elsewhere hears of, and keeps others off', async () => {
    const hidden = await give('elsewhere', 'acquireLock', input(world.a));
    expect(hidden).toEqual(await give('elsewhere', 'acquireLock', input(nobody(world.a))));
    expect(hidden.fate).toBe('NOT_FOUND');
    expect((await give('viewer', 'acquireLock', input(world.a))).fate).toBe('FORBIDDEN');
    expect((await give('operator', 'acquireLock', input(world.a))).fate).toBe('ACCEPTED');
    expect((await give('operator', 'createTask', { projectId: id('Project', world.a.projectId), name: 'made', spec: SPEC })).fate).toBe('LOCKED');
    expect((await give('elsewhere', 'createTask', { projectId: id('Project', world.a.projectId), name: 'made', spec: SPEC })).fate).toBe('NOT_FOUND');
    const shown = async (as: string): Promise<number> => (await world.ask(as, '{ locks { id note } }')).data.locks.length;
    expect([await shown('viewer'), await shown('elsewhere')]).toEqual([1, 0]);
  });
});

const heard = new Map<string, number>();
