// Who is told the schema, what answers give away, and how many errors they hold: alike over both transports.
import { getIntrospectionQuery, GraphQLError, parse } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { cappedErrors, MAX_ERRORS } from '../../src/api/graphql/limit/error-cap.ts';
import { introspectionRefusal } from '../../src/api/graphql/limit/introspection-rule.ts';
import { type Answered, openTransports, TRANSPORTS } from '../live/both-transports.ts';
import { type LiveGround, liveGround, LOCAL } from '../live/live-ground.ts';

let ground: LiveGround | undefined;
afterEach(() => ground?.close());

const VIEWER = { ...LOCAL, role: 'viewer' as const };
const LIMITED = { ...LOCAL, grants: [{ path: '/a', role: 'admin' as const }] };

const ASKING = [getIntrospectionQuery(), '{ __type(name: "Task") { name } }', '{ ...f } fragment f on Query { __schema { queryType { name } } }'];

test.each([
  ['on', VIEWER, true],
  ['admin', VIEWER, false],
  ['admin', LIMITED, false],
  ['admin', LOCAL, true],
  ['off', LOCAL, false],
] as const)('under the policy %s the schema is told to $1: %s', (policy, actor, told) => {
  for (const query of ASKING) {
    const document = parse(query);
    expect(introspectionRefusal(policy, { document, actor }) === null, query).toBe(told);
  }
  expect(introspectionRefusal(policy, { document: parse('{ __typename viewer { __typename } }'), actor })).toBeNull();
});

test('who may not ask for the schema is told so over both transports, and may ask for all else', async () => {
  ground = await liveGround({ operations: { introspection: 'off' } });
  const transports = await openTransports(ground);
  for (const transport of TRANSPORTS) {
    for (const query of ASKING) expect((await transports[transport](query, {})).errors, transport).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await transports[transport]('{ __typename viewer { __typename } }', {})).errors, transport).toBeUndefined();
  }
});

test('a subscription whose directive cannot be evaluated is refused as any document that is wrong', async () => {
  ground = await liveGround();
  const transports = await openTransports(ground);
  for (const transport of TRANSPORTS) {
    const { errors } = await transports[transport]('subscription { events @include(if: "x") { cursor } }', {});
    expect(errors, transport).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  }
  expect(ground.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

test('answers do not help to guess names of the schema', async () => {
  ground = await liveGround();
  const transports = await openTransports(ground);
  const close = ['{ tsks { nodes { id } } }', '{ tasks(frst: 1) { nodes { id } } }', '{ tasks(orderBy: { direction: DSC }) { nodes { id } } }', '{ node(id: "x") { ... on Tsk { id } } }', '{ viewer @skp(if: true) { name } }', '{ tasks(filter: { statu: 1 }) { nodes { id } } }'];
  const asked: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [...close.map((query) => [query, {}] as const), ['query ($o: ListOrder) { tasks(orderBy: $o) { nodes { id } } }', { o: { direction: 'DSC' } }], ['query ($o: ListOrder) { tasks(orderBy: $o) { nodes { id } } }', { o: { diretion: 'ASC' } }]];
  for (const transport of TRANSPORTS) {
    for (const [query, variables] of asked) {
      const { errors } = await transports[transport](query, variables);
      expect(errors, query).toHaveLength(1);
      expect(JSON.stringify(errors), `${transport} ${query}`).not.toMatch(/did you mean/i);
    }
  }
});

test('an answer holds a bounded number of errors, and says how many more there are', async () => {
  ground = await liveGround();
  const transports = await openTransports(ground);
  const wrong: Answered[] = [];
  for (const transport of TRANSPORTS) {
    const answer = await transports[transport](`{ ${Array.from({ length: 30 }, (_, n) => `a${n}: tasks(first: -1) { nodes { id } }`).join(' ')} }`, {});
    wrong.push(answer);
  }
  for (const { errors } of wrong as { errors: object[] }[]) expect(errors.length).toBeLessThanOrEqual(MAX_ERRORS + 1);
  const many = Array.from({ length: 90 }, (_, n) => new GraphQLError(`e${n}`));
  const capped = cappedErrors(many);
  expect([capped.length, capped.at(-1)!.message]).toEqual([MAX_ERRORS + 1, '65 more errors are not shown: ask for fewer rows to see them']);
  const late = (): GraphQLError => new GraphQLError('too late', { extensions: { code: 'OPERATION_TIMEOUT' } });
  expect(cappedErrors([late(), new GraphQLError('a'), late(), new GraphQLError('a')]).map(({ message }) => message)).toEqual(['too late', 'a', 'a']);
});
