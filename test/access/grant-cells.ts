// Every operation that names a thing of a project, about things that are there, by callers with grants: hidden, forbidden or carried out.
import { createHash } from 'node:crypto';
import type { GraphQLField, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { covers, type PersonRole } from '../../src/domain/access.ts';
import { schema } from '../api/graphql-ground.ts';
import { TINY_GRAPH, toLiteral } from '../graph/tiny-graph.ts';
import type { OwnServer } from '../server/own-server.ts';
import { type ByRule, MUTATIONS, QUERIES, SUBSCRIPTIONS } from './expected.ts';
import { leastOperation, type OperationKind } from './least-operation.ts';
import { type Carry, overMultipart, overPost, overSocket } from './matrix-transports.ts';
import { type Caller, GRANTED } from './principals.ts';
import { projectThings, type ThingField, type Things } from './project-things.ts';

/** What a caller with grants hears: as of a thing that does not exist, that it may not, or anything else. */
export type Fate = 'HIDDEN' | 'FORBIDDEN' | 'LET IN';

/** A cell, as the matrix counts it. */
export interface GrantCell { readonly operation: string; readonly caller: string; readonly transport: string; readonly got: Fate; readonly expected: Fate }

/** Operations that name something else than a thing of a project, and so are hidden from nobody. Whatever is not here is asked for. */
const OF_NO_PROJECT = new Set([
  'algorithm', 'algorithms', 'deck', 'decks', 'draft', 'eventCursor', 'locks', 'projects', 'queues', 'rateLimit', 'runner', 'runners', 'runnerStatus', 'viewer', 'accessKeys', 'sessions', 'user', 'users', 'auditEntries',
  'changePassword', 'createAccessKey', 'revokeAccessKey', 'revokeSession', 'createUser', 'putGrant', 'removeGrant', 'setPassword', 'updateUser', 'createQueue', 'releaseLock', 'saveDraft',
  // A project that is not there yet has no place that could be hidden: who may not make it is told so.
  'createProject',
  // They report of a definition that is not of a project, or of all that is wrong with one that is; test/reach has them.
  'validateRun', 'validateWorkflow',
  // Asks for the deck before the project; test/reach has it.
  'runNow',
]);

/** Subscriptions that stay empty where there is nothing to see for the caller; test/reach has them. */
const OF_EVENTS = new Set(['events', 'phaseChanges', 'queueChanges', 'stepChanges']);

/** What these leave behind is not there for the others, so they come last. */
const LAST = ['removeQueueBarrier', 'deleteDeployment', 'deleteFile', 'deleteTask', 'deleteQueue', 'deleteWebhook', 'acquireLock'];

const SPEC = '{ command: { binary: "true" } }';
const DEFINITION = `{ tasks: [{ node: "n", spec: ${SPEC} }] }`;

/** What an input needs besides, so that nothing but the place can be wrong. */
const SOUND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  deployWorkflow: { document: toLiteral(TINY_GRAPH) }, runDeployment: { inputs: '[{ base64: "AAAA" }]' },
  createRun: { definition: DEFINITION }, createTask: { spec: SPEC }, createWebhook: { url: '"https://example.org/"' }, metricSeries: { metric: '"m"', variant: '"v"' }, moveQueueItems: { to: '{ at: BACK }' }, saveWorkflow: { definition: DEFINITION }, uploadFile: { file: '$file' },
};

/** One cell for each of these callers and each such operation. */
export async function grantCells({ server }: OwnServer, callers: readonly Caller[]): Promise<GrantCell[]> {
  const built = await schema();
  const cells = await Promise.all(callers.map(async (caller, i) => {
    // Things of its own for each: what one caller does to them is not in the way of the next.
    const things = await projectThings(server, `${GRANTED}/${i}`);
    const socket = (await overSocket(server.url, caller, 'upgrade'))!;
    const carriers = { json: overPost(server.url, caller), files: overMultipart(server.url, caller), socket: socket.carry };
    const own: GrantCell[] = [];
    for (const path of [things.url, `${things.url}/entries`]) {
      const { status } = await fetch(`${server.url}${path}`, { headers: { ...caller.headers } });
      own.push({ operation: path.replace(/RmlsZ[^/]+/, '<file>'), caller: caller.name, transport: 'plain', got: status === 404 ? 'HIDDEN' : status === 403 ? 'FORBIDDEN' : 'LET IN', expected: expectedFate('viewer', caller) });
    }
    for (const { name, kind, rule, text } of operationsOn(built, things)) {
      const [transport, carry] = transportOf(kind, text, carriers);
      own.push({ operation: name, caller: caller.name, transport, got: fateOf(name, (await carry(text)).text), expected: expectedFate(rule, caller) });
    }
    socket.close();
    return own;
  }));
  return cells.flat();
}

