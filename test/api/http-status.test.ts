// Statuses of GraphQL over HTTP, as clients of today expect them and as the draft of August 2026 has them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiContext } from '../../src/api/graphql/context.ts';
import { httpRoom } from '../../src/api/graphql/http/http-room.ts';
import type { HttpStatusPolicy } from '../../src/api/graphql/http/http-status.ts';
import { DomainError } from '../../src/domain/errors.ts';

const RESPONSE = 'application/graphql-response+json';
const closers: (() => Promise<void>)[] = [];
const urls: Partial<Record<HttpStatusPolicy, string>> = {};

beforeAll(async () => {
  for (const status of ['compatible', 'draft2026'] as const) urls[status] = await opened(status);
});
afterAll(() => Promise.all(closers.map((close) => close())));

async function opened(status: HttpStatusPolicy): Promise<string> {
  const log = { error: () => {} };
  const room = await httpRoom({
    schema: schemaOf(), status, log, isUnavailable: () => false,
    contextFor: (call) => ({ ...call, log }) as unknown as ApiContext,
    authorise: (req) => Promise.resolve(req.headers.authorization === 'nobody' ? null : { actor: { userId: 'u', name: 'tester', role: 'admin', grants: null }, keyId: null }),
  });
  const server = createServer((req, res) => void room.handle(req, res));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
    await room.stop();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

function schemaOf(): GraphQLSchema {
  const schema = buildSchema('type Query { ok(n: Int): String bad: String must: String! } type Mutation { ok: String } type Subscription { ok: String }');
  const { bad, must, ok } = schema.getQueryType()!.getFields();
  ok!.resolve = () => 'ok';
  bad!.resolve = must!.resolve = () => { throw new DomainError('NOT_FOUND', 'there is none'); };
  return schema;
}

type Call = { readonly body?: string; readonly method?: string; readonly search?: string; readonly headers?: Record<string, string> };

// What is asked, and the status with Accept: application/json and application/graphql-response+json, as it is and in the draft.
const CASES: readonly [what: string, call: Call, compatible: readonly [json: number, response: number], draft: readonly [json: number, response: number]][] = [
  ['data', { body: '{"query":"{ ok }"}' }, [200, 200], [200, 200]],
  ['data with errors', { body: '{"query":"{ ok bad }"}' }, [200, 200], [200, 294]],
  ['errors that leave no data', { body: '{"query":"{ must }"}' }, [200, 200], [200, 294]],
  ['no JSON', { body: '{' }, [400, 400], [400, 400]],
  ['a request without a query', { body: '{"qeury":"{ ok }"}' }, [200, 400], [422, 422]],
  ['variables that are a list', { body: '{"query":"{ ok }","variables":[7]}' }, [400, 400], [422, 422]],
  ['a query that is a number', { body: '{"query":7}' }, [400, 400], [422, 422]],
  ['a list of requests', { body: '[{"query":"{ ok }"}]' }, [400, 400], [422, 422]],
  ['a document that cannot be parsed', { body: '{"query":"{"}' }, [200, 400], [400, 400]],
  ['an unknown field', { body: '{"query":"{ nothing }"}' }, [200, 400], [422, 422]],
  ['an unknown operation', { body: '{"query":"query A { ok } query B { ok }","operationName":"C"}' }, [200, 400], [422, 422]],
  ['variables that do not fit', { body: '{"query":"query($n: Int) { ok(n: $n) }","variables":{"n":"x"}}' }, [200, 400], [422, 422]],
  ['a subscription', { body: '{"query":"subscription { ok }"}' }, [200, 400], [422, 422]],
  ['nobody', { body: '{"query":"{ ok }"}', headers: { authorization: 'nobody' } }, [401, 401], [401, 401]],
  ['forgery', { body: 'query={ok}', headers: { 'content-type': 'text/plain' } }, [400, 400], [400, 400]],
  ['a GET without proof', { method: 'GET', search: '?query={ok}' }, [400, 400], [400, 400]],
  ['a GET', { method: 'GET', search: '?query={ok}', headers: { 'apollo-require-preflight': '1' } }, [200, 200], [200, 200]],
  ['a GET without a query', { method: 'GET', search: '?qeury={ok}', headers: { 'apollo-require-preflight': '1' } }, [200, 400], [422, 422]],
  ['a mutation by GET', { method: 'GET', search: '?query=mutation{ok}', headers: { 'apollo-require-preflight': '1' } }, [405, 405], [405, 405]],
  ['a GET that names another type', { method: 'GET', search: '?query={ok}', headers: { 'apollo-require-preflight': '1', 'content-type': 'text/plain' } }, [415, 415], [415, 415]],
  ['HEAD', { method: 'HEAD' }, [405, 405], [405, 405]],
  ['another type', { body: '<x/>', headers: { 'content-type': 'application/xml' } }, [415, 415], [415, 415]],
  ['JSON in another charset', { body: '{"query":"{ ok }"}', headers: { 'content-type': 'application/json; charset=latin1' } }, [415, 415], [415, 415]],
];

async function ask(policy: HttpStatusPolicy, { method = 'POST', search = '', headers = {}, body }: Call, accept: string): Promise<Response> {
  return await fetch(urls[policy]! + search, { method, headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), accept, ...headers }, ...(body === undefined ? {} : { body }) });
}

describe.each(['compatible', 'draft2026'] as const)('%s', (policy) => {
  test.each(CASES)('%s', async (_what, call, compatible, draft) => {
    const statuses = await Promise.all(['application/json', RESPONSE].map(async (accept) => (await ask(policy, call, accept)).status));
    expect(statuses).toEqual(policy === 'compatible' ? compatible : draft);
  });

  test('what cannot be executed has no data, and every answer forbids to be stored or guessed at', async () => {
    for (const [, call] of CASES) {
      const answer = await ask(policy, call, RESPONSE);
      expect([answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
      if (answer.status >= 400 && call.method !== 'HEAD') expect(Object.keys((await answer.json()) as object)).toEqual(['errors']);
    }
  });

  test('the answer has the media type that was asked for, in UTF-8; any type is answered with JSON and an unknown one with 406', async () => {
    const types = await Promise.all([RESPONSE, 'application/json', '*/*', `text/html, ${RESPONSE};q=0.9, */*;q=0.1`, 'application/xml', 'text/plain'].map(async (accept) => {
      const answer = await ask(policy, { body: '{"query":"{ ok }"}' }, accept);
      return [answer.status, answer.headers.get('content-type')];
    }));
    expect(types).toEqual([[200, `${RESPONSE}; charset=utf-8`], [200, 'application/json; charset=utf-8'], [200, 'application/json; charset=utf-8'], [200, `${RESPONSE}; charset=utf-8`], [406, expect.any(String)], [406, expect.any(String)]]);
  });
});
