// Every operation, asked for by everybody over every transport that carries it: who is let in is what was reviewed, and nobody else.
import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../api/graphql-ground.ts';
import { ownServer, type OwnServer, send } from '../server/own-server.ts';
import { type ByRule, DISPATCH_CALLS, type ExpectedRoute, HARMLESS, MUTATIONS, QUERIES, ROUTES, type Rule, SUBSCRIPTIONS } from './expected.ts';
import { leastOperation } from './least-operation.ts';
import { overGet, overPost, overRoute, overSocket } from './matrix-transports.ts';
import { allCallers, type Caller, isLetIn } from './principals.ts';

interface Cell {
  readonly operation: string;
  readonly caller: string;
  readonly transport: string;
  readonly letIn: boolean;
  readonly expected: boolean;
}

let own: OwnServer;
let callers: Caller[];
let operations: { kind: 'query' | 'mutation' | 'subscription'; name: string; rule: Rule; text: string }[];
const cells: Cell[] = [];

beforeAll(async () => {
  own = await ownServer({ AUTH: 'keys' });
  callers = await allCallers(own.server);
  const built = await schema();
  const of = (kind: 'query' | 'mutation' | 'subscription', root: GraphQLObjectType, expected: ByRule) => Object.entries(root.getFields()).flatMap(([name, field]) => {
    const rule = ruleOf(expected, name);
    return rule === null ? [] : [{ kind, name, rule, text: leastOperation(kind, field, HARMLESS[name]) }];
  });
  operations = [...of('query', built.getQueryType()!, QUERIES), ...of('mutation', built.getMutationType()!, MUTATIONS), ...of('subscription', built.getSubscriptionType()!, SUBSCRIPTIONS)];
});
afterAll(() => own?.close());

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

function note(caller: Caller, what: { operation: string; transport: string; rule: Rule }, letIn: boolean): void {
  cells.push({ operation: what.operation, caller: caller.name, transport: what.transport, letIn, expected: isLetIn(what.rule, caller) });
}

const wrong = (transport: string): Cell[] => cells.filter((cell) => cell.transport === transport && cell.letIn !== cell.expected);

describe('the reviewed list', () => {
  test.each([['Query', QUERIES], ['Mutation', MUTATIONS], ['Subscription', SUBSCRIPTIONS]])('names every field of %s once, and none that is not there', async (type, expected) => {
    expect(namesOf(expected)).toEqual(Object.keys(((await schema()).getType(type) as GraphQLObjectType).getFields()).toSorted());
  });

  test('names every route of the server and every call of its runners', async () => {
    expect(Object.keys(ROUTES).toSorted()).toEqual(await listedBy('/nothing', {}));
    expect(namesOf(DISPATCH_CALLS)).toEqual(await listedBy('/dispatch/nothing', callers.find(({ role }) => role === 'runner')!.headers, 'POST'));
  });
});

describe('nobody is let in who should not be, and nobody is shut out who should not be', () => {
  test('over HTTP', async () => {
    for (const caller of callers) {
      const [post, get] = [overPost(own.server.url, caller), overGet(own.server.url, caller)];
      for (const { kind, name, rule, text } of operations) {
        if (kind === 'subscription') continue;
        note(caller, { operation: name, transport: 'POST', rule }, await post(text));
        if (kind === 'query') note(caller, { operation: name, transport: 'GET', rule }, await get(text));
      }
    }
    expect([...wrong('POST'), ...wrong('GET')]).toEqual([]);
  });

  test('over WebSocket', async () => {
    for (const caller of callers) {
      const socket = await overSocket(own.server.url, caller);
      for (const { name, rule, text } of operations) note(caller, { operation: name, transport: 'WebSocket', rule }, (await socket?.carry(text)) ?? false);
      socket?.close();
    }
    expect(wrong('WebSocket')).toEqual([]);
  });

  test('on plain routes', async () => {
    const calls: [string, ExpectedRoute][] = Object.entries(ROUTES).map(([name, route]) => [name, { path: name, ...route }]);
    for (const name of namesOf(DISPATCH_CALLS)) calls.push([`/dispatch/${name}`, { rule: ruleOf(DISPATCH_CALLS, name)!, method: 'POST', path: `/dispatch/${name}`, body: '{}' }]);
    for (const caller of callers) {
      for (const [name, route] of calls) note(caller, { operation: name, transport: 'plain', rule: route.rule }, await overRoute(own.server.url, caller, route));
    }
    expect(wrong('plain')).toEqual([]);
  });

  test('nothing was changed by being asked for', async () => {
    const left = await own.server.database.query<{ kind: string }>({ name: 'test_matrix_events', text: 'SELECT kind FROM event WHERE request_id IS NOT NULL OR actor_id IN (SELECT user_id FROM access_key) LIMIT 5' }, []);
    expect(left).toEqual([]);
    const sum = cells.filter(({ letIn, expected }) => letIn !== expected).length;
    console.log(`access: ${sum} wrong of ${cells.length}`);
    expect(sum).toBe(0);
    expect(cells.length).toBeGreaterThan(callers.length * (operations.length + Object.keys(ROUTES).length));
  });
});
