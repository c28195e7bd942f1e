// The life of access keys in a real database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, listKeys, parseRole, revokeKey } from '../../src/auth/access-key.service.ts';
import { type Authenticator, createAuthenticator, KEY_TTL_MS } from '../../src/auth/authenticator.ts';
import { ensureGivenKey, ensureOwnRunnerKey, ensureSomeAdminKey } from '../../src/auth/bootstrap-keys.ts';
import { credentialsOf } from '../../src/auth/credentials.ts';
import { changeDisabled, createUser } from '../../src/auth/user.service.ts';
import type { Actor } from '../../src/domain/access.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { Database } from '../../src/store/database.ts';
import { freshDatabase, type FreshDatabase } from '../postgres/fresh-database.ts';
import { AuthGround } from './auth-ground.ts';

const LOCAL: Actor = { userId: '01900000-0000-7000-8000-000000000001', name: 'local', role: 'admin', grants: null };
const SECRET = '0123456789abcdefghij';

let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = await Database.open({ url: fresh.url, poolSize: 8, transactionTimeout: 5_000 });
});

afterAll(async () => {
  await db.close();
  await fresh.drop();
});

/** An authenticator with a clock of the test's own. */
function keysMode(): Authenticator & { tick(ms: number): void } {
  let time = 0;
  return { ...createAuthenticator({ mode: 'keys', db, local: LOCAL, now: () => time }), tick: (ms) => void (time += ms) };
}

