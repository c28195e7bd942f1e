// Who calls, in the mode in which that is asked: keys, tokens, cookies, roles, and acting for others.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { KEY_TTL_MS } from '../../src/auth/authenticator.ts';
import { openOwnTokens } from '../../src/auth/token/own-tokens.ts';
import { signClearmlToken } from '../../src/auth/token/clearml-token.ts';
import { addGrant, changeDisabled, createUser } from '../../src/auth/user.service.ts';
import { ROLES, type Role } from '../../src/domain/access.ts';
import { wireId } from '../../src/api/rest/clearml/wire-id.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';
import { asBasic, rawCall, type RawCallAnswer } from './raw-call.ts';

let ground: ClearmlGround;
let keys: Record<Role, { readonly id: string; readonly text: string; readonly userId: string }>;
beforeAll(async () => {
  ground = await ClearmlGround.open({}, { mode: 'keys' });
  const { db } = ground.bench.engine;
  keys = Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, await createKey(db, { role, label: `the ${role}` })] as const))) as typeof keys;
});
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, input: object = {}): Promise<RawCallAnswer> => rawCall(`${ground.url}${path}`, { headers, body: JSON.stringify(input) });
const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });
const claimsOf = (token: string): Shown => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
async function tokenOf(headers: Readonly<Record<string, string>>, path = '/auth.login'): Promise<string> {
  const { data, meta } = await ask(path, headers);
  if (meta.result_code !== 200) throw new Error(`no token: ${meta.result_msg}`);
  return data.token;
}

