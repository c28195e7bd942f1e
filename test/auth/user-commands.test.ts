// Users and grants from the command line and from the statements behind it, on a real database.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import { KEY_TTL_MS } from '../../src/auth/authenticator.ts';
import { addGrant, createUser } from '../../src/auth/user.service.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { grantOf, MAX_GRANTS, MAX_USER_NAME, passwordOf, userNameOf } from '../../src/domain/user.ts';
import { UsageError } from '../../src/server/cli/cli-command.ts';
import { grantAction } from '../../src/server/cli/grant.command.ts';
import { keyAction } from '../../src/server/cli/key.command.ts';
import { userAction } from '../../src/server/cli/user.command.ts';
import { disableUser, listedUser, listUserRows, updateUser } from '../../src/store/auth/user-admin.store.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { AuthGround, basic, bearer } from './auth-ground.ts';

let ground: AuthGround;
beforeAll(async () => { ground = await AuthGround.open(); });
afterAll(() => ground[Symbol.asyncDispose]());

/** Runs one command as the command line would, and gives what it writes. */
async function run(args: readonly string[], input = ''): Promise<string> {
  const [noun, ...rest] = args;
  let written = '';
  const io = { out: (text: string) => { written += text; }, err: () => undefined, line: () => Promise.resolve(input) };
  await { user: userAction, grant: grantAction, key: keyAction }[noun as 'user' | 'grant' | 'key'](rest)(ground.db, io);
  return written;
}

test('a user is made with a password, granted a project, given a key, disabled and enabled, and every server obeys within the promised time', async () => {
  const auth = ground.authenticator();
  expect(await run(['user', 'create', 'clara', '--role', 'operator', '--password'], 'correct horse')).toBe('made clara, operator everywhere\n');
  expect((await auth.by(basic('clara', 'correct horse')))?.actor.grants).toBeNull();
  expect(await run(['grant', 'add', 'clara', '/lab', '--role', 'viewer'])).toBe('clara is viewer in /lab\n');
  const key = (await run(['key', 'create', '--role', 'operator', '--user', 'clara'])).trim();
  expect((await auth.by(bearer(key)))!.actor).toMatchObject({ name: 'clara', role: 'operator', grants: [{ path: '/lab', role: 'viewer' }] });
  expect(await run(['grant', 'list', 'clara'])).toBe('path  role\n/lab  viewer\n');
  expect(await run(['user', 'list'])).toMatch(/^name +role +where +password +disabled\nclara +operator +granted +yes +-\n/);
  expect(await run(['user', 'disable', 'clara'])).toBe('disabled clara\n');
  auth.tick(KEY_TTL_MS);
  expect([await auth.by(bearer(key)), await auth.by(basic('clara', 'correct horse'))]).toEqual([null, null]);
  await run(['user', 'enable', 'clara']);
  await run(['grant', 'remove', 'clara', '/lab']);
  await run(['user', 'password', 'clara', '--remove']);
  auth.tick(KEY_TTL_MS);
  expect((await auth.by(bearer(key)))!.actor.grants).toEqual([]);
  expect(await auth.by(basic('clara', 'correct horse'))).toBeNull();
});

