// Tokens of a provider that runs here, over real HTTP: whose are taken, what they give, and what happens when the provider does not answer.
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import { KEY_TTL_MS } from '../../src/auth/authenticator.ts';
import { roleOfClaim } from '../../src/auth/oidc/oidc-claims.ts';
import { MAX_AGE_MS, ProviderKeys, REFRESH_MS } from '../../src/auth/oidc/provider-keys.ts';
import { addGrant, changeDisabled } from '../../src/auth/user.service.ts';
import type { Role } from '../../src/domain/access.ts';
import { LiveClient } from '../live/live-client.ts';
import { ownServer, send } from '../server/own-server.ts';
import { AuthGround, basic, bearer, type TimedAuthenticator } from './auth-ground.ts';
import { OidcTestProvider } from './oidc-provider.ts';

const ROLES = new Map<string, Role>([['lab', 'operator'], ['heads', 'admin'], ['guests', 'viewer'], ['managers', 'tms']]);

let ground: AuthGround;
let provider: OidcTestProvider;
beforeAll(async () => { [ground, provider] = await Promise.all([AuthGround.open(), OidcTestProvider.open()]); });
afterAll(async () => { await provider[Symbol.asyncDispose](); await ground[Symbol.asyncDispose](); });

/** A server that takes tokens of the provider; `warnings` are what its log would hear. */
function oidcMode(from = provider, mode: 'keys' | 'oidc' = 'oidc'): TimedAuthenticator & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const start = Date.now();
  const keys = new ProviderKeys({ issuer: from.issuer, now: () => auth.time().getTime() - start, warn: (error) => warnings.push(String(error)) });
  const auth: TimedAuthenticator = ground.authenticator({ mode, oidc: { keys, rules: { issuer: from.issuer, audience: 'switchyard', rolesClaim: 'groups', roles: ROLES } } });
  return { ...auth, warnings };
}

