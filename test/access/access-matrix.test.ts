// Every operation, asked for by everybody over every transport that carries it: who is let in is what was reviewed, and nobody else.
import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../api/graphql-ground.ts';
import { OidcTestProvider } from '../auth/oidc-provider.ts';
import { ownServer, type OwnServer, send } from '../server/own-server.ts';
import { CLEARML_CALLS } from '../../src/api/rest/clearml/call-book.ts';
import { type ByRule, CLEARML_ROUTES, CLEARML_RULES, DEPENDING, DISPATCH_CALLS, type ExpectedRoute, HARMLESS, MUTATIONS, QUERIES, ROUTES, type Rule, SLOW, SUBSCRIPTIONS } from './expected.ts';
import { grantCells } from './grant-cells.ts';
import { leastOperation, type OperationKind } from './least-operation.ts';
import { type Carry, overGet, overMultipart, overPost, overRoute, overSocket } from './matrix-transports.ts';
import { allCallers, type Caller, isLetIn } from './principals.ts';

interface Cell {
  readonly operation: string;
  readonly caller: string;
  readonly transport: string;
  readonly got: unknown;
  readonly expected: unknown;
}

interface Operation { readonly kind: OperationKind; readonly name: string; readonly rule: Rule; readonly text: string }

let own: OwnServer;
let provider: OidcTestProvider;
let callers: Caller[];
let operations: Operation[];
/** One operation of each rule, for transports by which nothing but who calls can differ. */
let samples: Operation[];
let before: unknown;
const cells: Cell[] = [];

beforeAll(async () => {
  provider = await OidcTestProvider.open();
  own = await ownServer({ AUTH: 'oidc', SWITCHYARD_OIDC_ISSUER: provider.issuer, SWITCHYARD_OIDC_ROLES: 'guests=viewer' });
  callers = await allCallers(own.server, provider);
  const built = await schema();
  const of = (kind: OperationKind, root: GraphQLObjectType, expected: ByRule) => Object.entries(root.getFields()).flatMap(([name, field]) => {
    const rule = ruleOf(expected, name);
    return rule === null ? [] : [{ kind, name, rule, text: leastOperation(kind, field, HARMLESS[name]) }];
  });
  const depending = Object.entries(DEPENDING).flatMap(([rule, texts]) => texts.map((text): Operation => ({ kind: text.startsWith('mutation') ? 'mutation' : 'query', name: text, rule: rule as Rule, text })));
  operations = [...of('query', built.getQueryType()!, QUERIES), ...of('mutation', built.getMutationType()!, MUTATIONS), ...depending, ...of('subscription', built.getSubscriptionType()!, SUBSCRIPTIONS)];
  before = await standing();
  samples = operations.filter(({ kind, rule }, i) => operations.findIndex((one) => one.kind === kind && one.rule === rule && one.name !== SLOW) === i);
});
afterAll(async () => {
  await own?.close();
  await provider?.[Symbol.asyncDispose]();
});

/** How much there is of everything that an operation could leave behind, as one row. */
async function standing(): Promise<unknown> {
  const counts = ['"user"', 'access_key', '"grant"', 'lab_lock', 'project', 'queue', 'run', 'task', 'workflow', 'draft', 'file', 'event'].map((table) => `(SELECT count(*)::int FROM ${table}) AS "${table.replaceAll('"', '')}"`);
  return await own.server.database.query({ name: '', text: `SELECT ${counts.join(', ')}` }, []);
}

function ruleOf(expected: ByRule, name: string): Rule | null {
  return (Object.keys(expected) as Rule[]).find((rule) => expected[rule]!.includes(name)) ?? null;
}

function namesOf(expected: ByRule): string[] {
  return Object.values(expected).flat().toSorted();
}