interface Asked { readonly name: string; readonly kind: OperationKind; readonly rule: PersonRole; readonly text: string }

function operationsOn(built: GraphQLSchema, things: Things): Asked[] {
  const of = (kind: OperationKind, root: GraphQLObjectType, rules: ByRule): Asked[] => Object.values(root.getFields()).filter(({ name }) => !OF_NO_PROJECT.has(name) && !(kind === 'subscription' && OF_EVENTS.has(name))).map((field) => ({
    name: field.name, kind, rule: personRule(rules, field.name), text: leastOperation(kind, field, { ...SOUND[field.name], ...named(field, things) }).replace(/^(query \{ events.*)__typename/, '$1events { kind }'),
  }));
  const all = [...of('query', built.getQueryType()!, QUERIES), ...of('subscription', built.getSubscriptionType()!, SUBSCRIPTIONS), ...of('mutation', built.getMutationType()!, MUTATIONS)];
  // Reads come first, since commands change what they read.
  return all.toSorted((a, b) => LAST.indexOf(a.name) - LAST.indexOf(b.name));
}

function personRule(rules: ByRule, name: string): PersonRole {
  const rule = (['viewer', 'operator', 'admin'] as const).find((one) => rules[one]?.includes(name));
  if (rule === undefined) throw new Error(`${name} is for nobody with grants: say so in OF_NO_PROJECT`);
  return rule;
}

/** How the operation names a thing: by what its arguments and the fields of its input are called. */
function named(field: GraphQLField<unknown, unknown>, { ids }: Things): Readonly<Record<string, string>> {
  const quoted = (name: ThingField): string => JSON.stringify(ids[name]);
  if (field.name === 'acquireLock') return { scope: `{ kind: PROJECT, projectId: ${quoted('projectId')} }` };
  // Names of deployments are those of the whole server: each caller asks for another.
  if (field.name === 'deployWorkflow') return { projectId: quoted('projectId'), name: JSON.stringify(`made-${createHash('sha256').update(ids.projectId).digest('hex').slice(0, 40)}`) };
  if (field.name === 'createWebhook') return { projectId: quoted('projectId'), deploymentId: quoted('deploymentId') };
  const own = `${field.name}Id` as ThingField;
  if (field.name === 'node' || field.name === 'nodes') return { id: quoted('taskId'), ids: `[${quoted('taskId')}]` };
  if (field.args.some(({ name }) => name === 'id') && own in ids) return { id: quoted(own) };
  if (field.args.some(({ name }) => name === 'filter')) return { filter: `{ projectId: ${quoted('projectId')} }` };
  const input = field.args.find(({ name }) => name === 'input');
  const names = input ? Object.keys((input.type as { readonly ofType: GraphQLInputObjectType }).ofType.getFields()) : field.args.map(({ name }) => name);
  if (names.includes('itemIds')) return { queueId: quoted('queueId'), itemIds: `[${quoted('itemId')}]` };
  // The first that is there says where; what could be named besides is left out.
  const first = (['taskId', 'runId', 'itemId', 'fileId', 'webhookId', 'deploymentId', 'projectId', 'queueId'] as const).find((name) => names.includes(name));
  if (first === undefined) throw new Error(`${field.name} names no thing of a project: say so in OF_NO_PROJECT`);
  return { [first]: quoted(first) };
}

function transportOf(kind: OperationKind, text: string, { json, files, socket }: { json: Carry; files: Carry; socket: Carry }): [string, Carry] {
  if (kind === 'subscription') return ['WebSocket', socket];
  return text.includes('$file') ? ['multipart', files] : ['POST', json];
}

function expectedFate(rule: PersonRole, { role, there = null }: Caller): Fate {
  // Who may do it nowhere is told so before the thing is looked for.
  if (role === null || !covers(role, rule)) return 'FORBIDDEN';
  if (there === null) return 'HIDDEN';
  return covers(there, rule) ? 'LET IN' : 'FORBIDDEN';
}

function fateOf(name: string, text: string): Fate {
  if (text.includes('"code":"FORBIDDEN"')) return 'FORBIDDEN';
  const answer = JSON.parse(text) as { data?: Record<string, unknown> | null };
  // What was malformed was not judged at all, and must not pass for anything.
  if (/"code":"(INVALID|BAD_USER_INPUT|GRAPHQL_)/.test(text)) throw new Error(`${name} is not asked for soundly: ${text}`);
  const shown = answer.data?.[name];
  const isNothing = shown === null || JSON.stringify(shown) === '[null]' || (shown as { totalCount?: number } | undefined)?.totalCount === 0 || (shown as { events?: unknown[] } | undefined)?.events?.length === 0;
  return /"code":"NOT_(FOUND|QUEUED)"/.test(text) || isNothing ? 'HIDDEN' : 'LET IN';
}
