// Open mode against web pages: whatever a page of another site can make a browser send, nothing is executed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { countProjects, MUTATION, ownServer, type OwnServer, send } from './own-server.ts';

let own: OwnServer;
let host: string;

beforeAll(async () => {
  own = await ownServer();
  ({ host } = new URL(own.server.url));
});
afterAll(() => own.close());

const JSON_TYPE = { 'content-type': 'application/json' };

test('a program of this machine and a page of this very server are served as the user local', async () => {
  for (const headers of [JSON_TYPE, { ...JSON_TYPE, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }]) {
    const answer = await send(`${own.server.url}/graphql`, { method: 'POST', headers, body: '{"query":"{ eventCursor }"}' });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { data: { eventCursor: expect.any(String) as string } }]);
  }
});

describe('of another site, executes nothing and hears what to do:', () => {
  const attacks: [string, { method?: string; path?: string; headers: Record<string, string>; body?: string }][] = [
    ['a script', { method: 'POST', headers: { ...JSON_TYPE, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, body: MUTATION }],
    ['a script in a browser that sends no Sec-Fetch-Site', { method: 'POST', headers: { ...JSON_TYPE, origin: 'https://evil.example' }, body: MUTATION }],
    ['a form', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, body: `query=${encodeURIComponent('mutation { createProject(input: { path: "/intruder" }) { project { id } } }')}` }],
    ['a form that smuggles JSON as text', { method: 'POST', headers: { 'content-type': 'text/plain', origin: 'null', 'sec-fetch-site': 'cross-site' }, body: MUTATION }],
    ['an image', { path: `/graphql?query=${encodeURIComponent('mutation { createProject(input: { path: "/intruder" }) { project { id } } }')}`, headers: { accept: 'image/*', 'sec-fetch-site': 'cross-site' } }],
    ['another port of this machine', { method: 'POST', headers: { ...JSON_TYPE, origin: 'http://127.0.0.1:5173', 'sec-fetch-site': 'same-site' }, body: MUTATION }],
    ['a name that was rebound to this machine', { method: 'POST', headers: { ...JSON_TYPE, host: 'evil.example:4000', origin: 'http://evil.example:4000', 'sec-fetch-site': 'same-origin' }, body: MUTATION }],
    ['a preflight', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } }],
    ['a look at the figures', { path: '/metrics', headers: { origin: 'https://evil.example' } }],
    ['a runner that is none', { method: 'POST', path: '/dispatch/session', headers: { ...JSON_TYPE, origin: 'https://evil.example' }, body: '{}' }],
  ];

  test.each(attacks)('%s', async (_what, { path = '/graphql', ...call }) => {
    const before = await countProjects(own.server);
    const answer = await send(`${own.server.url}${path}`, call);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toEqual({ code: expect.stringMatching(/^(FOREIGN_HOST|FOREIGN_ORIGIN|CROSS_SITE)$/) as string, message: expect.stringContaining('AUTH=keys') as string });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(await countProjects(own.server)).toBe(before);
  });

  test.each([
    ['a socket', { origin: 'https://evil.example' }],
    ['a socket of a sandboxed frame', { origin: 'null' }],
    ['a socket of another port', { origin: 'http://localhost:3000' }],
    ['a socket of a rebound name', { host: 'evil.example', origin: 'http://evil.example' }],
    ['a socket that says so itself', { 'sec-fetch-site': 'cross-site' }],
  ])('%s', async (_what, headers) => {
    const socket = new WebSocket(`${own.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const status = await new Promise((resolve, reject) => {
      socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode)).on('open', () => reject(new Error('the socket was opened'))).on('error', reject);
    });
    expect(status).toBe(403);
  });
});

test('no answer of the server allows other origins to read it', async () => {
  for (const path of ['/', '/graphql', '/healthz', '/readyz', '/metrics', '/nothing', '/dispatch/session']) {
    const answer = await send(`${own.server.url}${path}`, { headers: { origin: `http://${host}` } });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});
