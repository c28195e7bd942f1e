// /session and /oidc of one real server: signing in, being told who one is, signing out, and tokens for programs that know OpenID only.
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import { MAX_WRONG_PER_NAME } from '../../src/auth/password/password-throttle.ts';
import type { Role } from '../../src/domain/access.ts';
import { MAX_SMALL_BODY } from '../../src/server/session/small-body.ts';
import { ownServer, type OwnServer, send, type RawAnswer } from '../server/own-server.ts';
import { basic, bearer, cheapUser } from './auth-ground.ts';

type Json = Record<string, unknown>;
const PASSWORD = 'correct horse';

let own: OwnServer;
let key: { id: string; text: string };
beforeAll(async () => {
  own = await ownServer({ AUTH: 'keys', SWITCHYARD_PUBLIC_URL: 'https://lab.example', SWITCHYARD_SESSION_HOURS: '2' });
  await cheapUser(own.server.database, 'anna', PASSWORD);
  key = await createKey(own.server.database, { role: 'viewer', label: 'laptop' });
});
afterAll(() => own.close());

function session(method: string, body?: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return send(`${own.server.url}/session`, { method, headers: { ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }), ...headers }, ...(text === undefined ? {} : { body: text }) });
}
const json = (answer: RawAnswer): Json => JSON.parse(answer.text) as Json;

describe('POST /session', () => {
  test('opens a session by name and password, by key and by header, and says until when', async () => {
    const ways: [Json | undefined, Record<string, string>, string, string][] = [
      [{ name: 'anna', password: PASSWORD }, {}, 'anna', 'operator'], [{ key: key.text }, {}, 'laptop', 'viewer'],
      [undefined, basic('anna', PASSWORD), 'anna', 'operator'], [undefined, bearer(key.text), 'laptop', 'viewer'],
    ];
    for (const [body, headers, user, role] of ways) {
      const answer = await session('POST', body, headers);
      expect([answer.status, answer.headers['set-cookie'], answer.headers['cache-control']]).toEqual([201, undefined, 'no-store']);
      const { token, expiresAt, ...who } = json(answer);
      expect(who).toEqual({ user, role });
      expect(Math.abs(Date.parse(String(expiresAt)) - Date.now() - 7_200_000)).toBeLessThan(60_000);
      expect(json(await session('GET', undefined, bearer(String(token))))).toEqual({ user, role, everywhere: true, grants: [], authenticatedBy: 'SESSION', expiresAt });
    }
  });

  test('sets the cookie that is asked for, which no script can read, and keeps the token to it; DELETE ends both', async () => {
    const answer = await session('POST', { name: 'anna', password: PASSWORD, cookie: true }, { origin: 'https://lab.example', 'sec-fetch-site': 'same-origin' });
    const [set] = answer.headers['set-cookie']!;
    expect(set).toMatch(/^switchyard_session=[\w-]+\.[\w-]+\.[\w-]+; Path=\/; Max-Age=7(200|199|19\d); HttpOnly; SameSite=Strict; Secure$/);
    expect(json(answer)).not.toHaveProperty('token');
    const cookie = { cookie: set!.split(';')[0]! };
    expect(json(await session('GET', undefined, cookie))).toMatchObject({ user: 'anna', authenticatedBy: 'SESSION' });
    expect((await session('DELETE', undefined, { ...cookie, origin: 'https://evil.example' })).status).toBe(403);
    const ended = await session('DELETE', undefined, cookie);
    expect([ended.status, ended.headers['set-cookie']]).toEqual([200, ['switchyard_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure']]);
    expect((await session('GET', undefined, cookie)).status).toBe(401);
    expect((await session('DELETE', undefined, cookie)).headers['set-cookie']![0]).toContain('Max-Age=0');
  });

  test.each([
    ['wrong password', { name: 'anna', password: 'wrong horse' }, {}, 401], ['nobody of that name', { name: 'nobody', password: PASSWORD }, {}, 401], ['a key that is none', { key: 'x' }, {}, 401],
    ['nothing', undefined, {}, 401], ['nothing but a cookie wish', { cookie: true }, {}, 401], ['half of it', { name: 'anna' }, {}, 400], ['both', { name: 'anna', password: PASSWORD, key: 'x' }, {}, 400],
    ['another type of value', { name: 5, password: PASSWORD }, {}, 400], ['a member nobody knows', { user: 'anna', password: PASSWORD }, {}, 400], ['a list', [], {}, 400], ['null', 'null', {}, 400], ['no JSON', '{', {}, 400],
    ['a name with NUL', { name: 'a\0', password: PASSWORD }, {}, 400], ['a NUL password', { name: 'anna', password: '\0' }, {}, 400], ['cookie as a text', { name: 'anna', password: PASSWORD, cookie: 'yes' }, {}, 400],
    ['a form', { name: 'anna', password: PASSWORD }, { 'content-type': 'text/plain' }, 415], ['too much', { name: 'anna', password: 'x'.repeat(MAX_SMALL_BODY) }, {}, 413],
    ['a page of another site', { name: 'anna', password: PASSWORD }, { origin: 'https://evil.example' }, 403], ['header and body', { name: 'anna', password: PASSWORD }, bearer('abcd.abcdefghijklmnopqrst'), 400],
  ])('refuses %s with a reason and opens nothing', async (_what, body, headers: Record<string, string>, status) => {
    const answer = await session('POST', body, headers);
    expect(answer.status).toBe(status);
    expect(json(answer)).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) as string, message: expect.stringMatching(/.{10}/) as string });
    expect([answer.headers['set-cookie'], answer.text.includes(PASSWORD)]).toEqual([undefined, false]);
  });

  test('is opened by no session, and no other method is known', async () => {
    const { token } = json(await session('POST', { key: key.text }));
    expect((await session('POST', undefined, bearer(String(token)))).status).toBe(403);
    expect((await session('POST', undefined, { cookie: `switchyard_session=${String(token)}` })).status).toBe(401);
    expect((await session('DELETE', undefined, bearer(key.text))).status).toBe(403);
    const other = await session('PUT', {});
    expect([other.status, other.headers.allow]).toEqual([405, 'GET, HEAD, POST, DELETE']);
  });

  test('after too many wrong passwords of a name is 429 with Retry-After, with Basic on every other address too; keys are not held up', async () => {
    await cheapUser(own.server.database, 'guessed', PASSWORD);
    const statuses: number[] = [];
    for (let n = 0; n <= MAX_WRONG_PER_NAME; n++) statuses.push((await session('POST', { name: 'guessed', password: `guess ${n} ...` })).status);
    expect(statuses).toEqual([...Array.from({ length: MAX_WRONG_PER_NAME }, () => 401), 429]);
    for (const answer of [await session('POST', { name: 'guessed', password: PASSWORD }), await send(`${own.server.url}/graphql?query={__typename}`, { headers: basic('guessed', PASSWORD) }), await send(`${own.server.url}/metrics`, { headers: basic('guessed', PASSWORD) })]) {
      expect([answer.status, json(answer).code]).toEqual([429, 'LIMIT_EXCEEDED']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await session('GET', undefined, basic('anna', PASSWORD))).status).toBe(200);
    expect((await session('GET', undefined, basic(key.id, key.text.split('.')[1]!))).status).toBe(200);
  });
});

