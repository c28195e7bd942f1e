// Filters and grants together: whatever a caller with grants filters and orders by, he gets what the same filter leaves of his own rows, and nothing else.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import type { Actor } from '../../src/domain/access.ts';
import type { CommandContext } from '../../src/engine/engine.ts';
import { storeFile } from '../../src/engine/file/store-file.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import type { Database } from '../../src/store/database.ts';
import { type BlobGround, blobGround, pieces } from '../blobs/blob-ground.ts';
import { SPEC } from '../engine/engine-bench.ts';
import { type LiveGround, liveGround, LOCAL } from '../live/live-ground.ts';
import { done } from '../live/situation-builders.ts';
import { caller } from './tenant-world.ts';

const SEED = 20261121;
const AS = 'x-as';
const NAMES = ['alpha', 'Alpha', 'beta', 'b%ta', 'gamma delta'] as const;
const TAGS = ['common', 'half', 'rare', 'other'] as const;

let ground: LiveGround;
let bytes: BlobGround;
let tenant: Actor;
/** Ids of the projects in the tenant's reach. */
let reach: ReadonlySet<string>;
/** Of the project that is not. */
let foreign: string;
let middle: string;
const sent: string[] = [];

beforeAll(async () => {
  ground = await liveGround({ httpCaller: ({ headers }) => (headers[AS] === 'tenant' ? tenant : LOCAL) });
  bytes = await blobGround();
  Object.assign(ground.engine, { files: { blobs: bytes.blobs, maxFileBytes: 1_000, maxStoreBytes: 100_000, retentionDays: 0 } });
  listen(ground.db);
  await seedRows(ground.engine);
  tenant = await caller(ground, 'tenant', [{ path: '/ours', role: 'operator' }]);
  await fill();
});
afterAll(async () => {
  await ground?.close();
  await bytes?.[Symbol.asyncDispose]();
});

/** Keeps the texts of what goes over every connection of the pool: reads under a limit of time take one for themselves. */
function listen({ pool }: Database): void {
  const known = new WeakSet<object>();
  pool.on('acquire', (client) => {
    if (known.has(client)) return;
    known.add(client);
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => (sent.push(typeof args[0] === 'string' ? args[0] : (args[0] as { text: string }).text), query(...args))) as typeof client.query;
  });
}

/** Rows of three projects in turns, alike in everything that can be filtered and ordered by. */
async function fill(): Promise<void> {
  const { engine } = ground;
  const admin: CommandContext = { actor: LOCAL, requestId: null };
  const [ours, theirs, below] = [done(await createProject(engine, admin, { path: '/ours' })), done(await createProject(engine, admin, { path: '/ourselves' })), done(await createProject(engine, admin, { path: '/ours/below' }))];
  for (let n = 0; n < 60; n++) {
    const projectId = [ours, theirs, theirs, below][n % 4]!;
    const tags = [TAGS[0], ...(n % 3 === 0 ? [TAGS[1]] : []), ...(n === 20 || n === 21 ? [TAGS[2]] : []), ...(n % 7 === 0 ? [TAGS[3]] : [])];
    done(await createTask(engine, admin, { projectId, name: NAMES[(n + (n >> 2)) % NAMES.length]!, spec: SPEC, tags }));
    if (n % 4 !== 0 && n % 3 !== 0) continue;
    done(await storeFile(engine, admin, { store: 'UPLOAD', name: NAMES[(n >> 2) % NAMES.length]!, projectId, bytes: pieces(n % 2 === 0 ? `text ${n % 8}` : '\0binary') }));
  }
  reach = new Set([ours, below].map((id) => toGlobalId('Project', id)));
  foreign = toGlobalId('Project', theirs);
  const [row] = await ground.db.query<{ at: Date }>({ name: '', text: 'SELECT created_at AS at FROM task ORDER BY created_at OFFSET 30 LIMIT 1' }, []);
  middle = row!.at.toISOString();
}

interface Listed { readonly totalCount: number; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }; readonly nodes: readonly { readonly id: string; readonly name: string; readonly project: { readonly id: string } }[] }

