// Pages of other sites against a whole server, in every way a browser can be made to send something: nothing is executed.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countProjects, MUTATION, ownServer, type OwnServer, send } from './own-server.ts';

const DOCUMENT = 'mutation { createProject(input: { path: "/intruder" }) { outcome } }';
const MULTIPART = `--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: DOCUMENT })}\r\n--b\r\nContent-Disposition: form-data; name="map"\r\n\r\n{}\r\n--b--\r\n`;

interface Attack {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a page can make a browser send without asking first, and what it can only send after a preflight. */
const SENDABLE: readonly Attack[] = [
  { what: 'a form', method: 'POST', path: '/graphql', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `query=${encodeURIComponent(DOCUMENT)}` },
  { what: 'a form of text', method: 'POST', path: '/graphql', headers: { 'content-type': 'text/plain' }, body: MUTATION },
  { what: 'a form with files', method: 'POST', path: '/graphql', headers: { 'content-type': 'multipart/form-data; boundary=b' }, body: MULTIPART },
  { what: 'a beacon without type', method: 'POST', path: '/graphql', headers: {}, body: MUTATION },
  { what: 'an image', method: 'GET', path: `/graphql?query=${encodeURIComponent(DOCUMENT)}`, headers: { accept: 'image/*' }, body: '' },
  { what: 'a form by GET', method: 'GET', path: `/graphql?query=${encodeURIComponent(DOCUMENT)}`, headers: { accept: 'text/html' }, body: '' },
  { what: 'a script that was allowed to by a preflight', method: 'POST', path: '/graphql', headers: { 'content-type': 'application/json', 'apollo-require-preflight': 'yes' }, body: MUTATION },
  { what: 'a script that asks for other methods', method: 'PUT', path: '/graphql', headers: { 'content-type': 'application/json' }, body: MUTATION },
  { what: 'a runner', method: 'POST', path: '/dispatch/session', headers: { 'content-type': 'text/plain' }, body: '{}' },
];

const OTHERS: readonly (readonly [what: string, headers: Readonly<Record<string, string>>])[] = [
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another site, unmarked', { origin: 'https://evil.example' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['another port', { origin: 'http://127.0.0.1:1' }],
  ['another name of this machine', { origin: 'http://localhost' }],
  ['an image of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling', { 'sec-fetch-site': 'same-site' }],
  ...['evil.example', 'evil.example:4000', '127.0.0.1.nip.io', 'localhost.evil.example', '0.0.0.0', '127.1', '2130706433', '0x7f000001', '[::ffff:127.0.0.1]', '127.0.0.1.', 'localhost.', '127.0.0.1@evil.example', '10.0.0.1'].map(
    (host) => [`the rebound name ${host}`, { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }] as const,
  ),
  ['a proxy that says it is here', { host: 'evil.example', 'x-forwarded-host': '127.0.0.1', 'x-forwarded-for': '127.0.0.1', forwarded: 'host=127.0.0.1' }],
];

let open: OwnServer;
let keys: OwnServer;
beforeAll(async () => {
  [open, keys] = await Promise.all([ownServer(), ownServer({ AUTH: 'keys', SWITCHYARD_ORIGINS: 'https://lab.example,http://127.0.0.1:5173' })]);
});
afterAll(() => Promise.all([open?.close(), keys?.close()]));

test(`of ${SENDABLE.length * OTHERS.length} requests of other sites in open mode none is executed, each is answered 403 with what to do`, async () => {
  const before = await countProjects(open.server);
  for (const [who, marks] of OTHERS) {
    for (const { what, method, path, headers, body } of SENDABLE) {
      const answer = await send(`${open.server.url}${path}`, { method, headers: { ...headers, ...marks }, body });
      expect({ who, what, status: answer.status, allowed: answer.headers['access-control-allow-origin'] }).toEqual({ who, what, status: 403, allowed: undefined });
      expect(JSON.parse(answer.text)).toMatchObject({ message: expect.stringContaining('AUTH=keys') as string });
    }
  }
  expect(await countProjects(open.server)).toBe(before);
});

test('what a page can send without a preflight is not executed even when nothing marks it as foreign', async () => {
  const before = await countProjects(open.server);
  for (const { what, method, path, headers, body } of SENDABLE.filter((each) => each.path.startsWith('/graphql') && !('apollo-require-preflight' in each.headers))) {
    const { status, headers: answered } = await send(`${open.server.url}${path}`, { method, headers, body });
    // A browser that navigates here gets the page of the IDE, which executes nothing by itself.
    expect([what, (status >= 400 && status < 500) || answered['content-type']?.startsWith('text/html')]).toEqual([what, true]);
  }
  const mutationByGet = await send(`${open.server.url}/graphql?query=${encodeURIComponent(DOCUMENT)}`, { headers: { 'apollo-require-preflight': 'yes' } });
  expect([mutationByGet.status, mutationByGet.headers['allow']]).toEqual([405, 'POST']);
  expect(await countProjects(open.server)).toBe(before);
});

test('event streams and sockets of other sites are not opened in open mode, whatever path they try', async () => {
  for (const [who, marks] of OTHERS) {
    expect([who, (await send(`${open.server.url}/events`, { headers: { ...marks, accept: 'text/event-stream' } })).status]).toEqual([who, 403]);
    for (const path of ['/graphql', '/events', '/nowhere']) expect([who, await upgrade(path, marks)]).toEqual([who, 'HTTP/1.1 403 Forbidden']);
  }
});

function upgrade(path: string, marks: Readonly<Record<string, string>>): Promise<string> {
  const headers = { host: '127.0.0.1', connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol': 'graphql-transport-ws', ...marks };
  return new Promise((resolve, reject) => {
    const socket = connect(open.server.port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`));
    socket.once('data', (answer: Buffer) => {
      resolve(answer.toString().split('\r\n')[0]!);
      socket.destroy();
    }).on('error', reject);
  });
}

describe('with keys, answers may be read by pages of the listed origins only', () => {
  const ask = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'Authorization, content-type,apollo-require-preflight, bad header, ' };

  test('a preflight of a listed origin is answered, without credentials and for a while', async () => {
    for (const path of ['/graphql', '/events', '/dispatch/session', '/metrics', '/nowhere']) {
      const { status, headers } = await send(`${keys.server.url}${path}`, { method: 'OPTIONS', headers: { ...ask, origin: 'https://lab.example' } });
      expect([status, headers['access-control-allow-origin'], headers['access-control-allow-headers'], headers['access-control-allow-credentials'], headers['access-control-max-age']]).toEqual([204, 'https://lab.example', 'authorization, content-type, apollo-require-preflight', undefined, '600']);
      expect(headers['vary']).toContain('Origin');
    }
  });

  test('a listed page with a key is served and may read the answer and its request id, one without a key gets 401', async () => {
    const call = { method: 'POST', headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:5173', authorization: `Bearer ${keys.server.adminKey!}` }, body: '{"query":"{ eventCursor }"}' };
    const { status, headers } = await send(`${keys.server.url}/graphql`, call);
    expect([status, headers['access-control-allow-origin'], headers['vary'], headers['access-control-allow-credentials']]).toEqual([200, 'http://127.0.0.1:5173', 'Origin', undefined]);
    const exposed = headers['access-control-expose-headers']!.split(', ');
    expect(Object.keys(headers).filter((name) => /^x-|^ratelimit/.test(name) && name !== 'x-content-type-options' && !exposed.includes(name))).toEqual([]);
    expect(exposed).toEqual(expect.arrayContaining(['x-request-id', 'x-cost', 'ratelimit']));
    expect((await send(`${keys.server.url}/graphql`, { ...call, headers: { ...call.headers, authorization: '' } })).status).toBe(401);
  });

  test.each(['https://evil.example', 'null', 'https://lab.example.evil.example', 'http://lab.example', 'https://lab.example:444', 'HTTPS://LAB.EXAMPLE', 'https://lab.example/', 'http://127.0.0.1:5174', ''])('nothing allows the origin %j', async (origin) => {
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      const { status, headers } = await send(`${keys.server.url}/graphql`, { method, headers: { ...ask, origin } });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(headers['vary']).toBe('Origin');
    }
  });
});
