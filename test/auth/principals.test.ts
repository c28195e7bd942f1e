// Who one becomes by what one presents, and when that ends: over a real database, with clocks of the test's own.
import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { DEFAULT_LIVE_LIMITS } from '../../src/api/graphql/live/live-limits.ts';
import { KEY_TTL_MS, STANDING_TTL_MS } from '../../src/auth/authenticator.ts';
import { MAX_WRONG_PER_NAME, WRONG_WINDOW_MS } from '../../src/auth/password/password-throttle.ts';
import type { Principal } from '../../src/auth/principal.ts';
import { issueToken, ISSUED_TOKEN_SECONDS } from '../../src/auth/token/issued-token.ts';
import { addGrant, changeDisabled, changePassword, createUser, takeGrant } from '../../src/auth/user.service.ts';
import { openSession } from '../../src/auth/web-session.service.ts';
import { MAX_SESSIONS, sessionsOf } from '../../src/store/auth/web-session.store.ts';
import { AuthGround, basic, bearer, cheapUser, ISSUER, type TimedAuthenticator } from './auth-ground.ts';

let ground: AuthGround;
beforeAll(async () => { ground = await AuthGround.open(); });
afterAll(() => ground[Symbol.asyncDispose]());

const PASSWORD = 'correct horse';

async function sessionOf(auth: TimedAuthenticator, by: Principal, hours = 12): Promise<string> {
  return (await openSession(ground.db, auth.own, { by, hours, now: auth.time() })).token;
}

describe('grants', () => {
  test('are what a user has who is not somebody everywhere, on every way in, and a change is known within the promised time', async () => {
    const auth = ground.authenticator();
    const user = await createUser(ground.db, { name: 'gina', role: 'operator', everywhere: false, password: null });
    const { text } = await createKey(ground.db, { role: 'operator', label: 'gina' });
    const before = (await auth.by(bearer(text)))!;
    expect(before.actor).toEqual({ userId: user.id, name: 'gina', role: 'operator', grants: [] });
    await addGrant(ground.db, 'gina', { path: '/lab', role: 'viewer' });
    await addGrant(ground.db, 'gina', { path: '/cells', role: 'operator' });
    auth.tick(KEY_TTL_MS);
    const after = (await auth.by(bearer(text)))!;
    expect(after.actor.grants).toEqual([{ path: '/cells', role: 'operator' }, { path: '/lab', role: 'viewer' }]);
    expect([await auth.isCurrent(before), await auth.isCurrent(after)]).toEqual([false, true]);
    expect((await auth.by(bearer(await sessionOf(auth, after))))!.actor).toEqual(after.actor);
    await takeGrant(ground.db, 'gina', '/cells');
    auth.tick(KEY_TTL_MS);
    expect(await auth.isCurrent(after)).toBe(false);
    expect((await auth.by(bearer(text)))!.actor.grants).toEqual([{ path: '/lab', role: 'viewer' }]);
  });

  test.each([['lab', 'viewer'], ['/lab/', 'viewer'], ['', 'viewer'], ['//', 'viewer'], ['/a\nb', 'viewer'], ['/lab', 'runner'], ['/lab', 'root'], [`/${'x'.repeat(255)}`, 'viewer']])('are not given at %j as %s', async (path, role) => {
    await createUser(ground.db, { name: 'greg', role: 'viewer', everywhere: true, password: null }).catch(() => undefined);
    await expect(addGrant(ground.db, 'greg', { path, role })).rejects.toMatchObject({ code: 'INVALID' });
  });
});