async function listed(as: 'tenant' | 'admin', list: string, args: string): Promise<Listed> {
  const query = `{ ${list}(${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { id name project { id } } } }`;
  const response = await fetch(`${ground.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', [AS]: as }, body: JSON.stringify({ query }) });
  const { data, errors } = (await response.json()) as { data?: Record<string, Listed>; errors?: unknown };
  if (errors !== undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return data![list]!;
}

/** The whole list in pages of a size, with the count that every page told. */
async function paged(list: string, { where, size }: { where: string; size: number }): Promise<{ ids: string[]; counts: Set<number> }> {
  const ids: string[] = [];
  const counts = new Set<number>();
  for (let after = ''; ;) {
    const page = await listed('tenant', list, `first: ${size}${after}${where}`);
    expect(page.nodes.every(({ project }) => reach.has(project.id))).toBe(true);
    ids.push(...page.nodes.map(({ id }) => id));
    counts.add(page.totalCount);
    if (!page.pageInfo.hasNextPage) return { ids, counts };
    after = `, after: "${page.pageInfo.endCursor!}"`;
  }
}

const text = fc.oneof(
  fc.constantFrom('alpha', 'beta', 'a', 'b%', 'gamma').chain((word) => fc.constantFrom('eq', 'eqIgnoreCase', 'contains', 'startsWith', 'startsWithIgnoreCase', 'endsWith', 'neq', 'neqIgnoreCase').map((op) => `{ ${op}: "${word}" }`)),
  fc.constantFrom('^a', 'a$', '^(alpha|beta)$', '[ab].*a', '\\\\s', '.').chain((pattern) => fc.constantFrom('matches', 'matchesIgnoreCase').map((op) => `{ ${op}: "${pattern}" }`)),
).map((comparison) => `name: ${comparison}`);
const time = fc.constantFrom('lt', 'lte', 'gt', 'gte').map((op) => () => `createdAt: { ${op}: "${middle}" }`);
const project = fc.constantFrom('eq', 'neq').map((op) => () => `project: { ${op}: "${foreign}" }`);
const tags = fc.oneof(
  fc.subarray([...TAGS], { minLength: 1, maxLength: 2 }).chain((some) => fc.constantFrom('hasAny', 'hasAll').map((op) => `tagged: { ${op}: ${JSON.stringify(some)} }`)),
  fc.constantFrom(...TAGS).map((tag) => `tags: ["${tag}"]`),
);

type Written = () => string;
const written = (part: fc.Arbitrary<string>): fc.Arbitrary<Written> => part.map((one) => () => one);

/** A filter of these parts: one, its contrary, or several that must all hold or of which one must. */
function filterOf(part: fc.Arbitrary<Written>): fc.Arbitrary<Written> {
  const several = fc.array(part, { minLength: 2, maxLength: 3 });
  return fc.oneof(
    part, part.map((one) => () => `not: { ${one()} }`),
    fc.tuple(fc.constantFrom('and', 'or'), several).map(([join, parts]) => () => `${join}: [${parts.map((one) => `{ ${one()} }`).join(', ')}]`),
  );
}

const ORDERS = { tasks: ['CREATED_AT', 'NAME', 'STATUS_CHANGED_AT'], files: ['CREATED_AT'] } as const;

describe.each([
  ['tasks', filterOf(fc.oneof(written(text), time, project, written(tags)))],
  ['files', filterOf(fc.oneof(written(text), time, project, written(fc.constantFrom('contentType: { eq: "text/plain" }', 'contentType: { startsWith: "application" }'))))],
] as const)('%s', (list, filter) => {
  test('filtered and ordered by whatever there is are, for a tenant, those of everybody that are in his reach, in the same order and number', async () => {
    const order = fc.tuple(fc.constantFrom(...ORDERS[list]), fc.constantFrom('ASC', 'DESC'));
    await fc.assert(fc.asyncProperty(filter, order, fc.integer({ min: 1, max: 7 }), async (where, [field, direction], size) => {
      const how = `, filter: { ${where()} }, orderBy: { field: ${field}, direction: ${direction} }`;
      const all = await listed('admin', list, `first: 100${how}`);
      const own = all.nodes.filter((node) => reach.has(node.project.id)).map(({ id }) => id);
      const { ids, counts } = await paged(list, { where: how, size });
      expect(ids, how).toEqual(own);
      expect([...counts], how).toEqual([own.length]);
      const last = await listed('tenant', list, `last: ${size}${how}`);
      expect(last.nodes.map(({ id }) => id), how).toEqual(own.slice(-size));
    }), { numRuns: 30, seed: SEED });
  });
});

test('pages by tags that are common and by those that are rare are found in either way, and neither shows what is foreign', async () => {
  const ways = { near: 0, found: 0 };
  for (const tag of TAGS) {
    sent.length = 0;
    const { ids } = await paged('tasks', { where: `, filter: { tags: ["${tag}"] }, orderBy: { field: NAME, direction: ASC }`, size: 2 });
    const own = (await listed('admin', 'tasks', `first: 100, filter: { tags: ["${tag}"] }, orderBy: { field: NAME, direction: ASC }`)).nodes.filter((node) => reach.has(node.project.id));
    expect(ids).toEqual(own.map(({ id }) => id));
    const probes = sent.filter((statement) => statement.includes('FROM (SELECT *') && !statement.includes('counted'));
    ways.found += probes.filter((statement) => statement.includes('OFFSET 0')).length;
    ways.near += probes.filter((statement) => !statement.includes('OFFSET 0')).length;
  }
  expect(ways.near).toBeGreaterThan(ways.found);
  expect(ways.found).toBeGreaterThan(0);
});

test('a cursor that stands on a foreign row leads a tenant to his own rows behind it, and tells nothing of it', async () => {
  const how = ', filter: { tags: ["common"] }, orderBy: { field: NAME, direction: ASC }';
  const everything = await listed('admin', 'tasks', `first: 100${how}`);
  let onForeign = 0;
  for (let size = 1; size < everything.nodes.length; size += 3) {
    const { nodes, pageInfo } = await listed('admin', 'tasks', `first: ${size}${how}`);
    if (!reach.has(nodes.at(-1)!.project.id)) onForeign++;
    const behind = await listed('tenant', 'tasks', `first: 100, after: "${pageInfo.endCursor!}"${how}`);
    expect(behind.nodes.map(({ id }) => id)).toEqual(everything.nodes.slice(size).filter((node) => reach.has(node.project.id)).map(({ id }) => id));
  }
  expect(onForeign).toBeGreaterThan(3);
});
