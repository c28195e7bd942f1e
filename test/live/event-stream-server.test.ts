// Event streams of a whole server: its keys, its settings, its figures, its guard and its end.
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { ownServer, type OwnServer, send } from '../server/own-server.ts';
import { StreamClient } from './stream-client.ts';

/** Runs with a server of its own. */
async function withServer(settings: Record<string, string>, run: (own: OwnServer) => Promise<void>): Promise<void> {
  const own = await ownServer(settings);
  try {
    await run(own);
  } finally {
    await own.close();
  }
}

async function createProject(url: string, path: string): Promise<string> {
  const query = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { eventCursor } }';
  const answer = await send(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables: { input: { path } } }) });
  return (JSON.parse(answer.text) as { data: { createProject: { eventCursor: string } } }).data.createProject.eventCursor;
}

test('in open mode a program of this machine follows the log, a page of another site is kept out; the end of the server is told', async () => {
  await withServer({}, async ({ server }) => {
    const stream = await StreamClient.open(server.url);
    await stream.caughtUp();
    const cursor = await createProject(server.url, '/streamed');
    await stream.until(() => stream.lastId === cursor, 'the event of the mutation');
    expect(stream.events).toMatchObject([{ kind: 'PROJECT_CREATED', path: '/streamed', cursor }]);
    // The project itself is none of the facts: it would have to be read.
    expect(Object.keys(stream.events[0]!).toSorted()).toEqual(['actorId', 'at', 'cursor', 'kind', 'path', 'projectId', 'subjectId']);
    expect((await send(`${server.url}/metrics`)).text).toMatch(/\nevent_streams 1\n/);
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { host: 'evil.example' }] as Record<string, string>[]) {
      expect((await StreamClient.open(server.url, { headers })).status).toBe(403);
    }
    await server.close();
    await stream.until(() => stream.ended, 'the end');
    expect(stream.of('error')).toMatchObject([{ code: 'UNAVAILABLE', resumeCursor: cursor }]);
  });
});

test('with keys a stream lives as long as its key, and the settings cap what one key may have, sockets and streams together', async () => {
  await withServer({ AUTH: 'keys', SWITCHYARD_MAX_SOCKETS_PER_KEY: '1', SWITCHYARD_MAX_SOCKETS: '3' }, async ({ server }) => {
    const [viewer, other] = await Promise.all(['one', 'two'].map((label) => createKey(server.database, { role: 'viewer', label })));
    const open = (key: string | null): Promise<StreamClient> => StreamClient.open(server.url, { headers: key === null ? {} : { authorization: `Bearer ${key}` } });
    expect((await open(null)).status).toBe(401);
    expect((await open('ABCDEFGHIJ0123456789.abcdefghijklmnopqrstuvwxyz0')).status).toBe(401);
    const stream = await open(viewer!.text);
    await stream.caughtUp();
    expect((await open(viewer!.text)).status).toBe(429);
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: { authorization: `Bearer ${viewer!.text}` } });
    const closed = new Promise((resolve) => { socket.on('close', (code, reason) => resolve([code, String(reason)])); });
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    expect(await closed).toEqual([4429, 'Too many connections of this key']);
    const second = await open(other!.text);
    expect(second.status).toBe(200);
    await revokeKey(server.database, viewer!.id);
    await stream.until(() => stream.ended, 'the end of the revoked stream');
    expect(stream.of('error')).toMatchObject([{ code: 'FORBIDDEN', resumeCursor: stream.lastId }]);
    expect(second.ended).toBe(false);
    // A decision about a key is used again for a few seconds; a stream opened by it ends by itself.
    await expect.poll(async () => (await open(viewer!.text)).status, { timeout: 10_000, interval: 200 }).toBe(401);
    second.close();
  });
});