describe('a key', () => {
  test('is known by its text alone: every changed text is nobody', async () => {
    const { id, text, userId } = await createKey(db, { role: 'operator', label: 'laptop' });
    const auth = keysMode();
    expect(await auth.identifyKey(text)).toEqual({ actor: { userId, name: 'laptop', role: 'operator', grants: null }, keyId: id, lockKey: null, authenticatedBy: 'KEY', expiresAt: null, epoch: null });
    for (const wrong of [null, '', id, `${id}.`, `${text}x`, text.slice(0, -1), `${id}.${SECRET}`, `X${text}`, text.toUpperCase(), text.repeat(50)]) expect(await auth.identifyKey(wrong)).toBeNull();
  });

  test('is stored as a hash only', async () => {
    const { text } = await createKey(db, { role: 'viewer', label: 'hashed' });
    const rows = await db.query<{ row: string }>({ name: 'test_dump', text: 'SELECT access_key::text AS row FROM access_key' }, []);
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(text.split('.')[1]);
  });

  test('is refused within the promised time once revoked, in a server that has just used it', async () => {
    const { id, text } = await createKey(db, { role: 'operator', label: 'lost phone' });
    const auth = keysMode();
    const principal = await auth.identifyKey(text);
    expect(await auth.isCurrent(principal!)).toBe(true);
    await revokeKey(db, id);
    await revokeKey(db, id);
    auth.tick(KEY_TTL_MS);
    expect(await auth.identifyKey(text)).toBeNull();
    expect(await auth.isCurrent(principal!)).toBe(false);
    expect(KEY_TTL_MS).toBeLessThanOrEqual(5_000);
  });

  test('works at once although the same text was refused a moment ago', async () => {
    const auth = keysMode();
    const text = `GIVEN-0001.${SECRET}`;
    expect(await auth.identifyKey(text)).toBeNull();
    await ensureGivenKey(db, { text, role: 'operator', user: 'given', setting: 'X' });
    expect((await auth.identifyKey(text))?.actor.role).toBe('operator');
  });

  test('never gives more than its user may, also when the user loses rights later', async () => {
    const { text } = await createKey(db, { role: 'operator', label: 'demoted' });
    const auth = keysMode();
    const before = await auth.identifyKey(text);
    expect(before?.actor.role).toBe('operator');
    await db.query({ name: 'test_demote', text: `UPDATE "user" SET role = 'viewer' WHERE name = 'demoted'` }, []);
    auth.tick(KEY_TTL_MS);
    expect((await auth.identifyKey(text))?.actor.role).toBe('viewer');
    expect(await auth.isCurrent(before!)).toBe(false);
    await expect(createKey(db, { role: 'admin', label: 'more', user: 'demoted' })).rejects.toThrow(/does not cover admin/);
  });

  test('has its use written down once a minute, not at each call', async () => {
    const { id, text } = await createKey(db, { role: 'viewer', label: 'busy' });
    const auth = keysMode();
    const used = async (): Promise<Date | null> => (await listKeys(db)).find((key) => key.id === id)!.lastUsedAt;
    expect(await used()).toBeNull();
    await auth.identifyKey(text);
    const first = await used();
    expect(first).toBeInstanceOf(Date);
    auth.tick(KEY_TTL_MS);
    await auth.identifyKey(text);
    expect(await used()).toEqual(first);
    await db.query({ name: 'test_age', text: `UPDATE access_key SET last_used_at = now() - interval '61 seconds' WHERE id = $1` }, [id]);
    auth.tick(KEY_TTL_MS);
    await auth.identifyKey(text);
    expect((await used())!.getTime()).toBeGreaterThanOrEqual(first!.getTime());
  });

  test.each([['', 'label'], [' x', 'label'], ['x'.repeat(65), 'label'], ['a\0b', 'label'], ['a\nb', 'label']])('is not made with the label %j', async (label, field) => {
    await expect(createKey(db, { role: 'viewer', label })).rejects.toMatchObject({ code: 'INVALID', path: [field] });
  });

  test('of a role that does not exist is refused with the list of roles', () => {
    expect(() => parseRole('root')).toThrow(/viewer, operator, admin, runner, tms/);
  });

  test('that does not exist cannot be revoked', async () => {
    await expect(revokeKey(db, 'NOBODY')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('in open mode everybody is the user local, and yet a key is needed where a key is asked for', async () => {
  const open = createAuthenticator({ mode: 'open', db, local: LOCAL });
  const { text } = await createKey(db, { role: 'runner', label: 'open runner', user: 'runners' });
  for (const authorization of [undefined, 'nonsense', `Bearer ${text}`]) expect(await open.identify(credentialsOf({ headers: { authorization } }))).toMatchObject({ actor: LOCAL, keyId: null, authenticatedBy: 'OPEN', expiresAt: null });
  for (const presented of [null, 'nonsense', `${text}x`]) expect(await open.identifyKey(presented)).toBeNull();
  expect((await open.identifyKey(text))?.actor.role).toBe('runner');
});

describe('at the start of a server', () => {
  test('an admin key is made only when there is none that works, also when many servers start at once', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => ensureSomeAdminKey(db)));
    const texts = made.filter((text) => text !== null);
    expect(texts).toHaveLength(1);
    const admin = await keysMode().identifyKey(texts[0]!);
    expect(admin?.actor).toMatchObject({ name: 'admin', role: 'admin' });
    await revokeKey(db, admin!.keyId!);
    expect(await ensureSomeAdminKey(db)).not.toBeNull();
  });

  test('an admin with a password is a way in, and no key is made beside it', async () => {
    await using ground = await AuthGround.open();
    await createUser(ground.db, { name: 'head', role: 'admin', everywhere: true, password: null });
    await ground.sql(`UPDATE "user" SET password_hash = 'of some password' WHERE name = 'head'`);
    expect(await ensureSomeAdminKey(ground.db)).toBeNull();
  });

  test.each(['role', 'disabled', 'granted'])('keys work although the names of their users are taken by somebody who could not use them: %s', async (how) => {
    await using ground = await AuthGround.open();
    for (const name of ['admin', 'runner']) await createUser(ground.db, { name, role: how === 'role' ? 'viewer' : name === 'admin' ? 'admin' : 'runner', everywhere: how !== 'granted', password: null });
    if (how === 'disabled') for (const name of ['admin', 'runner']) await changeDisabled(ground.db, name, true);
    const auth = ground.authenticator();
    const roleOf = async (text: string | null): Promise<unknown> => (await auth.identifyKey(text))?.actor;
    expect(await roleOf(await ensureSomeAdminKey(ground.db))).toMatchObject({ name: 'admin-2', role: 'admin', grants: null });
    expect(await ensureSomeAdminKey(ground.db)).toBeNull();
    expect(await roleOf(await ensureOwnRunnerKey(ground.db, { present: null, label: 'embedded' }))).toMatchObject({ name: 'runner-2', role: 'runner' });
    await ensureGivenKey(ground.db, { text: `GIVEN-1.${SECRET}`, role: 'admin', user: 'admin', setting: 'SWITCHYARD_ADMIN_KEY' });
    expect(await roleOf(`GIVEN-1.${SECRET}`)).toMatchObject({ name: 'admin-2', role: 'admin', grants: null });
  });

  test('a configured key works, may be given another secret, and is refused when it was revoked or has another role', async () => {
    const given = { text: `CONFIGURED-1.${SECRET}`, role: 'admin', user: 'admin', setting: 'SWITCHYARD_ADMIN_KEY' } as const;
    await Promise.all([ensureGivenKey(db, given), ensureGivenKey(db, given)]);
    const rotated = { ...given, text: `CONFIGURED-1.${SECRET}new` };
    await ensureGivenKey(db, rotated);
    expect(await keysMode().identifyKey(given.text)).toBeNull();
    expect((await keysMode().identifyKey(rotated.text))?.actor.role).toBe('admin');
    await expect(ensureGivenKey(db, { ...rotated, role: 'runner', user: 'runner' })).rejects.toThrow(/exists with the role admin, not runner/);
    await revokeKey(db, 'CONFIGURED-1');
    await expect(ensureGivenKey(db, rotated)).rejects.toBeInstanceOf(DomainError);
    expect(await keysMode().identifyKey(rotated.text)).toBeNull();
  });

  test('the runner key of an earlier start is used again while it works in this database, else replaced', async () => {
    const first = await ensureOwnRunnerKey(db, { present: null, label: 'embedded' });
    expect((await keysMode().identifyKey(first))?.actor).toMatchObject({ name: 'runner', role: 'runner' });
    expect(await ensureOwnRunnerKey(db, { present: first, label: 'embedded' })).toBe(first);
    for (const present of ['garbage', `${first}x`, `ELSEWHERE.${SECRET}`]) expect(await ensureOwnRunnerKey(db, { present, label: 'embedded' })).not.toBe(first);
    await revokeKey(db, first.split('.')[0]!);
    expect(await ensureOwnRunnerKey(db, { present: first, label: 'embedded' })).not.toBe(first);
  });
});
