// Every kind of credential in every state, over every transport of one real server.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { SESSION_COOKIE } from '../../src/auth/credentials.ts';
import { ISSUED_TOKEN_SECONDS, issueToken } from '../../src/auth/token/issued-token.ts';
import { openOwnTokens, type OwnTokens } from '../../src/auth/token/own-tokens.ts';
import { storedSessionId } from '../../src/auth/token/session-token.ts';
import { addGrant, changeDisabled } from '../../src/auth/user.service.ts';
import { openSession } from '../../src/auth/web-session.service.ts';
import { actorOf, principalOf } from '../../src/auth/principal.ts';
import { standingOfUser } from '../../src/store/auth/user.store.ts';
import { LiveClient } from '../live/live-client.ts';
import { StreamClient } from '../live/stream-client.ts';
import { countProjects, MUTATION, ownServer, type OwnServer, send } from '../server/own-server.ts';
import { basic, bearer, cheapUser } from './auth-ground.ts';

type Headers = Record<string, string>;
const PASSWORD = 'correct horse';
const VIEWER = JSON.stringify({ query: '{ viewer { name role everywhere grants { path role } authenticatedBy expiresAt } }' });

let own: OwnServer;
let tokens: OwnTokens;
beforeAll(async () => {
  own = await ownServer({ AUTH: 'keys' });
  tokens = openOwnTokens(own.server.database, { issuer: () => ({ url: `${own.server.url}/oidc`, audience: 'switchyard' }) });
});
afterAll(() => own.close());

/** A key of a new user with both, and what of it is made: the text, a session, an issued token. */
async function made(name: string): Promise<{ id: string; text: string; userId: string; session: string; issued: string }> {
  const db = own.server.database;
  const key = await createKey(db, { role: 'operator', label: name });
  const user = (await standingOfUser(db, key.userId))!;
  const by = principalOf(actorOf(user, 'operator'), { authenticatedBy: 'KEY', keyId: key.id })!;
  const { token } = await openSession(db, tokens, { by, hours: 1, now: new Date() });
  const issued = await issueToken(tokens.issued, tokens.issuer(), { keyId: key.id, userId: key.userId, name, role: 'operator', now: new Date() });
  return { ...key, session: token, issued };
}

const sessionId = (token: string): string => storedSessionId((JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { jti: string }).jti);
const cookie = (token: string): Headers => ({ cookie: `${SESSION_COOKIE}=${token}` });
const changed = (text: string): string => `${text.slice(0, -3)}${text.endsWith('abc') ? 'xyz' : 'abc'}`;
const asBasic = (text: string): Headers => basic(text.split('.')[0]!, text.split('.')[1]!);

interface Cell { readonly kind: string; readonly state: string; readonly prepare: () => Promise<Headers>; readonly letIn: boolean }
const cell = (kind: string, state: string, prepare: () => Promise<Headers>): Cell => ({ kind, state, prepare, letIn: state === 'right' });

async function revoked(name: string): ReturnType<typeof made> {
  const all = await made(name);
  await revokeKey(own.server.database, all.id);
  return all;
}

async function disabled(name: string): ReturnType<typeof made> {
  const all = await made(name);
  await changeDisabled(own.server.database, name, true);
  return all;
}

async function endedSession(name: string, change: string): Promise<string> {
  const { session } = await made(name);
  await own.server.database.query({ name: '', text: `UPDATE web_session SET ${change} WHERE id = $1` }, [sessionId(session)]);
  return session;
}

function personOf(name: string): Promise<void> {
  return cheapUser(own.server.database, name, PASSWORD);
}

