// Trusted documents: with a manifest only its documents run, by their id or by their text, over both transports.
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashOf, ManifestError, parseManifest } from '../../src/api/graphql/limit/trusted-documents.ts';
import { EVENTS, LiveClient } from '../live/live-client.ts';
import { type LiveGround, liveGround } from '../live/live-ground.ts';

const LISTED = 'query Viewer { viewer { name } }';
const [LISTED_ID, EVENTS_ID] = [`sha256:${hashOf(LISTED)}`, `sha256:${hashOf(EVENTS)}`];
const manifest = JSON.stringify({ documents: { [hashOf(LISTED)]: LISTED, [EVENTS_ID!]: EVENTS } });
const NAMED = { data: { viewer: { name: 'local' } } };

let [trusting, plain]: LiveGround[] = [];
beforeAll(async () => {
  trusting = await liveGround({ operations: { manifest } });
  plain = await liveGround({ shareDatabase: trusting.databaseUrl });
});
afterAll(async () => {
  await plain!.close();
  await trusting!.close();
});

async function post(ground: LiveGround, body: object): Promise<unknown> {
  const response = await fetch(`${ground.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect(response.status).toBeLessThan(500);
  return response.json();
}

async function get(ground: LiveGround, search: string): Promise<unknown> {
  return (await fetch(`${ground.httpUrl}/graphql?${search}`, { headers: { 'apollo-require-preflight': '1' } })).json();
}

async function overSocket(ground: LiveGround, payload: object): Promise<unknown> {
  const client = await LiveClient.open(ground.url);
  client.send({ id: '1', type: 'subscribe', payload });
  await client.until(() => client.of('1').length > 0, 'the answer');
  client.close();
  const [{ type, payload: answer }] = client.of('1') as [{ type: string; payload: unknown }];
  return type === 'error' ? { errors: answer } : answer;
}

const refusedWith = (code: string) => ({ errors: [{ extensions: { code } }] });

describe('with a manifest', () => {
  test('a listed document runs by its id and by its text, over HTTP and over a socket', async () => {
    expect(await post(trusting!, { documentId: LISTED_ID })).toEqual(NAMED);
    expect(await post(trusting!, { query: LISTED })).toEqual(NAMED);
    expect(await get(trusting!, new URLSearchParams({ documentId: LISTED_ID! }).toString())).toEqual(NAMED);
    expect(await overSocket(trusting!, { query: '', documentId: LISTED_ID })).toEqual(NAMED);
    expect(await overSocket(trusting!, { query: LISTED })).toEqual(NAMED);
    expect(await overSocket(trusting!, { query: '', documentId: EVENTS_ID })).toMatchObject({ data: { events: { caughtUp: true } } });
  });

  test.each([
    ['another text', { query: '{ viewer { name } }' }],
    ['the same with one more blank', { query: `${LISTED} ` }],
    ['the introspection of the IDE', { query: getIntrospectionQuery() }],
    ['a subscription', { query: 'subscription { events { cursor } }' }],
    ['a text that is no document', { query: '{ broken' }],
    ['an id that is not listed', { query: '', documentId: `sha256:${'0'.repeat(64)}` }],
  ])('%s does not', async (_, payload) => {
    expect(await post(trusting!, payload)).toMatchObject(refusedWith('DOCUMENT_NOT_TRUSTED'));
    expect(await overSocket(trusting!, payload)).toMatchObject(refusedWith('DOCUMENT_NOT_TRUSTED'));
  });

  test.each([
    ['both', { query: LISTED, documentId: LISTED_ID }],
    ['an id of another kind', { query: '', documentId: 'md5:00' }],
    ['an id that is no text', { query: '', documentId: 7 }],
  ])('%s is the caller\'s error', async (_, payload) => {
    expect(await post(trusting!, payload)).toMatchObject(refusedWith('BAD_REQUEST'));
    expect(await overSocket(trusting!, payload)).toMatchObject(refusedWith('BAD_REQUEST'));
  });

  test('an address that says it twice is the caller\'s error', async () => {
    expect(await get(trusting!, `documentId=${LISTED_ID}&documentId=${EVENTS_ID}`)).toMatchObject(refusedWith('BAD_REQUEST'));
    expect(await get(trusting!, `query=${encodeURIComponent(LISTED)}&query=%7Bviewer%7Bname%7D%7D`)).toMatchObject(refusedWith('BAD_REQUEST'));
  });
});

test('without a manifest every text runs, and an id is refused with what to do', async () => {
  expect(await post(plain!, { query: '{ viewer { name } }' })).toEqual(NAMED);
  for (const answer of [await post(plain!, { documentId: LISTED_ID }), await overSocket(plain!, { query: '', documentId: LISTED_ID })]) {
    expect(answer).toMatchObject({ errors: [{ message: expect.stringContaining('SWITCHYARD_TRUSTED_DOCUMENTS') as string, extensions: { code: 'BAD_REQUEST' } }] });
  }
});

describe('a manifest that cannot be used is told of before the server starts:', () => {
  const never = (): null => null;
  test.each([
    ['no JSON', '{', /not JSON/],
    ['a list', '[]', /is an object/],
    ['nothing in it', '{"documents":{}}', /is empty/],
    ['a name that is no hash', '{"abc":"{ a }"}', /abc: the name of a document is the SHA-256/],
    ['a document that is no text', `{"${hashOf('x')}":7}`, /a document is a text/],
    ['a text that was changed', `{"${hashOf('x')}":"y"}`, new RegExp(`has the hash ${hashOf('y')}`)],
  ])('%s', (_, json, message) => {
    expect(() => parseManifest(json, never)).toThrow(message);
    expect(() => parseManifest(json, never)).toThrow(ManifestError);
  });

  test('documents that are not valid here, each with why', async () => {
    const wrong = '{ nothing }';
    await expect(liveGround({ shareDatabase: trusting!.databaseUrl, operations: { manifest: JSON.stringify({ [hashOf(wrong)]: wrong }) } })).rejects.toThrow(/1 faults:\n[0-9a-f]{64}: Cannot query field "nothing"/);
  });
});