describe('is refused with a reason:', () => {
  const wrong: [string[], object | RegExp | typeof UsageError][] = [
    [['user'], UsageError], [['user', 'delete', 'x'], UsageError], [['user', 'create', 'x'], UsageError], [['user', 'create', '--role', 'viewer'], UsageError], [['user', 'create', 'a', 'b', '--role', 'viewer'], UsageError],
    [['user', 'password'], UsageError], [['user', 'disable'], UsageError], [['grant'], UsageError], [['grant', 'give'], UsageError], [['grant', 'add', 'x'], UsageError], [['grant', 'add', 'x', '/'], UsageError], [['key', 'create', '--role', 'viewer'], UsageError],
    [['user', 'create', 'x', '--role', 'king'], /choose one of viewer/], [['grant', 'add', 'x', 'lab', '--role', 'viewer'], /no path of a project/], [['grant', 'add', 'x', '/lab', '--role', 'runner'], /no role of people/],
    [['user', 'create', 'a:b', '--role', 'viewer'], /colon/], [['user', 'create', 'short', '--role', 'viewer', '--password'], /8 to 256/],
    [['user', 'disable', 'nobody'], /no user "nobody"/], [['user', 'password', 'nobody', '--remove'], /no user "nobody"/], [['grant', 'add', 'nobody', '/', '--role', 'viewer'], /no user "nobody"/], [['grant', 'list', 'nobody'], /no user "nobody"/], [['grant', 'remove', 'nobody', '/'], /no user "nobody"/],
  ];
  test.each(wrong)('%j', async (args, reason) => {
    await expect((async () => await run(args, 'short'))()).rejects.toThrow(reason as RegExp);
  });

  test('a name that is taken, and a grant that is not there', async () => {
    await createUser(ground.db, { name: 'twice', role: 'viewer', everywhere: true, password: null });
    await expect(run(['user', 'create', 'twice', '--role', 'admin'])).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(run(['grant', 'remove', 'twice', '/lab'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('one user has so many grants and no more, also when several are given at once; each path once', async () => {
  const { id } = await createUser(ground.db, { name: 'granted', role: 'operator', everywhere: true, password: null });
  await ground.sql(`INSERT INTO "grant" (user_id, path, role) SELECT $1, '/p' || n, 'viewer' FROM generate_series(1, ${MAX_GRANTS - 2}) n`, [id]);
  const added = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => addGrant(ground.db, 'granted', { path: `/new${n}`, role: 'viewer' })));
  expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  for (const one of added) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  await addGrant(ground.db, 'granted', { path: '/p1', role: 'operator' });
  expect(await ground.sql('SELECT count(*)::int AS n, count(*) FILTER (WHERE role = $2)::int AS operators FROM "grant" WHERE user_id = $1', [id, 'operator'])).toEqual([{ n: MAX_GRANTS, operators: 1 }]);
});

test('users are listed page by page in the order of their names, and changed one by one', async () => {
  for (const name of ['page c', 'page a', 'page b']) await createKey(ground.db, { role: 'viewer', label: name });
  const names = async (after: string | null, limit: number): Promise<string[]> => (await listUserRows(ground.db, { after, limit })).map(({ name }) => name);
  const all = await names(null, 1_000);
  const at = all.indexOf('page a');
  expect(all.slice(at, at + 3)).toEqual(['page a', 'page b', 'page c']);
  expect([await names('page a', 2), await names(all.at(-1)!, 5)]).toEqual([['page b', 'page c'], []]);
  const [{ id }] = (await ground.sql<{ id: string }>(`SELECT id FROM "user" WHERE name = 'page a'`)) as [{ id: string }];
  expect([await updateUser(ground.db, { id, role: 'admin', everywhere: null }), await disableUser(ground.db, id, true)]).toEqual([true, true]);
  expect(await listedUser(ground.db, id)).toMatchObject({ name: 'page a', role: 'admin', everywhere: true, hasPassword: false, isForeign: false, disabledAt: expect.any(Date) as Date });
  expect([await updateUser(ground.db, { id: uuidv7(), role: 'admin', everywhere: null }), await listedUser(ground.db, uuidv7())]).toEqual([false, null]);
});

describe('names, passwords and paths from outside', () => {
  const text = fc.string({ unit: 'binary', maxLength: 80 });
  const judged = <T>(check: () => T): T | 'refused' => {
    try {
      return check();
    } catch (error) {
      if (error instanceof DomainError && error.code === 'INVALID') return 'refused';
      throw error;
    }
  };

  test('are taken as they are or refused as INVALID; what is taken can be presented and stored', () => {
    fc.assert(fc.property(text, (given) => {
      const name = judged(() => userNameOf(given));
      if (name !== 'refused') expect([name, name.trim(), name.includes(':'), name.length <= MAX_USER_NAME]).toEqual([given, given, false, true]);
      const password = judged(() => passwordOf(given));
      if (password !== 'refused') expect(/\p{Cc}/u.test(password)).toBe(false);
      const grant = judged(() => grantOf({ path: given, role: 'viewer' }));
      if (grant !== 'refused') expect(grant.path).toMatch(/^\//);
    }), { numRuns: 200 });
  });

  test.each(['/', '/lab', '/lab/cells', '/Lab 2/ä', '/a.b-c_d'])('the path %j is one', (path) => expect(grantOf({ path, role: 'admin' })).toEqual({ path, role: 'admin' }));
});

test('what the command line changes is in the audit with its effect, and what it could not change is not', async () => {
  await using fresh = await AuthGround.open();
  const at = async (args: readonly string[], input = ''): Promise<string> => {
    const [noun, ...rest] = args;
    let written = '';
    const io = { out: (text: string) => { written += text; }, err: () => undefined, line: () => Promise.resolve(input) };
    await { user: userAction, grant: grantAction, key: keyAction }[noun as 'user' | 'grant' | 'key'](rest)(fresh.db, io);
    return written;
  };
  await at(['user', 'create', 'vera', '--role', 'operator', '--password'], 'a secret of hers');
  await at(['user', 'password', 'vera'], 'another secret');
  await at(['user', 'disable', 'vera']);
  await at(['user', 'enable', 'vera']);
  await at(['grant', 'add', 'vera', '/lab', '--role', 'viewer']);
  await at(['grant', 'remove', 'vera', '/lab']);
  const [keyId, secret] = (await at(['key', 'create', '--role', 'viewer', '--user', 'vera'])).trim().split('.') as [string, string];
  await at(['key', 'revoke', keyId]);
  await expect(at(['user', 'create', 'vera', '--role', 'admin'])).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  await expect(at(['grant', 'remove', 'vera', '/lab'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const [vera, local] = (await fresh.sql<{ id: string }>(`SELECT id FROM "user" ORDER BY name DESC`)).map(({ id }) => id);
  const entries = await fresh.sql<object>('SELECT action, target_kind, target_id, outcome, actor_id, actor_name, transport FROM audit_entry ORDER BY at, id');
  const expected = (action: string, target_kind = 'USER', target_id = vera): object => ({ action, target_kind, target_id, outcome: 'ACCEPTED', actor_id: local, actor_name: 'local', transport: 'COMMAND_LINE' });
  expect(entries).toEqual([...['createUser', 'setPassword', 'updateUser', 'updateUser', 'putGrant', 'removeGrant'].map((action) => expected(action)), expected('createAccessKey', 'ACCESS_KEY', keyId), expected('revokeAccessKey', 'ACCESS_KEY', keyId)]);
  const kept = JSON.stringify(await fresh.sql('SELECT * FROM audit_entry'));
  for (const hidden of ['a secret of hers', 'another secret', secret]) expect(kept).not.toContain(hidden);
});