const CELLS: Cell[] = [
  cell('nothing', 'none', () => Promise.resolve({})),
  cell('key', 'right', async () => bearer((await made('key-right')).text)),
  cell('key', 'wrong secret', async () => bearer(changed((await made('key-wrong')).text))),
  cell('key', 'revoked', async () => bearer((await revoked('key-revoked')).text)),
  cell('key', 'disabled user', async () => bearer((await disabled('key-disabled')).text)),
  cell('key', 'as a cookie', async () => cookie((await made('key-cookie')).text)),
  cell('key as Basic', 'right', async () => asBasic((await made('bkey-right')).text)),
  cell('key as Basic', 'wrong secret', async () => asBasic(changed((await made('bkey-wrong')).text))),
  cell('key as Basic', 'revoked', async () => asBasic((await revoked('bkey-revoked')).text)),
  cell('key as Basic', 'disabled user', async () => asBasic((await disabled('bkey-disabled')).text)),
  cell('password', 'right', async () => { await personOf('pw-right'); return basic('pw-right', PASSWORD); }),
  cell('password', 'wrong secret', async () => { await personOf('pw-wrong'); return basic('pw-wrong', changed(PASSWORD)); }),
  cell('password', 'disabled user', async () => { await personOf('pw-off'); await changeDisabled(own.server.database, 'pw-off', true); return basic('pw-off', PASSWORD); }),
  cell('password', 'a token as password', async () => { await personOf('pw-token'); return basic('pw-token', (await made('pw-tok')).session); }),
  ...(['session', 'session cookie'] as const).flatMap((kind) => {
    const present = kind === 'session' ? bearer : cookie;
    return [
      cell(kind, 'right', async () => present((await made(`${kind}-right`)).session)),
      cell(kind, 'wrong secret', async () => present(changed((await made(`${kind}-wrong`)).session))),
      cell(kind, 'expired', async () => present(await endedSession(`${kind}-expired`, `expires_at = now() - interval '1 second'`))),
      cell(kind, 'revoked', async () => present(await endedSession(`${kind}-revoked`, 'revoked_at = now()'))),
      cell(kind, 'key revoked', async () => present((await revoked(`${kind}-key`)).session)),
      cell(kind, 'older password', async () => present(await endedSession(`${kind}-epoch`, 'epoch = epoch - 1'))),
      cell(kind, 'disabled user', async () => present((await disabled(`${kind}-off`)).session)),
    ];
  }),
  cell('session cookie', 'other kind', async () => cookie((await made('cookie-issued')).issued)),
  cell('issued token', 'right', async () => bearer((await made('issued-right')).issued)),
  cell('issued token', 'wrong secret', async () => bearer(changed((await made('issued-wrong')).issued))),
  cell('issued token', 'expired', async () => bearer(await endingToken('issued-expired', -60))),
  cell('issued token', 'revoked', async () => bearer((await revoked('issued-revoked')).issued)),
  cell('issued token', 'disabled user', async () => bearer((await disabled('issued-off')).issued)),
  cell('issued token', 'of another issuer', async () => {
    const { id, userId } = await made('issued-other');
    return bearer(await issueToken(tokens.issued, { url: 'https://elsewhere.example/oidc', audience: 'switchyard' }, { keyId: id, userId, name: 'x', role: 'admin', now: new Date() }));
  }),
];

/** A token that ends in so many seconds. */
async function endingToken(name: string, seconds: number): Promise<string> {
  const { id, userId } = await made(name);
  return await issueToken(tokens.issued, tokens.issuer(), { keyId: id, userId, name, role: 'operator', now: new Date(Date.now() + (seconds - ISSUED_TOKEN_SECONDS) * 1_000) });
}