describe('a password', () => {
  test('opens with Basic, is hashed once and then remembered, and its change ends everything that stood on it', async () => {
    const auth = ground.authenticator();
    await createUser(ground.db, { name: 'paul', role: 'operator', everywhere: true, password: PASSWORD });
    const paul = (await auth.by(basic('paul', PASSWORD)))!;
    expect(paul).toMatchObject({ actor: { name: 'paul', role: 'operator', grants: null }, authenticatedBy: 'PASSWORD', expiresAt: null });
    const session = await sessionOf(auth, paul);
    auth.tick(KEY_TTL_MS);
    const again = performance.now();
    expect(await auth.by(basic('paul', PASSWORD))).toMatchObject({ actor: paul.actor });
    const [remembered, hashed] = [performance.now() - again, await timeOf(() => auth.by(basic('paul', 'wrong horse')))];
    expect(remembered).toBeLessThan(hashed);
    await changePassword(ground.db, 'paul', 'another horse');
    auth.tick(KEY_TTL_MS);
    expect([await auth.by(basic('paul', PASSWORD)), await auth.by(bearer(session)), await auth.isCurrent(paul)]).toEqual([null, null, false]);
    expect((await auth.by(basic('paul', 'another horse')))!.actor.name).toBe('paul');
  });

  test('is stored as a hash with a salt of its own', async () => {
    await createUser(ground.db, { name: 'same1', role: 'viewer', everywhere: true, password: PASSWORD });
    await createUser(ground.db, { name: 'same2', role: 'viewer', everywhere: true, password: PASSWORD });
    const rows = await ground.sql<{ hash: string }>(`SELECT password_hash AS hash FROM "user" WHERE name LIKE 'same_'`);
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(2);
    for (const { hash } of rows) expect(hash).toMatch(/^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  });

  test('may be wrong so often for one name, also by many at once and from many addresses; then nothing is looked at until the window is over', async () => {
    const auth = ground.authenticator();
    await cheapUser(ground.db, 'target', PASSWORD);
    const tries = await Promise.all(Array.from({ length: MAX_WRONG_PER_NAME + 5 }, (_, n) => auth.by(basic('target', `guess ${n} ...`), `192.0.2.${n}`)));
    expect(tries.every((answer) => answer === null)).toBe(true);
    const right = { presented: { kind: 'PASSWORD', name: 'target', password: PASSWORD, key: null }, lockKey: null, address: '192.0.2.200' } as const;
    expect(auth.waitFor(right)).toBe(WRONG_WINDOW_MS / 1_000);
    await expect(auth.verify(right)).rejects.toMatchObject({ name: 'TooManyAttempts', retryAfterSeconds: WRONG_WINDOW_MS / 1_000 });
    expect(await auth.identify(right)).toBeNull();
    auth.tick(WRONG_WINDOW_MS);
    expect(auth.waitFor(right)).toBeNull();
    expect((await auth.identify(right))?.actor.name).toBe('target');
  });

  test('of nobody takes as long to refuse as a wrong one: both compute one hash', async () => {
    const auth = ground.authenticator();
    await createUser(ground.db, { name: 'there', role: 'viewer', everywhere: true, password: PASSWORD });
    const ratios: number[] = [];
    for (const round of [1, 2, 3]) ratios.push((await timeOf(() => auth.by(basic(`not there ${round}`, PASSWORD)))) / (await timeOf(() => auth.by(basic('there', `wrong ${round} ....`)))));
    expect(ratios.toSorted((a, b) => a - b)[1]).toBeGreaterThan(0.3);
    expect(ratios.toSorted((a, b) => a - b)[1]).toBeLessThan(3);
  });

  test.each(['short 7', 'x'.repeat(257), 'line\nfeed', 'nul\0 char'])('that is %j is not set, and not repeated in the error', async (password) => {
    await expect(createUser(ground.db, { name: 'nopass', role: 'viewer', everywhere: true, password })).rejects.toMatchObject({ code: 'INVALID', path: ['password'], message: expect.not.stringContaining(password) as string });
  });
});

describe('a session', () => {
  test('is a row: it is stored as a hash, and many servers take it', async () => {
    const [one, two] = [ground.authenticator(), ground.authenticator()];
    const { text } = await createKey(ground.db, { role: 'operator', label: 'sam' });
    const key = (await one.by(bearer(text)))!;
    const token = await sessionOf(one, key);
    const principal = (await two.by({ cookie: `switchyard_session=${token}` }))!;
    expect(principal).toMatchObject({ actor: key.actor, authenticatedBy: 'SESSION', keyId: expect.stringMatching(/^session:[0-9a-f]{32}$/) as string });
    const jti = (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { jti: string }).jti;
    for (const { row } of await ground.sql<{ row: string }>('SELECT web_session::text AS row FROM web_session')) expect(row).not.toContain(jti);
  });

  test('ends with its time, also on a server that has just used it and on a connection that stays open', async () => {
    const auth = ground.authenticator();
    const { text } = await createKey(ground.db, { role: 'viewer', label: 'brief' });
    const token = await sessionOf(auth, (await auth.by(bearer(text)))!, 1);
    const principal = (await auth.by(bearer(token)))!;
    expect(await auth.isCurrent(principal)).toBe(true);
    auth.tick(3_590_000);
    expect(await auth.by(bearer(token))).not.toBeNull();
    // The end is in the database's time, which is not quite the test's.
    auth.tick(11_000);
    expect([await auth.by(bearer(token)), await auth.isCurrent(principal)]).toEqual([null, false]);
  });

  test('ends with the key it was opened with, and with its user', async () => {
    const auth = ground.authenticator();
    for (const end of ['key', 'user'] as const) {
      const { id, text } = await createKey(ground.db, { role: 'viewer', label: `ends with ${end}` });
      const token = await sessionOf(auth, (await auth.by(bearer(text)))!);
      const principal = (await auth.by(bearer(token)))!;
      if (end === 'key') await revokeKey(ground.db, id);
      else await changeDisabled(ground.db, `ends with ${end}`, true);
      auth.tick(KEY_TTL_MS);
      expect([await auth.by(bearer(token)), await auth.by(bearer(text)), await auth.isCurrent(principal)], end).toEqual([null, null, false]);
    }
  });

  test('opens no other session', async () => {
    const auth = ground.authenticator();
    const { text } = await createKey(ground.db, { role: 'viewer', label: 'chain' });
    const principal = await auth.by(bearer(await sessionOf(auth, (await auth.by(bearer(text)))!)));
    await expect(sessionOf(auth, principal!)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('too many of one user ends the oldest', async () => {
    const auth = ground.authenticator();
    const { text, userId } = await createKey(ground.db, { role: 'viewer', label: 'hoarder' });
    const by = (await auth.by(bearer(text)))!;
    await ground.sql(`INSERT INTO web_session (id, user_id, role_cap, epoch, created_at, expires_at) SELECT 'old' || n, $1, 'viewer', 0, now() - interval '1 hour' - n * interval '1 second', now() + interval '1 hour' FROM generate_series(1, ${MAX_SESSIONS}) n`, [userId]);
    await sessionOf(auth, by);
    expect(await ground.sql('SELECT id FROM web_session WHERE user_id = $1 AND revoked_at IS NOT NULL', [userId])).toEqual([{ id: `old${MAX_SESSIONS}` }]);
    expect(await sessionsOf(ground.db, userId)).toHaveLength(MAX_SESSIONS);
  });
});

describe('tokens of one kind are never taken for another', () => {
  test('whatever is wrong with a token of ours, it is nobody’s', async () => {
    const auth = ground.authenticator();
    const { id, text, userId } = await createKey(ground.db, { role: 'operator', label: 'forger' });
    const session = await sessionOf(auth, (await auth.by(bearer(text)))!);
    const issued = await issueToken(auth.own.issued, ISSUER, { keyId: id, userId, name: 'forger', role: 'operator', now: auth.time() });
    expect([(await auth.by(bearer(session)))?.authenticatedBy, (await auth.by(bearer(issued)))?.authenticatedBy]).toEqual(['SESSION', 'TOKEN']);
    const [hmac, rsa] = [await auth.own.sessions.current(), await auth.own.issued.current()];
    const claims = (token: string): Record<string, unknown> => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
    const sign = (payload: Record<string, unknown>, header: { alg: string; kid?: string }, key: Parameters<SignJWT['sign']>[0]): Promise<string> => new SignJWT(payload).setProtectedHeader(header).sign(key);
    const unsigned = (payload: object, alg: string): string => `${Buffer.from(JSON.stringify({ alg, kid: hmac.id })).toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`;
    // By hand: what the pinned algorithm alone keeps out.
    const by512 = (payload: object): string => {
      const text = [{ alg: 'HS512', kid: hmac.id }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      return `${text}.${createHmac('sha512', hmac.signs as Uint8Array).update(text).digest('base64url')}`;
    };
    const publicText = new TextEncoder().encode(JSON.stringify(rsa.published));
    const [s, i] = [claims(session), claims(issued)];
    const hour = Math.floor(auth.time().getTime() / 1_000);
    const forged: Record<string, string> = {
      'alg none': unsigned(s, 'none'), 'alg None': unsigned(s, 'None'), 'alg none, issued': unsigned(i, 'none'),
      'signature cut off': `${session.split('.').slice(0, 2).join('.')}.`,
      'claims changed': [session.split('.')[0], Buffer.from(JSON.stringify({ ...s, exp: hour * 2 })).toString('base64url'), session.split('.')[2]].join('.'),
      'HMAC with the public key': await sign(i, { alg: 'HS256', kid: rsa.id }, publicText),
      'HMAC secret of another': await sign(s, { alg: 'HS256', kid: hmac.id }, new Uint8Array(32)),
      'HS512 with the right secret': by512(s),
      'foreign kid': await sign(s, { alg: 'HS256', kid: 'elsewhere' }, hmac.signs),
      'no kid': await sign(s, { alg: 'HS256' }, hmac.signs),
      'session claims by the issuer’s key': await sign(s, { alg: 'RS256', kid: rsa.id }, rsa.signs),
      'issued claims by the session’s key': await sign(i, { alg: 'HS256', kid: hmac.id }, hmac.signs),
      'session called issued': await sign({ ...s, tok: 'issued' }, { alg: 'HS256', kid: hmac.id }, hmac.signs),
      'issued called session': await sign({ ...i, tok: 'session' }, { alg: 'RS256', kid: rsa.id }, rsa.signs),
      'of a dialect': await sign({ ...s, tok: 'clearml' }, { alg: 'HS256', kid: hmac.id }, hmac.signs),
      'of no kind': await sign({ ...s, tok: undefined }, { alg: 'HS256', kid: hmac.id }, hmac.signs),
      'wrong audience': await sign({ ...i, aud: 'other' }, { alg: 'RS256', kid: rsa.id }, rsa.signs),
      'wrong issuer': await sign({ ...i, iss: 'https://evil.example' }, { alg: 'RS256', kid: rsa.id }, rsa.signs),
      expired: await sign({ ...i, exp: hour - 60 }, { alg: 'RS256', kid: rsa.id }, rsa.signs),
      'not yet valid': await sign({ ...i, nbf: hour + 600 }, { alg: 'RS256', kid: rsa.id }, rsa.signs),
      'without end': await sign({ ...i, exp: undefined }, { alg: 'RS256', kid: rsa.id }, rsa.signs),
      'another key’s': await sign({ ...i, azp: 'SOMEBODYELSE' }, { alg: 'RS256', kid: rsa.id }, rsa.signs),
      'another user’s session': await sign({ ...s, sub: '01900000-0000-7000-8000-00000000abcd' }, { alg: 'HS256', kid: hmac.id }, hmac.signs),
      'a session nobody opened': await sign({ ...s, jti: 'invented' }, { alg: 'HS256', kid: hmac.id }, hmac.signs),
    };
    for (const [what, token] of Object.entries(forged)) expect(await auth.by(bearer(token)), what).toBeNull();
    expect(await auth.by({ cookie: `switchyard_session=${issued}` }), 'a cookie carries sessions only').toBeNull();
  });

  test('an issued token ends with its time and with its key', async () => {
    const auth = ground.authenticator();
    const { id, text, userId } = await createKey(ground.db, { role: 'viewer', label: 'issued' });
    const issue = (): Promise<string> => issueToken(auth.own.issued, ISSUER, { keyId: id, userId, name: 'issued', role: 'viewer', now: auth.time() });
    const first = await issue();
    const principal = (await auth.by(bearer(first)))!;
    expect(principal).toMatchObject({ keyId: id, actor: { name: 'issued', role: 'viewer' } });
    auth.tick(ISSUED_TOKEN_SECONDS * 1_000);
    expect([await auth.by(bearer(first)), await auth.isCurrent(principal)]).toEqual([null, false]);
    const second = await issue();
    expect(await auth.by(bearer(second))).not.toBeNull();
    await revokeKey(ground.db, id);
    auth.tick(KEY_TTL_MS);
    expect([await auth.by(bearer(second)), await auth.by(bearer(text))]).toEqual([null, null]);
  });
});

test('a connection hears of the end of its key within the promised time, also when somebody has asked just before that end', async () => {
  const auth = ground.authenticator();
  const { id, text } = await createKey(ground.db, { role: 'viewer', label: 'looked at' });
  const principal = (await auth.by(bearer(text)))!;
  expect(await auth.isCurrent(principal)).toBe(true);
  await revokeKey(ground.db, id);
  auth.tick(STANDING_TTL_MS);
  expect(await auth.isCurrent(principal)).toBe(false);
  expect(STANDING_TTL_MS + DEFAULT_LIVE_LIMITS.recheckMs).toBeLessThanOrEqual(KEY_TTL_MS);
});

test('servers that need a signing key at the same moment agree on one', async () => {
  await using empty = await AuthGround.open();
  const servers = Array.from({ length: 6 }, () => empty.authenticator().own);
  for (const kind of ['sessions', 'issued'] as const) {
    const ids = await Promise.all(servers.map(async (own) => (await own[kind].current()).id));
    expect(new Set(ids).size).toBe(1);
  }
  expect(await empty.sql('SELECT kind FROM signing_key ORDER BY kind')).toEqual([{ kind: 'HMAC' }, { kind: 'RSA' }]);
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