describe('a token of the provider', () => {
  test('makes its holder a user at first sight, with the greatest role of the claim', async () => {
    const auth = oidcMode();
    const anna = await auth.by(bearer(await provider.token({ sub: 'anna-1', preferred_username: 'anna', groups: ['guests', 'heads', 'other'] })));
    expect(anna).toMatchObject({ actor: { name: 'oidc:anna', role: 'admin', grants: null }, keyId: 'oidc:anna-1', authenticatedBy: 'OIDC', expiresAt: expect.any(Date) as Date });
    const again = await oidcMode().by(bearer(await provider.token({ sub: 'anna-1', preferred_username: 'renamed', groups: 'guests' })));
    expect(again!.actor).toMatchObject({ userId: anna!.actor.userId, name: 'oidc:anna', role: 'viewer' });
  });

  test('is never taken for a user of the same name: not a local one, and not one who bore the name at the provider before', async () => {
    const auth = oidcMode();
    const { userId } = await createKey(ground.db, { role: 'admin', label: 'bert' });
    const first = (await auth.by(bearer(await provider.token({ sub: 'bert-1', preferred_username: 'bert' }))))!;
    const second = (await auth.by(bearer(await provider.token({ sub: 'bert-2', preferred_username: 'bert' }))))!;
    expect([first.actor.name, second.actor.name]).toEqual(['oidc:bert', 'oidc:bert-2']);
    expect(new Set([userId, first.actor.userId, second.actor.userId]).size).toBe(3);
    await expect(createKey(ground.db, { role: 'viewer', label: 'x', user: 'oidc:mallory' })).rejects.toMatchObject({ code: 'INVALID', path: ['user'] });
  });

  test('makes one user also when many servers see it at the same moment, and is written down at most once a minute, another role at once', async () => {
    const token = await provider.token({ sub: 'crowd', preferred_username: 'crowd' });
    const seen = await Promise.all(Array.from({ length: 6 }, () => oidcMode().by(bearer(token))));
    expect(new Set(seen.map((one) => one!.actor.userId)).size).toBe(1);
    const version = async (): Promise<unknown> => await ground.sql(`SELECT xmin::text, seen_at FROM "user" WHERE name = 'oidc:crowd'`);
    const before = await version();
    for (let n = 0; n < 3; n++) await oidcMode().by(bearer(await provider.token({ sub: 'crowd', n })));
    expect(await version()).toEqual(before);
    await ground.sql(`UPDATE "user" SET seen_at = now() - interval '61 seconds' WHERE name = 'oidc:crowd'`);
    await oidcMode().by(bearer(await provider.token({ sub: 'crowd' })));
    expect(await version()).not.toEqual(before);
    await oidcMode().by(bearer(await provider.token({ sub: 'crowd', groups: ['heads'] })));
    expect(await ground.sql(`SELECT role, seen_at > now() - interval '30 seconds' AS fresh FROM "user" WHERE name = 'oidc:crowd'`)).toEqual([{ role: 'admin', fresh: true }]);
  });

  test('that gives less than the one before takes it from keys of the user at once', async () => {
    await oidcMode().by(bearer(await provider.token({ sub: 'lowered', preferred_username: 'lowered', groups: ['heads'] })));
    const { text } = await createKey(ground.db, { role: 'admin', label: 'of the head', user: 'oidc:lowered' });
    expect((await oidcMode().by(bearer(text)))?.actor.role).toBe('admin');
    const { actor } = (await oidcMode().by(bearer(await provider.token({ sub: 'lowered' }))))!;
    expect((await oidcMode().by(bearer(text)))?.actor.role).toBe(actor.role);
    expect(actor.role).not.toBe('admin');
  });

  test('of a disabled user is nobody’s, and grants narrow what it gives', async () => {
    const auth = oidcMode();
    const token = await provider.token({ sub: 'dora', preferred_username: 'dora' });
    const dora = (await auth.by(bearer(token)))!;
    await addGrant(ground.db, 'oidc:dora', { path: '/lab', role: 'viewer' });
    auth.tick(KEY_TTL_MS);
    expect(await auth.isCurrent(dora)).toBe(false);
    const narrowed = (await auth.by(bearer(token)))!;
    expect(narrowed.actor.grants).toEqual([{ path: '/lab', role: 'viewer' }]);
    await changeDisabled(ground.db, 'oidc:dora', true);
    auth.tick(KEY_TTL_MS);
    expect([await auth.by(bearer(token)), await auth.isCurrent(narrowed)]).toEqual([null, false]);
  });

  test('ends with its time on a connection that stays open', async () => {
    const auth = oidcMode();
    const token = await provider.token({ sub: 'emil' });
    const emil = (await auth.by(bearer(token)))!;
    auth.tick(590_000);
    expect(await auth.isCurrent(emil)).toBe(true);
    auth.tick(11_000);
    expect([await auth.by(bearer(token)), await auth.isCurrent(emil)]).toEqual([null, false]);
  });

  test('is nobody’s when anything about it is wrong', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const unsigned = (alg: string): string => `${[{ alg, kid: 'first' }, { iss: provider.issuer, aud: 'switchyard', sub: 'x', iat: now, exp: now + 600, groups: ['heads'] }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
    const hs = (secret: Uint8Array): Promise<string> => new SignJWT({ groups: ['heads'] }).setProtectedHeader({ alg: 'HS256', kid: 'first' }).setIssuer(provider.issuer).setAudience('switchyard').setSubject('x').setIssuedAt().setExpirationTime('10m').sign(secret);
    const good = await provider.token();
    const wrong: Record<string, string> = {
      'no role': await provider.token({ groups: ['strangers'] }), 'no claim': await provider.token({ groups: undefined }), 'roles as an object': await provider.token({ groups: { lab: true } }),
      expired: await provider.token({ exp: now - 60 }), 'not yet valid': await provider.token({ nbf: now + 600 }), 'without end': await provider.token({ exp: undefined }), 'with an end beyond all time': await provider.token({ exp: 1e300 }),
      'for another': await provider.token({ aud: 'other' }), 'for nobody': await provider.token({ aud: undefined }), 'by another': await provider.token({ iss: 'https://evil.example' }),
      'about nobody': await provider.token({ sub: undefined }), 'about too much': await provider.token({ sub: 'x'.repeat(256) }),
      'of our kind': await provider.token({ tok: 'session' }), 'of our other kind': await provider.token({ tok: 'issued' }), 'of any kind': await provider.token({ tok: null }),
      'foreign kid': await provider.token({}, { kid: 'elsewhere' }),
      'alg none': unsigned('none'), 'HMAC with the public key': await hs(new TextEncoder().encode(provider.publicText())), 'HMAC with nothing': await hs(new Uint8Array(32)),
      'claims changed': [good.split('.')[0], Buffer.from('{"groups":["heads"]}').toString('base64url'), good.split('.')[2]].join('.'),
    };
    const auth = oidcMode();
    expect(await auth.by(bearer(good))).not.toBeNull();
    for (const [what, token] of Object.entries(wrong)) expect(await auth.by(bearer(token)), what).toBeNull();
    expect(await auth.by({ cookie: `switchyard_session=${good}` })).toBeNull();
    expect(await oidcMode(provider, 'keys').by(bearer(good)), 'AUTH=keys takes none').toBeNull();
  });

  test('leaves access keys and passwords as they are', async () => {
    const { text } = await createKey(ground.db, { role: 'viewer', label: 'beside' });
    expect((await oidcMode().by(bearer(text)))?.authenticatedBy).toBe('KEY');
    expect((await oidcMode().by(basic(text.split('.')[0]!, text.split('.')[1]!)))?.authenticatedBy).toBe('KEY');
  });
});

describe('the keys of the provider', () => {
  test('are read again for a key that is not known, but not more than once in a while whatever tokens come', async () => {
    await using own = await OidcTestProvider.open();
    const auth = oidcMode(own);
    expect(await auth.by(bearer(await own.token()))).not.toBeNull();
    const reads = (): number => own.asked.filter((path) => path === '/jwks').length;
    expect(reads()).toBe(1);
    await own.addKey('second', 'ES256');
    expect(await auth.by(bearer(await own.token({ sub: 'y' })))).toBeNull();
    auth.tick(REFRESH_MS);
    expect((await auth.by(bearer(await own.token({ sub: 'y' }))))?.keyId).toBe('oidc:y');
    expect(reads()).toBe(2);
    auth.tick(REFRESH_MS);
    await Promise.all(Array.from({ length: 20 }, async (_, n) => await auth.by(bearer(await own.token({}, { kid: `junk ${n}` })))));
    expect(reads()).toBe(3);
  });

  test('already known go on working while the provider is down, also when they should be read again', async () => {
    await using own = await OidcTestProvider.open();
    const auth = oidcMode(own);
    const token = await own.token({ exp: Math.floor(Date.now() / 1_000) + 7_200 });
    expect(await auth.by(bearer(token))).not.toBeNull();
    await own.stop();
    auth.tick(MAX_AGE_MS);
    expect(await auth.by(bearer(token))).not.toBeNull();
    expect(auth.warnings).toHaveLength(1);
    expect(await auth.by(bearer(await own.token({}, { kid: 'unknown' })))).toBeNull();
  });

  test.each(['status', 'huge', 'garbage', 'redirect', 'foreign'] as const)('are not taken from an answer that is wrong (%s); the next one may be right', async (how) => {
    await using own = await OidcTestProvider.open();
    const auth = oidcMode(own);
    const token = await own.token();
    own.broken = how;
    expect(await auth.by(bearer(token))).toBeNull();
    expect(auth.warnings).toHaveLength(1);
    own.broken = 'no';
    expect(await auth.by(bearer(token))).toBeNull();
    auth.tick(REFRESH_MS);
    expect(await auth.by(bearer(token))).not.toBeNull();
  });
});

test('a server with AUTH=oidc takes them over HTTP and WebSocket, opens sessions for them that last no longer, and goes on taking keys', async () => {
  const own = await ownServer({ AUTH: 'oidc', SWITCHYARD_OIDC_ISSUER: provider.issuer, SWITCHYARD_OIDC_ROLES: 'lab=operator' });
  try {
    const token = await provider.token({ sub: 'whole', preferred_username: 'whole' });
    const viewer = async (text: string): Promise<unknown> => (JSON.parse((await send(`${own.server.url}/graphql?query={viewer{name,role,authenticatedBy}}`, { headers: { ...bearer(text), 'apollo-require-preflight': '1' } })).text) as { data?: { viewer: unknown } }).data?.viewer;
    expect(await viewer(token)).toEqual({ name: 'oidc:whole', role: 'OPERATOR', authenticatedBy: 'OIDC' });
    expect(await viewer(own.server.adminKey!)).toEqual({ name: 'admin', role: 'ADMIN', authenticatedBy: 'KEY' });
    expect(await viewer(await provider.token({ groups: ['heads'] }))).toBeUndefined();
    (await LiveClient.open(`${own.server.url.replace('http', 'ws')}/graphql`, { token })).close();
    const opened = JSON.parse((await send(`${own.server.url}/session`, { method: 'POST', headers: bearer(token) })).text) as { token: string; expiresAt: string };
    expect(Date.parse(opened.expiresAt) - Date.now()).toBeLessThanOrEqual(600_000);
    expect(await viewer(opened.token)).toEqual({ name: 'oidc:whole', role: 'OPERATOR', authenticatedBy: 'SESSION' });
  } finally {
    await own.close();
  }
});

test.each([[['guests', 'lab'], 'operator'], [['lab', 'guests'], 'operator'], ['heads', 'admin'], [['managers'], 'tms'], [['managers', 'guests'], 'viewer'], [['x'], null], [[], null], [5, null], [{ lab: 1 }, null], [[['lab']], null], ['toString', null]])('the claim %j gives %s', (claim, role) => {
  expect(roleOfClaim(claim, ROLES)).toBe(role);
});