function graphql(headers: Headers, body = VIEWER): ReturnType<typeof send> {
  return send(`${own.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

const socketUrl = (): string => `${own.server.url.replace('http', 'ws')}/graphql`;

/** 4403, or the name of the viewer that a query over the socket gives. */
async function overSocket(headers: Headers, init?: object): Promise<number | string> {
  const client = await LiveClient.connect(socketUrl(), undefined, { headers });
  client.send({ type: 'connection_init', ...(init ? { payload: init } : {}) });
  await client.until(() => client.closed !== null || client.messages.some(({ type }) => type === 'connection_ack'), 'the answer to the first message');
  if (client.closed !== null) return client.closed.code;
  client.subscribe('1', '{ viewer { name } }');
  await client.until(() => client.of('1').some(({ type }) => type === 'complete'), 'the viewer');
  client.close();
  return client.data<{ name: string }>('1', 'viewer')[0]!.name;
}

describe.each(CELLS)('$kind, $state', ({ kind, prepare, letIn }) => {
  test(`is ${letIn ? 'let in' : 'nobody'} over HTTP, WebSocket, event stream and the figures, as the same user`, async () => {
    const headers = await prepare();
    const before = await countProjects(own.server);
    const answer = await graphql(headers);
    expect(answer.status).toBe(letIn ? 200 : 401);
    const name = letIn ? (JSON.parse(answer.text) as { data: { viewer: { name: string } } }).data.viewer.name : 4403;
    if (!letIn) expect((await graphql(headers, MUTATION)).status).toBe(401);
    expect(await overSocket(headers)).toBe(name);
    if (headers.authorization !== undefined) expect(await overSocket({}, { authorization: headers.authorization })).toBe(name);
    if (headers.authorization?.startsWith('Bearer ')) expect(await overSocket({}, { token: headers.authorization.slice(7) })).toBe(name);
    const stream = await StreamClient.open(own.server.url, { headers });
    expect(stream.status).toBe(letIn ? 200 : 401);
    stream.close();
    expect((await send(`${own.server.url}/metrics`, { headers })).status).toBe(letIn ? 200 : 401);
    expect((await send(`${own.server.url}/session`, { headers })).status).toBe(letIn ? 200 : 401);
    expect(await countProjects(own.server), kind).toBe(before);
  });
});

test('the viewer is told by what it is somebody, where and until when', async () => {
  const { session, text } = await made('told');
  await addGrant(own.server.database, 'told', { path: '/lab', role: 'viewer' });
  const viewer = async (headers: Headers): Promise<unknown> => (JSON.parse((await graphql(headers)).text) as { data: { viewer: unknown } }).data.viewer;
  const granted = { name: 'told', role: 'OPERATOR', everywhere: false, grants: [{ path: '/lab', role: 'VIEWER' }] };
  expect(await viewer(bearer(text))).toEqual({ ...granted, authenticatedBy: 'KEY', expiresAt: null });
  expect(await viewer(bearer(session))).toEqual({ ...granted, authenticatedBy: 'SESSION', expiresAt: expect.stringMatching(/^\d{4}-/) as string });
});

test('a page of another origin cannot use the cookie over any transport, and nothing is executed', async () => {
  const headers = { ...cookie((await made('browser')).session), origin: own.server.url };
  expect((await graphql(headers)).status).toBe(200);
  expect(await overSocket(headers)).toBe('browser');
  const before = await countProjects(own.server);
  for (const foreign of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }] as Headers[]) {
    expect((await graphql({ ...headers, ...foreign }, MUTATION)).status).toBe(403);
    expect((await StreamClient.open(own.server.url, { headers: { ...headers, ...foreign } })).status).toBe(403);
    const socket = await LiveClient.connect(socketUrl(), undefined, { headers: { ...headers, ...foreign } });
    await socket.until(() => socket.closed !== null, 'the refusal of the upgrade');
    expect(socket.messages).toEqual([]);
  }
  expect(await countProjects(own.server)).toBe(before);
});

test('connections that stay open end with what they stand on: a token at its time, a session when it is ended, a user’s rights when they change', async () => {
  const [ending, { session }, granted] = await Promise.all([endingToken('ending', 2), made('leaver'), made('narrowed')]);
  const open = async (text: string): Promise<[LiveClient, StreamClient]> => {
    const [socket, stream] = await Promise.all([LiveClient.open(socketUrl(), { authorization: `Bearer ${text}` }), StreamClient.open(own.server.url, { headers: bearer(text) })]);
    await stream.caughtUp();
    return [socket, stream];
  };
  const all = await Promise.all([open(ending), open(session), open(granted.text)]);
  expect((await send(`${own.server.url}/session`, { method: 'DELETE', headers: bearer(session) })).status).toBe(200);
  expect((await graphql(bearer(session))).status).toBe(401);
  await addGrant(own.server.database, 'narrowed', { path: '/lab', role: 'viewer' });
  await Promise.all(all.map(async ([socket, stream]) => {
    await socket.until(() => socket.closed !== null, 'the end of the socket');
    expect(socket.closed).toMatchObject({ code: 4403 });
    await stream.until(() => stream.ended, 'the end of the stream');
    expect(stream.of('error')).toMatchObject([{ code: 'FORBIDDEN' }]);
  }));
});

test('who sends the body of a command slowly does not command with a session that has ended meanwhile', async () => {
  const { session } = await made('slow');
  const before = await countProjects(own.server);
  const call = request(`${own.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': MUTATION.length, ...bearer(session) } });
  const status = new Promise<number | undefined>((resolve, reject) => { call.once('response', (answer) => { answer.resume(); resolve(answer.statusCode); }).once('error', reject); });
  call.write(MUTATION.slice(0, 10));
  // The first sight of a session is written down: by then the head has been looked at.
  await vi.waitFor(async () => expect(await lastUse(session)).not.toBeNull(), { timeout: 5_000 });
  expect((await send(`${own.server.url}/session`, { method: 'DELETE', headers: bearer(session) })).status).toBe(200);
  call.end(MUTATION.slice(10));
  expect(await status).toBe(401);
  expect(await countProjects(own.server)).toBe(before);
});

test('no connection is opened with a key that has ended, although calls with it are still remembered', async () => {
  const { id, text } = await made('remembered');
  expect((await graphql(bearer(text))).status).toBe(200);
  await revokeKey(own.server.database, id);
  expect(await overSocket(bearer(text))).toBe(4403);
  expect((await StreamClient.open(own.server.url, { headers: bearer(text) })).status).toBe(401);
});

/** When the session was last seen by a server; null = never. */
async function lastUse(session: string): Promise<Date | null> {
  const [row] = await own.server.database.query<{ at: Date | null }>({ name: '', text: 'SELECT last_used_at AS at FROM web_session WHERE id = $1' }, [sessionId(session)]);
  return row!.at;
}