describe('the small issuer', () => {
  const form = (members: Record<string, string>, headers: Record<string, string> = {}): Promise<RawAnswer> => {
    const body = new URLSearchParams(members).toString();
    return send(`${own.server.url}/oidc/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length), ...headers }, body });
  };
  const credentials = (text: string): { client_id: string; client_secret: string } => ({ client_id: text.split('.')[0]!, client_secret: text.split('.')[1]! });

  test('is found by discovery; its tokens verify with its keys, and are taken here as well', async () => {
    const about = json(await send(`${own.server.url}/oidc/.well-known/openid-configuration`));
    expect(about).toMatchObject({ issuer: 'https://lab.example/oidc', jwks_uri: 'https://lab.example/oidc/jwks', token_endpoint: 'https://lab.example/oidc/token', grant_types_supported: ['client_credentials'] });
    const keys = JSON.parse((await send(`${own.server.url}/oidc/jwks`)).text) as Parameters<typeof createLocalJWKSet>[0];
    expect(keys.keys.map((one) => Object.keys(one).toSorted())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
    const roles: [Role, Json][] = [['operator', { ewms_role: ['user'], groups: ['/tokens/ewms-dev'] }], ['admin', { ewms_role: ['user'], groups: ['/tokens/ewms-dev'] }], ['tms', { ewms_role: ['system-tms'], groups: [] }], ['viewer', { ewms_role: [], groups: [] }], ['runner', { ewms_role: [], groups: [] }]];
    for (const [role, claims] of roles) {
      const made = await createKey(own.server.database, { role, label: `issue ${role}` });
      for (const answer of [await form({ grant_type: 'client_credentials', scope: 'offline_access', ...credentials(made.text) }), await form({ grant_type: 'client_credentials' }, basic(made.id, made.text.split('.')[1]!))]) {
        expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
        const { access_token: token, ...rest } = json(answer);
        expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3_600 });
        const { payload, protectedHeader } = await jwtVerify(String(token), createLocalJWKSet(keys), { issuer: 'https://lab.example/oidc', audience: 'switchyard' });
        expect(protectedHeader.alg).toBe('RS256');
        expect(payload).toMatchObject({ ...claims, sub: made.userId, azp: made.id });
        expect(json(await session('GET', undefined, bearer(String(token))))).toMatchObject({ user: `issue ${role}`, role, authenticatedBy: 'TOKEN' });
      }
    }
  });

  test.each([
    ['wrong secret', { grant_type: 'client_credentials', client_id: 'ABCDEFGHIJ0123456789', client_secret: 'abcdefghijklmnopqrst' }, {}, 401, 'invalid_client'],
    ['no secret', { grant_type: 'client_credentials' }, {}, 401, 'invalid_client'],
    ['a person’s password', { grant_type: 'client_credentials' }, basic('anna', PASSWORD), 401, 'invalid_client'],
    ['both ways at once', { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' }, basic('anna', PASSWORD), 401, 'invalid_client'],
    ['another grant', { grant_type: 'password', username: 'anna', password: PASSWORD }, {}, 400, 'unsupported_grant_type'],
    ['no grant', {}, { 'content-length': '0' }, 400, 'invalid_request'],
    ['JSON', { grant_type: 'client_credentials' }, { 'content-type': 'application/json' }, 415, 'invalid_request'],
  ])('refuses %s in the words of the standard', async (_what, members: Record<string, string>, headers: Record<string, string>, status, error) => {
    const answer = await form(members, headers);
    expect([answer.status, json(answer).error]).toEqual([status, error]);
  });

  test('gives tokens to POST alone, once for each member', async () => {
    expect((await send(`${own.server.url}/oidc/token`)).status).toBe(405);
    const twice = 'grant_type=client_credentials&client_id=a&client_id=b';
    const answer = await send(`${own.server.url}/oidc/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(twice.length) }, body: twice });
    expect([answer.status, json(answer).error]).toEqual([400, 'invalid_request']);
  });
});