describe('who calls', () => {
  const WHO = '/users.get_current_user';

  test.each([
    ['nothing', {}, '401/20'],
    ['another scheme', { authorization: 'Digest abc' }, '401/10'],
    ['Basic that is no base64', { authorization: 'Basic %%%' }, '401/21'],
    ['Basic without a colon', { authorization: `Basic ${Buffer.from('abc').toString('base64')}` }, '401/21'],
    ['Basic without anything', { authorization: 'Basic' }, '401/21'],
    ['an unknown key', asBasic(`ABCDEFGHIJ0123456789.${'x'.repeat(27)}`), '401/22'],
    ['what is no key of ours', { authorization: `Basic ${Buffer.from('näme:pass:word', 'latin1').toString('base64')}` }, '401/22'],
    ['no token at all', bearer('nonsense'), '401/30'],
    ['a token that nobody signed', bearer('eyJhbGciOiJub25lIn0.eyJ0b2siOiJjbGVhcm1sIn0.'), '401/30'],
    ['a cookie that is no token', { cookie: 'clearml_token_basic=nonsense' }, '401/30'],
    ['an empty cookie', { cookie: 'clearml_token_basic=' }, '401/20'],
  ])('%s is told so', async (_what, headers, codes) => {
    const answer = await ask(WHO, headers);
    expect([answer.codes, answer.status, answer.data]).toEqual([codes, 401, {}]);
    expect(answer.meta.endpoint).toEqual({ name: 'users.get_current_user', requested_version: '2.31', actual_version: '1.0' });
  });

  test('a wrong secret is as wrong as an unknown key, however often it is tried', async () => {
    const wrong = asBasic(`${keys.admin.id}.${'x'.repeat(27)}`);
    for (let n = 0; n < 120; n++) expect((await ask(WHO, wrong)).codes).toBe('401/22');
    expect((await ask(WHO, asBasic(keys.admin.text))).codes).toBe('200/0');
  });

  test('an answer waits until the body before it was taken, so that a client with a dead token hears that and not a cut connection', async () => {
    const body = Buffer.alloc(20 * 1_048_576, 0x20);
    expect((await rawCall(`${ground.url}/users.get_current_user`, { method: 'POST', headers: bearer('a.b.c'), body })).codes).toBe('401/30');
    expect((await rawCall(`${ground.url}/nothing.here`, { body })).codes).toBe('404/0');
  });

  test('a path that is none, and a call that is not there, are told before anybody is asked who it is; a role before the body is read', async () => {
    expect((await ask('/v2.9/nothing')).codes).toBe('400/0');
    expect((await ask('/nothing.here')).codes).toBe('404/0');
    expect((await rawCall(`${ground.url}/auth.create_user`, { headers: asBasic(keys.viewer.text), body: '{' })).codes).toBe('403/20');
    expect((await rawCall(`${ground.url}/auth.create_user`, { headers: asBasic(keys.admin.text), body: '{' })).codes).toBe('400/0');
  });

  test('who has not shown anything may ask what is open to anybody, and nothing else', async () => {
    for (const path of ['/debug.ping', '/server.info', '/auth.fixed_users_mode', '/login.supported_modes']) expect((await ask(path)).codes).toBe('200/0');
    // Not even looked at.
    expect((await ask('/server.info', bearer('nonsense'))).codes).toBe('200/0');
  });

  test('a key works as Basic and as Bearer, a token as Bearer and in a cookie of either name; the header goes before the cookie', async () => {
    const [viewer, operator] = [await tokenOf(asBasic(keys.viewer.text)), await tokenOf(asBasic(keys.operator.text))];
    const cookie = { cookie: `a=b; clearml_token_basic=${viewer}; c=d` };
    const ways: [Record<string, string>, string][] = [
      [asBasic(keys.viewer.text), 'the viewer'], [bearer(keys.viewer.text), 'the viewer'], [bearer(viewer), 'the viewer'], [cookie, 'the viewer'], [{ cookie: `trains_token_basic=${viewer}` }, 'the viewer'],
      [{ ...cookie, ...bearer(operator) }, 'the operator'],
    ];
    for (const [headers, name] of ways) expect((await ask(WHO, headers)).data.user.name).toBe(name);
    expect((await ask(WHO, { ...cookie, authorization: 'Bearer x' })).codes).toBe('401/30');
    expect((await ask(WHO, { cookie: `clearml_token_basic=${viewer}; clearml_token_basic=${operator}` })).codes).toBe('401/30');
  });

  test('a cookie that a page of another site has sent along is nobody', async () => {
    const cookie = { cookie: `clearml_token_basic=${await tokenOf(asBasic(keys.admin.text))}` };
    expect((await ask(WHO, { ...cookie, origin: ground.url, 'sec-fetch-site': 'same-origin' })).codes).toBe('200/0');
    expect((await ask(WHO, { ...cookie, origin: 'https://evil.example' })).codes).toBe('401/20');
    expect((await ask(WHO, { ...cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).codes).toBe('401/20');
    // A page that shows a key has been given one.
    expect((await ask(WHO, { ...asBasic(keys.viewer.text), origin: 'https://ui.example', 'sec-fetch-site': 'cross-site' })).codes).toBe('200/0');
  });
});

describe('tokens', () => {
  test('have the claims that clients decode, and live as long as was asked for', async () => {
    const { data, headers } = await ask('/auth.login?expiration_sec=3600', asBasic(keys.operator.text));
    const claims = claimsOf(data.token);
    expect(claims).toMatchObject({
      identity: { user: wireId(keys.operator.userId), company: expect.stringMatching(/^[0-9a-f]{32}$/) as string, role: 'user', user_name: 'the operator', company_name: 'switchyard' },
      api_version: '2.31', server_version: expect.stringMatching(/^\d+(\.\d+)*$/) as string, server_build: 'ground', feature_set: 'basic',
    });
    expect(claims.exp - claims.iat).toBe(3600);
    expect([claims.aud, claims.iss]).toEqual([undefined, undefined]);
    expect(headers['set-cookie']).toEqual([`clearml_token_basic=${data.token}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax`]);
    const month = claimsOf(await tokenOf(asBasic(keys.operator.text)));
    expect(month.exp - month.iat).toBe(30 * 86_400);
    expect(await Promise.all((['admin', 'viewer'] as const).map(async (role) => claimsOf(await tokenOf(asBasic(keys[role].text))).identity.role))).toEqual(['admin', 'guest']);
  });

  test('are there from version 2.1 on, and not for service roles', async () => {
    expect((await ask('/v1.5/auth.login', asBasic(keys.viewer.text))).codes).toBe('404/0');
    for (const role of ['runner', 'tms'] as const) expect((await ask('/auth.login', asBasic(keys[role].text))).codes).toBe('403/20');
  });

  test('are renewed by themselves, and logging out clears the cookie', async () => {
    const first = await tokenOf(asBasic(keys.viewer.text));
    const second = await tokenOf(bearer(first));
    expect(second).not.toBe(first);
    expect((await ask('/users.get_current_user', bearer(second))).data.user.name).toBe('the viewer');
    expect((await ask('/auth.logout', bearer(second))).headers['set-cookie']).toEqual(['clearml_token_basic=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax']);
  });

  test('that were changed, are over, are signed with anything else, or are of another kind are 401/30', async () => {
    const own = openOwnTokens(ground.bench.engine.db, { issuer: () => ({ url: 'about:blank', audience: 'nobody' }) });
    const token = await tokenOf(asBasic(keys.admin.text));
    const [head, claims] = token.split('.') as [string, string];
    const sign = (payload: object): string => {
      const body = `${head}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
      return `${body}.${createHmac('sha256', 'guessed').update(body).digest('base64url')}`;
    };
    const over = await signClearmlToken(own.sessions, { keyId: keys.admin.id, userId: keys.admin.userId, claims: {}, seconds: 60, now: new Date(Date.now() - 120_000) });
    const keyless = await signClearmlToken(own.sessions, { keyId: null, userId: keys.admin.userId, claims: {}, seconds: 60, now: new Date() });
    for (const bad of [`${head}.${claims}.AAAA`, sign(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), sign({ tok: 'clearml', user: keys.admin.userId, key: keys.admin.id }), over, keyless]) {
      expect((await ask('/users.get_current_user', bearer(bad))).codes).toBe('401/30');
      expect((await ask('/auth.validate_token', asBasic(keys.admin.text), { token: bad })).data).toMatchObject({ valid: false });
    }
    expect((await ask('/auth.validate_token', asBasic(keys.admin.text), { token })).data).toMatchObject({ valid: true, user: wireId(keys.admin.userId) });
    expect((await ask('/auth.validate_token', asBasic(keys.operator.text), { token })).codes).toBe('403/20');
  });

  test('end with their key, and with what their user may, within seconds', async () => {
    const { db } = ground.bench.engine;
    const [revoked, disabled] = await Promise.all([createKey(db, { role: 'viewer', label: 'to be revoked' }), createKey(db, { role: 'viewer', label: 'to be disabled' })]);
    const tokens = await Promise.all([revoked, disabled].map(({ text }) => tokenOf(asBasic(text))));
    expect((await Promise.all(tokens.map((token) => ask('/users.get_current_user', bearer(token))))).map(({ codes }) => codes)).toEqual(['200/0', '200/0']);
    await revokeKey(db, revoked.id);
    await changeDisabled(db, 'to be disabled', true);
    ground.tick(KEY_TTL_MS);
    expect((await Promise.all(tokens.map((token) => ask('/users.get_current_user', bearer(token))))).map(({ codes }) => codes)).toEqual(['401/30', '401/30']);
  });
});

describe('acting for others', () => {
  const as = (userId: string, header = 'x-clearml-impersonate-as'): Record<string, string> => ({ [header]: wireId(userId) });

  test('an admin takes the place of a user, with what that user may; or only the name, with what the admin may', async () => {
    const admin = asBasic(keys.admin.text);
    expect((await ask('/users.get_current_user', { ...admin, ...as(keys.viewer.userId) })).data.user).toMatchObject({ name: 'the viewer', role: 'guest' });
    expect((await ask('/users.get_current_user', { ...admin, ...as(keys.viewer.userId, 'x-trains-act-as') })).data.user).toMatchObject({ name: 'the viewer', role: 'admin' });
    expect((await ask('/auth.create_user', { ...admin, ...as(keys.viewer.userId) }, { name: 'x' })).codes).toBe('403/20');
  });

  test('a token that was asked for in the place of a user is that user\'s, on the key of who asked', async () => {
    const token = await tokenOf({ ...asBasic(keys.admin.text), ...as(keys.operator.userId) });
    expect(claimsOf(token).identity).toMatchObject({ user: wireId(keys.operator.userId), role: 'user' });
    expect((await ask('/users.get_current_user', bearer(token))).data.user.name).toBe('the operator');
    const { data } = await ask('/auth.create_credentials', bearer(token), { label: 'of the operator' });
    const [entry] = await ground.bench.sql<{ actor_name: string; key_id: string }>('SELECT actor_name, key_id FROM audit_entry WHERE target_id = $1', [data.credentials.access_key]);
    expect(entry).toEqual({ actor_name: 'the operator', key_id: keys.admin.id });
  });

  test('both headers at once are 400/5; without the role, or for nobody, 400/6', async () => {
    const both = { ...as(keys.viewer.userId), ...as(keys.viewer.userId, 'x-clearml-act-as') };
    expect((await ask('/users.get_current_user', { ...asBasic(keys.admin.text), ...both })).codes).toBe('400/5');
    expect((await ask('/users.get_current_user', { ...asBasic(keys.operator.text), ...as(keys.viewer.userId) })).codes).toBe('400/6');
    for (const user of ['0'.repeat(32), 'nobody', '__proto__']) expect((await ask('/users.get_current_user', { ...asBasic(keys.admin.text), 'x-clearml-impersonate-as': user })).codes).toBe('400/6');
    await createUser(ground.bench.engine.db, { name: 'asleep', role: 'admin', everywhere: true, password: null });
    await changeDisabled(ground.bench.engine.db, 'asleep', true);
    const [{ id }] = (await ground.bench.sql<{ id: string }>(`SELECT id FROM "user" WHERE name = 'asleep'`)) as [{ id: string }];
    expect((await ask('/users.get_current_user', { ...asBasic(keys.admin.text), ...as(id) })).codes).toBe('400/6');
  });

  test('an admin of some projects acts for nobody', async () => {
    const { db } = ground.bench.engine;
    const { text } = await createKey(db, { role: 'admin', label: 'admin of one' });
    await addGrant(db, 'admin of one', { path: '/one', role: 'admin' });
    expect((await ask('/users.get_current_user', { ...asBasic(text), ...as(keys.viewer.userId) })).codes).toBe('400/6');
  });
});

describe('credentials and users', () => {
  test('credentials are made, listed and revoked; they work at once, with no more than what made them', async () => {
    const viewer = asBasic(keys.viewer.text);
    const { credentials } = (await ask('/auth.create_credentials', viewer, { label: 'mine' })).data;
    expect(credentials).toEqual({ access_key: expect.any(String) as string, secret_key: expect.any(String) as string, label: 'mine' });
    const made = asBasic(`${credentials.access_key}.${credentials.secret_key}`);
    expect((await ask('/users.get_current_user', made)).data.user).toMatchObject({ name: 'the viewer', role: 'guest' });
    const listed = (await ask('/auth.get_credentials', viewer)).data.credentials as Shown[];
    expect(listed.find(({ access_key }) => access_key === credentials.access_key)).toEqual({ access_key: credentials.access_key, label: 'mine', last_used: expect.any(String) as string });
    expect(JSON.stringify(listed)).not.toContain(credentials.secret_key);
    expect((await ask('/auth.revoke_credentials', viewer, { access_key: credentials.access_key })).data).toEqual({ revoked: 1 });
    expect((await ask('/auth.revoke_credentials', viewer, { access_key: credentials.access_key })).data).toEqual({ revoked: 0 });
    expect((await ask('/auth.revoke_credentials', viewer, { access_key: keys.admin.id })).codes).toBe('400/10');
    expect((await ask('/auth.revoke_credentials', viewer)).codes).toBe('400/12');
    expect((await ask('/auth.create_credentials', viewer, { label: 'x'.repeat(65) })).codes).toBe('400/12');
  });

  test('admins make and change users; a name is there once, a role is one of the known ones', async () => {
    const admin = asBasic(keys.admin.text);
    const { id } = (await ask('/auth.create_user', admin, { name: 'Ada', role: 'guest', email: 'ada@lab.example', company: 'any' })).data;
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect((await ask('/users.get_all', admin, { id: [id] })).data.users).toEqual([expect.objectContaining({ id, name: 'Ada', role: 'guest' })]);
    expect((await ask('/auth.edit_user', admin, { user: id, role: 'admin' })).data).toEqual({ updated: 1, fields: { role: 'admin' } });
    expect((await ask('/auth.edit_user', admin, { user: id, role: 'admin' })).data.updated).toBe(0);
    expect((await ask('/auth.edit_user', admin, { user: id })).data).toEqual({ updated: 0, fields: {} });
    expect((await ask('/auth.create_user', admin, { name: 'Ada' })).codes).toBe('400/801');
    expect((await ask('/auth.create_user', admin, { name: 'Bob', role: 'king' })).codes).toBe('400/12');
    expect((await ask('/auth.create_user', admin, { name: '' })).codes).toBe('400/12');
    expect((await ask('/auth.edit_user', admin, { user: '0'.repeat(32), role: 'user' })).codes).toBe('400/301');
    expect((await ask('/auth.edit_user', admin, { user: 'nobody', role: 'user' })).codes).toBe('400/301');
    expect((await ask('/auth.create_user', asBasic(keys.operator.text), { name: 'Eve' })).codes).toBe('403/20');
  });

  test('who manages users sees all of them, page by page; others see themselves', async () => {
    const admin = asBasic(keys.admin.text);
    const all = (await ask('/users.get_all', admin, { order_by: ['name'] })).data.users as Shown[];
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['the admin', 'the viewer']));
    expect((await ask('/users.get_all', admin, { order_by: 'name', page: 1, page_size: 2, only_fields: ['name', 'id'] })).data.users).toEqual(all.slice(2, 4).map(({ id, name }) => ({ id, name })));
    expect((await ask('/users.get_all_ex', admin, { id: wireId(keys.viewer.userId) })).data.users).toEqual([expect.objectContaining({ name: 'the viewer', role: 'guest', company: expect.objectContaining({ id: all[0].company }) as Shown })]);
    expect((await ask('/users.get_all', admin, { name: '^the (viewer|admin)$' })).data.users).toHaveLength(2);
    expect((await ask('/users.get_all', admin, { name: '(' })).codes).toBe('400/21');
    expect((await ask('/users.get_all', admin, { id: ['nobody'] })).data.users).toEqual([]);
    expect((await ask('/users.get_all', asBasic(keys.viewer.text))).data.users.map(({ name }: Shown) => name)).toEqual(['the viewer']);
    expect((await ask('/users.get_all', asBasic(keys.viewer.text), { id: [wireId(keys.admin.userId)] })).data.users).toEqual([]);
    for (const input of [{ page: -1 }, { page_size: 0 }]) expect((await ask('/users.get_all', admin, input)).codes).toBe('400/12');
  });

  test('the server says what it is, in the form that each version knows', async () => {
    const infos = await Promise.all(['2.3', '2.8', '2.12'].map(async (version) => Object.keys((await ask(`/v${version}/server.info`)).data)));
    expect(infos).toEqual([['version', 'build', 'commit'], ['version', 'build', 'commit', 'uid'], ['version', 'build', 'commit', 'uid', 'api_version']]);
  });
});

describe('on a server of its own', () => {
  let own: ClearmlGround;
  let admin: { readonly id: string; readonly text: string };
  beforeAll(async () => {
    own = await ClearmlGround.open({}, { mode: 'keys', mayFail: true });
    admin = await createKey(own.bench.engine.db, { role: 'admin', label: 'alone' });
  });
  afterAll(async () => { await own[Symbol.asyncDispose](); });

  test('the last way in of an admin is not taken', async () => {
    expect((await rawCall(`${own.url}/auth.revoke_credentials`, { headers: asBasic(admin.text), body: JSON.stringify({ access_key: admin.id }) })).codes).toBe('403/21');
  });

  test('a fault of ours is 500/0 in the envelope, which ends it: its cause is in the log, under the id that the caller is told', async () => {
    await own.bench.sql('ALTER TABLE access_key RENAME COLUMN label TO lost');
    const { codes, status, meta } = await rawCall(`${own.url}/auth.get_credentials`, { method: 'POST', headers: asBasic(admin.text) });
    expect([codes, status, meta.error_stack]).toEqual(['500/0', 500, null]);
    expect(meta.result_msg).toMatch(/fault of the server; its log says more under [0-9a-f-]{32,36}/);
    expect(JSON.stringify(meta)).not.toMatch(/label|column/);
    expect(own.failures).toEqual([expect.objectContaining({ message: expect.stringMatching(/label/) as string })]);
  });
});