/** What the server says there is, from its own refusal of what there is not. */
async function listedBy(path: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<string[]> {
  const { text } = await send(`${own.server.url}${path}`, { method, headers: { ...headers } });
  return (JSON.parse(text) as { message: string }).message.split('there are ')[1]!.split(', ').toSorted();
}

function note(caller: Caller, { name, rule }: Pick<Operation, 'name' | 'rule'>, { transport, letIn }: { transport: string; letIn: boolean }): void {
  cells.push({ operation: name, caller: caller.name, transport, got: letIn, expected: isLetIn(rule, caller) });
}

/** Carries operations one after the other for each caller, for all callers at once. */
async function carryAll(transport: string, carried: readonly Operation[], open: (caller: Caller) => Promise<{ carry: Carry; close?(): void } | null>): Promise<Cell[]> {
  await Promise.all(callers.map(async (caller, turn) => {
    const opened = await open(caller);
    for (const operation of askedBy(caller, turn, carried)) note(caller, operation, { transport, letIn: (await opened?.carry(operation.text))?.letIn ?? false });
    opened?.close?.();
  }));
  return wrong(transport);
}

/** Every fifth operation, and one of each rule always, for who takes turns: any five in a row ask for everything together. */
function askedBy({ asksAll, there }: Caller, turn: number, carried: readonly Operation[]): readonly Operation[] {
  if (asksAll) return there === undefined ? carried : carried.filter(({ name }) => name !== SLOW);
  return carried.filter((operation, i) => samples.includes(operation) || (i % 5 === turn % 5 && operation.name !== SLOW));
}

const wrong = (transport: string): Cell[] => cells.filter((cell) => cell.transport === transport && cell.got !== cell.expected);
// A file cannot be part of JSON.
const inJson = (): Operation[] => operations.filter(({ name }) => name !== 'uploadFile');

describe('the reviewed list', () => {
  test.each([['Query', QUERIES], ['Mutation', MUTATIONS], ['Subscription', SUBSCRIPTIONS]])('names every field of %s once, and none that is not there', async (type, expected) => {
    expect(namesOf(expected)).toEqual(Object.keys(((await schema()).getType(type) as GraphQLObjectType).getFields()).toSorted());
  });

  test('names every route of the server and every call of its runners', async () => {
    expect([...new Set(ROUTES.map(({ route }) => route))].toSorted()).toEqual(await listedBy('/nothing', {}));
    for (const { name, role } of CLEARML_CALLS) {
      const { anybody, admin, viewer } = CLEARML_RULES;
      const reviewed = anybody.some((one) => one === name) ? 'OPEN' : admin.some((one) => one === name) ? 'admin' : viewer.test(name) ? 'viewer' : 'operator';
      expect([name, role]).toEqual([name, reviewed]);
    }
    expect(namesOf(DISPATCH_CALLS)).toEqual(await listedBy('/dispatch/nothing', callers.find(({ role }) => role === 'runner')!.headers, 'POST'));
  });
});

describe('nobody is let in who should not be, and nobody is shut out who should not be', () => {
  test('over POST', async () => {
    expect(await carryAll('POST', inJson().filter(({ kind }) => kind !== 'subscription'), (caller) => Promise.resolve({ carry: overPost(own.server.url, caller) }))).toEqual([]);
  });

  test('over GET', async () => {
    expect(await carryAll('GET', operations.filter(({ kind }) => kind === 'query'), (caller) => Promise.resolve({ carry: overGet(own.server.url, caller) }))).toEqual([]);
  });

  test('over POST with files', async () => {
    const carried = [...samples.filter(({ kind }) => kind !== 'subscription'), operations.find(({ name }) => name === 'uploadFile')!];
    expect(await carryAll('multipart', carried, (caller) => Promise.resolve({ carry: overMultipart(own.server.url, caller) }))).toEqual([]);
  });

  test('over WebSocket, whether the upgrade or the first message says who calls', async () => {
    expect(await carryAll('WebSocket', inJson(), (caller) => overSocket(own.server.url, caller, 'upgrade'))).toEqual([]);
    expect(await carryAll('WebSocket init', samples, (caller) => overSocket(own.server.url, caller, 'init'))).toEqual([]);
  });

  test('and nothing was changed by being asked for', async () => {
    expect(await standing()).toEqual(before);
  });

  test('to things of a project, by those who have grants there or elsewhere', async () => {
    const found = await grantCells(own, callers.filter(({ there }) => there !== undefined));
    cells.push(...found);
    expect(found.filter(({ got, expected }) => got !== expected)).toEqual([]);
  });

  test('at calls of ClearML', async () => {
    const ofEachRole = CLEARML_ROUTES.filter(({ rule }, i) => CLEARML_ROUTES.findIndex((one) => one.rule === rule) === i);
    await Promise.all(callers.map(async (caller) => {
      for (const call of caller.asksAll ? CLEARML_ROUTES : ofEachRole) note(caller, { name: call.path!, rule: call.rule }, { transport: 'ClearML', letIn: await overRoute(own.server.url, caller, call) });
    }));
    expect(wrong('ClearML')).toEqual([]);
  });

  // Last of all, for here sessions end.
  test('on plain routes', async () => {
    const calls: ExpectedRoute[] = [...namesOf(DISPATCH_CALLS).map((name) => ({ route: `/dispatch/${name}`, rule: ruleOf(DISPATCH_CALLS, name)!, method: 'POST' as const, body: '{}' })), ...ROUTES];
    await Promise.all(callers.map(async (caller) => {
      for (const call of calls) note(caller, { name: `${call.method ?? 'GET'} ${call.path ?? call.route}`, rule: call.rule }, { transport: 'plain', letIn: await overRoute(own.server.url, caller, call) });
    }));
    expect(wrong('plain')).toEqual([]);
  });

  test('in all', () => {
    const sum = cells.filter(({ got, expected }) => got !== expected).length;
    console.log(`access: ${sum} wrong of ${cells.length}`);
    expect(sum).toBe(0);
    expect(cells.length).toBeGreaterThan(callers.length * operations.length);
  });
});
