// Access through the API: the audit, locks, users with their grants, keys and passwords.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPassword } from '../../src/auth/password/password-hash.ts';
import { hashSecret, parseKey } from '../../src/auth/secret.ts';
import type { Actor } from '../../src/domain/access.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { lockKeyHash } from '../../src/engine/access/lock-key.ts';
import { type GraphqlGround, type Shown, graphqlGround } from './graphql-ground.ts';
import { newTask } from './graphql-work.ts';

let ground: GraphqlGround;
beforeAll(async () => { ground = await graphqlGround(); });
afterAll(() => ground?.close());

const USER = 'user { id name role everywhere hasPassword disabledAt grants { path role } }';
let names = 0;

async function newUser(input: object = {}): Promise<Shown> {
  return (await ground.command('createUser', { name: `user ${++names}`, role: 'OPERATOR', ...input }, USER)).user;
}

function rows(text: string, values: unknown[] = []): Promise<Shown[]> {
  return ground.engine.db.query<Shown>({ name: '', text }, values);
}

async function entries(filter: object): Promise<Shown[]> {
  const answer = await ground.ask('query($filter: AuditFilter) { auditEntries(filter: $filter) { totalCount nodes { at actorName action outcome code reason requestId transport attempts target { kind id } project { path } } } }', { filter });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.auditEntries.nodes;
}

test('the audit shows what was done to a task with the ids that clients hold, and what was denied before the engine was asked', async () => {
  const taskId = await newTask(ground, { name: 'watched' });
  await ground.command('enqueueTask', { taskId, requestId: 'mine' }, 'task { id }');
  const denied = await ground.ask('mutation($input: AbortTaskInput!) { abortTask(input: $input) { outcome } }', { input: { taskId, reason: 'because' } }, 'viewer');
  expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(await entries({ target: taskId })).toMatchObject([
    { action: 'abortTask', outcome: 'DENIED', code: 'FORBIDDEN', reason: 'because', target: { kind: 'TASK', id: taskId }, project: null },
    { action: 'enqueueTask', outcome: 'ACCEPTED', requestId: 'mine', target: { kind: 'TASK', id: taskId }, project: { path: '/' }, attempts: 1 },
    { action: 'createTask', outcome: 'ACCEPTED', target: { kind: 'TASK', id: taskId } },
  ]);
  expect(await entries({ action: 'abortTask', outcome: 'DENIED', actor: ground.admin.userId, since: '2020-01-01T00:00:00Z' })).toHaveLength(1);
  expect((await ground.ask('{ auditEntries { totalCount } }', {}, 'operator')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await ground.ask('{ auditEntries(filter: { actor: "nobody" }) { totalCount } }')).errors?.[0]?.extensions).toMatchObject({ code: 'INVALID' });
});

test('a mutation that the engine denies is in the audit once', async () => {
  const before = (await entries({ action: 'createQueue', outcome: 'DENIED' })).length;
  await ground.ask('mutation { createQueue(input: { name: "no", accepts: [COMMAND] }) { outcome } }', {}, 'viewer');
  expect(await entries({ action: 'createQueue', outcome: 'DENIED' })).toHaveLength(before + 1);
});

test('a lock made by the server shows its key once, keeps others out with who and why, and is released with the key', async () => {
  const { queue } = await ground.command('createQueue', { name: 'locked', accepts: ['COMMAND'] }, 'queue { id }');
  const input = { scope: { kind: 'QUEUE', queueId: queue.id }, note: 'calibration', requestId: 'lock it' };
  const SHOWN = 'lock { id kind note holderName until queue { name } deckName projectPath } key';
  const made = await ground.command('acquireLock', input, SHOWN);
  expect(made).toMatchObject({ outcome: 'ACCEPTED', lock: { kind: 'QUEUE', note: 'calibration', holderName: 'local', until: null, queue: { name: 'locked' }, deckName: null, projectPath: null }, key: expect.stringMatching(/^\S{20,}$/) });
  expect(await ground.command('acquireLock', input, SHOWN)).toMatchObject({ outcome: 'ACCEPTED', lock: made.lock, key: null });
  const paused = () => ground.command('pauseQueue', { queueId: queue.id }, 'queue { state }');
  expect(await paused()).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'LOCKED', message: expect.stringContaining('local has locked the queue locked since') }] });
  expect((await ground.ask('{ locks { id kind queue { id } } }', {}, 'viewer')).data.locks).toEqual([{ id: made.lock.id, kind: 'QUEUE', queue: { id: queue.id } }]);
  expect(await ground.command('releaseLock', { id: made.lock.id }, 'lock { id }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'LOCKED' }] });
  expect(await ground.command('releaseLock', { id: 'nonsense', key: made.key }, 'lock { id }')).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }] });
  expect(await ground.command('releaseLock', { id: made.lock.id, key: made.key }, 'lock { id }')).toMatchObject({ outcome: 'ACCEPTED', lock: null });
  expect(await paused()).toMatchObject({ outcome: 'ACCEPTED' });
  const kept = await rows('SELECT (SELECT coalesce(string_agg(a::text, $1), $1) FROM audit_entry a) || (SELECT coalesce(string_agg(r::text, $1), $1) FROM request r) AS all', ['\n']);
  for (const secret of [made.key, lockKeyHash(made.key)]) expect(kept[0].all).not.toContain(secret);
});

test('what a lock cannot be asked for points at its place', async () => {
  const places = async (input: object) => (await ground.command('acquireLock', { scope: { kind: 'EVERYTHING' }, ...input }, 'lock { id }')).userErrors.map(({ path }: Shown) => path.join('.'));
  expect(await places({ scope: { kind: 'QUEUE' } })).toEqual(['input.scope.queueId']);
  expect(await places({ scope: { kind: 'DECK', deck: 'none' } })).toEqual(['input.scope.deck']);
  expect(await places({ scope: { kind: 'EVERYTHING', deck: 'none' } })).toEqual(['input.scope.deck']);
  expect(await places({ key: 'short' })).toEqual(['input.key']);
  expect(await places({ note: 'x'.repeat(501) })).toEqual(['input.note']);
  expect(await places({ expiresInSeconds: 0 })).toEqual(['input.expiresInSeconds']);
});

test('users are made, changed, disabled and listed by name; a password is nowhere but in its hash', async () => {
  const user = await newUser({ password: 'correct horse', everywhere: false });
  expect(user).toMatchObject({ role: 'OPERATOR', everywhere: false, hasPassword: true, disabledAt: null, grants: [] });
  const [{ hash }] = await rows('SELECT password_hash AS hash FROM "user" WHERE id = $1', [user.id]);
  expect(await isPassword('correct horse', hash)).toBe(true);
  expect(await ground.command('createUser', { name: user.name, role: 'VIEWER' }, USER)).toMatchObject({ userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }] });
  expect(await ground.command('createUser', { name: 'x', role: 'VIEWER', password: 'short' }, USER)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'password'] }] });
  expect(await ground.command('putGrant', { userId: user.id, path: '/a', role: 'VIEWER' }, USER)).toMatchObject({ outcome: 'ACCEPTED', user: { grants: [{ path: '/a', role: 'VIEWER' }] } });
  expect(await ground.command('putGrant', { userId: user.id, path: '/a', role: 'VIEWER' }, USER)).toMatchObject({ outcome: 'NOOP' });
  expect(await ground.command('putGrant', { userId: user.id, path: 'a', role: 'VIEWER' }, USER)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'path'] }] });
  expect(await ground.command('removeGrant', { userId: user.id, path: '/a' }, USER)).toMatchObject({ outcome: 'ACCEPTED', user: { grants: [], everywhere: false } });
  expect(await ground.command('updateUser', { userId: user.id, disabled: true, role: 'ADMIN' }, USER)).toMatchObject({ user: { role: 'ADMIN', disabledAt: expect.any(String) } });
  expect(await ground.command('updateUser', { userId: user.id, disabled: true }, USER)).toMatchObject({ outcome: 'NOOP' });
  expect(await ground.command('updateUser', { userId: user.id, disabled: false, everywhere: true, role: 'OPERATOR' }, USER)).toMatchObject({ user: { disabledAt: null, everywhere: true, role: 'OPERATOR' } });
  expect(await ground.command('setPassword', { userId: user.id }, USER)).toMatchObject({ user: { hasPassword: false } });
  const first = (await ground.ask('{ users(first: 2) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } }')).data.users;
  const rest = (await ground.ask('query($after: String) { users(after: $after) { nodes { name } } }', { after: first.pageInfo.endCursor })).data.users;
  const all = [...first.nodes, ...rest.nodes].map(({ name }: Shown) => name);
  expect(all).toEqual((await rows('SELECT name FROM "user" ORDER BY name')).map(({ name }) => name));
  expect(all).toHaveLength(first.totalCount);
  expect((await ground.ask('{ users { totalCount } }', {}, 'operator')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

test('a key is shown once, has at most the role of whoever makes it, and is revoked by its user or an admin', async () => {
  const create = async (input: object) => ground.command('createAccessKey', { label: 'a key', role: 'VIEWER', ...input }, 'accessKey { id label role revokedAt } key');
  const made = await create({ requestId: 'a key' });
  expect(made).toMatchObject({ outcome: 'ACCEPTED', accessKey: { label: 'a key', role: 'VIEWER', revokedAt: null } });
  const { id, secret } = parseKey(made.key)!;
  expect(id).toBe(made.accessKey.id);
  expect(await rows('SELECT secret_hash AS hash, user_id AS owner FROM access_key WHERE id = $1', [id])).toEqual([{ hash: hashSecret(secret), owner: ground.admin.userId }]);
  expect(await create({ requestId: 'a key' })).toMatchObject({ outcome: 'ACCEPTED', accessKey: { id }, key: null, message: expect.stringContaining('stored nowhere') });
  const asViewer = await ground.ask('mutation { createAccessKey(input: { label: "more", role: OPERATOR }) { outcome } }', {}, 'viewer');
  expect(asViewer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const other = await newUser();
  expect(await create({ userId: other.id, role: 'ADMIN' })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'role'] }] });
  const theirs = await create({ userId: other.id, role: 'OPERATOR' });
  const revoke = 'mutation($keyId: ID!) { revokeAccessKey(input: { keyId: $keyId, reason: "lost" }) { outcome userErrors { code } accessKey { revokedAt } } }';
  expect((await ground.ask(revoke, { keyId: theirs.accessKey.id }, 'operator')).data.revokeAccessKey.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  expect((await ground.ask(revoke, { keyId: theirs.accessKey.id })).data.revokeAccessKey).toMatchObject({ outcome: 'ACCEPTED', accessKey: { revokedAt: expect.any(String) } });
  const greater = await create({ role: 'OPERATOR' });
  expect((await ground.ask(revoke, { keyId: greater.accessKey.id }, 'viewer')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await ground.ask(revoke, { keyId: greater.accessKey.id }, 'operator')).data.revokeAccessKey.outcome).toBe('ACCEPTED');
  expect((await ground.ask(revoke, { keyId: id }, 'viewer')).data.revokeAccessKey.outcome).toBe('ACCEPTED');
  expect((await ground.ask(revoke, { keyId: id })).data.revokeAccessKey.outcome).toBe('NOOP');
  expect((await ground.ask('query($userId: ID) { accessKeys(userId: $userId) { id role } }', { userId: other.id })).data.accessKeys).toEqual([{ id: theirs.accessKey.id, role: 'OPERATOR' }]);
  expect((await ground.ask('query($userId: ID) { accessKeys(userId: $userId) { id } }', { userId: other.id }, 'operator')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(await entries({ target: theirs.accessKey.id })).toMatchObject([{ action: 'revokeAccessKey', outcome: 'ACCEPTED', reason: 'lost', target: { kind: 'ACCESS_KEY' } }, { action: 'createAccessKey' }]);
  const kept = await rows('SELECT (SELECT string_agg(a::text, $1) FROM audit_entry a) || (SELECT string_agg(r::text, $1) FROM request r) AS all', ['\n']);
  for (const hidden of [secret, hashSecret(secret)]) expect(kept[0].all).not.toContain(hidden);
});

test('one changes the own password with the old one, which ends the own sessions, and guesses are counted', async () => {
  await ground.command('setPassword', { userId: ground.admin.userId, password: 'the first one' }, USER);
  await rows(`INSERT INTO web_session (id, user_id, role_cap, epoch, expires_at) SELECT 's1', id, 'viewer', token_epoch, now() + interval '1 hour' FROM "user" WHERE id = $1`, [ground.admin.userId]);
  const change = 'mutation($input: ChangePasswordInput!) { changePassword(input: $input) { outcome userErrors { code path } user { hasPassword } } }';
  expect((await ground.ask(change, { input: { oldPassword: 'a wrong one', newPassword: 'the second one' } }, 'viewer')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await ground.ask(change, { input: { oldPassword: 'the first one', newPassword: 'short' } }, 'viewer')).data.changePassword.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'newPassword'] }]);
  const [{ epoch }] = await rows('SELECT token_epoch AS epoch FROM "user" WHERE id = $1', [ground.admin.userId]);
  expect((await ground.ask(change, { input: { oldPassword: 'the first one', newPassword: 'the second one', requestId: 'sent twice' } }, 'viewer')).data.changePassword).toMatchObject({ outcome: 'ACCEPTED', user: { hasPassword: true } });
  expect((await ground.ask(change, { input: { oldPassword: 'the first one', newPassword: 'the second one', requestId: 'sent twice' } }, 'viewer')).data.changePassword).toMatchObject({ outcome: 'ACCEPTED' });
  expect(await rows('SELECT token_epoch AS epoch FROM "user" WHERE id = $1', [ground.admin.userId])).toEqual([{ epoch: epoch + 1 }]);
  expect((await ground.ask('{ sessions { id role revokedAt } }', {}, 'viewer')).data.sessions).toEqual([{ id: 's1', role: 'VIEWER', revokedAt: null }]);
  expect((await ground.ask('mutation { revokeSession(input: { sessionId: "s1" }) { outcome session { revokedAt } } }', {}, 'viewer')).data.revokeSession).toMatchObject({ outcome: 'ACCEPTED', session: { revokedAt: expect.any(String) } });
  await rows(`INSERT INTO web_session (id, user_id, role_cap, epoch, expires_at) SELECT 's2', id, 'operator', token_epoch, now() + interval '1 hour' FROM "user" WHERE id = $1`, [ground.admin.userId]);
  expect((await ground.ask('mutation { revokeSession(input: { sessionId: "s2" }) { outcome } }', {}, 'viewer')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const again = 'mutation { revokeSession(input: { sessionId: "s1" }) { outcome session { revokedAt } } }';
  expect((await ground.ask(again, {}, 'viewer')).data.revokeSession).toMatchObject({ outcome: 'NOOP', session: { revokedAt: expect.any(String) } });
  const denied = await entries({ action: 'changePassword', outcome: 'DENIED' });
  expect(denied).toHaveLength(1);
});

test('the last way to manage users cannot be taken away, however it is tried', async () => {
  const { userId }: Actor = ground.admin;
  await rows(`UPDATE access_key SET revoked_at = coalesce(revoked_at, now())`);
  await rows(`UPDATE "user" SET password_hash = NULL`);
  const key = await ground.command('createAccessKey', { label: 'the only one', role: 'ADMIN' }, 'accessKey { id }');
  await rows(`WITH made AS (INSERT INTO "user" (id, name, role, subject) VALUES ($1, 'oidc:guest', 'admin', 'https://provider.example guest') RETURNING id)
    INSERT INTO access_key (id, secret_hash, user_id, label, role_cap) SELECT 'OF-A-GUEST', '', id, 'of a guest', 'admin' FROM made`, [uuidv7()]);
  const LAST = { outcome: 'REFUSED', userErrors: [{ code: 'LAST_ADMIN' }] };
  const takes: [string, object][] = [['updateUser', { userId, role: 'OPERATOR' }], ['updateUser', { userId, disabled: true }], ['updateUser', { userId, everywhere: false }], ['putGrant', { userId, path: '/', role: 'ADMIN' }]];
  for (const [name, input] of takes) expect(await ground.command(name, input, USER), name).toMatchObject(LAST);
  expect(await ground.command('revokeAccessKey', { keyId: key.accessKey.id }, 'accessKey { id }')).toMatchObject(LAST);
  await ground.command('setPassword', { userId, password: 'another way in' }, USER);
  expect(await ground.command('revokeAccessKey', { keyId: key.accessKey.id }, 'accessKey { id }')).toMatchObject({ outcome: 'ACCEPTED' });
  expect(await ground.command('setPassword', { userId }, USER)).toMatchObject(LAST);
  const other = await newUser({ role: 'ADMIN', password: 'somebody else' });
  // Two at once that take one of the last two each: one of them is refused.
  const both = await Promise.all([userId, other.id].map((id) => ground.command('setPassword', { userId: id }, USER)));
  expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['ACCEPTED', 'REFUSED']);
});
