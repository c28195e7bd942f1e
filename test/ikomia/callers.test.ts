// Who may call deployments, and with what.
import { beforeAll, expect, test, vi } from 'vitest';
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { KEY_TTL_MS } from '../../src/auth/authenticator.ts';
import { signIkomiaToken } from '../../src/auth/token/ikomia-token.ts';
import { SigningKeys } from '../../src/auth/token/signing-keys.ts';
import { putGrant, removeGrant } from '../../src/engine/access/user/user-grant.service.ts';
import { deleteDeployment } from '../../src/engine/deployment/delete-deployment.service.ts';
import { toldResults } from '../../src/engine/read/told-results.ts';
import { BODY, groundOf, PIXEL, succeed, type WireAnswer } from './ikomia-ground.ts';

const of = groundOf({ SWITCHYARD_PUBLIC_URL: 'https://lab.example/yard', SWITCHYARD_IKOMIA_TOKEN_SECONDS: '1200', SWITCHYARD_IKOMIA_BODY_MIB: '1' });
let ids: { things: string; others: string };
beforeAll(async () => {
  const { ground } = of;
  const [row] = await ground.own.server.database.query<{ id: string }>({ name: 'test_default', text: 'SELECT id FROM deployment WHERE is_default AND deleted_at IS NULL' }, []);
  ids = { things: row!.id, others: await ground.deploy('others') };
});

const NOBODY = { authorization: '' };
const jwt = (endpoint: string, headers: Record<string, string> = { authorization: `Token ${of.ground.key}` }, more = '&storage=true'): Promise<WireAnswer> =>
  of.ground.call(`/v1/projects/jwt/?endpoint=${encodeURIComponent(endpoint)}${more}`, { headers });
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

test('the token route gives an id_token and its seconds for a key, by the public address and by the one that was called', async () => {
  const { ground } = of;
  for (const endpoint of ['https://lab.example/yard', 'https://lab.example/yard/', `${ground.own.server.url}/deployments/things/`, `${ground.own.server.url}`]) {
    const { status, json } = await jwt(endpoint);
    expect([endpoint, status, json]).toEqual([endpoint, 200, { id_token: expect.any(String), access_token: json.id_token, token_type: 'Bearer', expires_in: 1200, scope: 'openid consume', refresh_token: '' }]);
    expect((await ground.call('/workflow', { headers: bearer(json.id_token as string) })).status).toBe(200);
  }
  expect((await ground.call(`/v1/projects/jwt?endpoint=${encodeURIComponent(ground.own.server.url)}`, { headers: bearer(ground.key) })).status).toBe(200);
});

test('the token route knows no deployment that is not there, demands an address, and takes nothing but keys', async () => {
  const { ground } = of;
  for (const endpoint of ['https://lab.example', `${ground.own.server.url}/deployments/nobody`, 'nonsense', 'https://elsewhere.example/']) {
    const { status, json } = await jwt(endpoint);
    expect([endpoint, status, typeof json.detail]).toEqual([endpoint, 404, 'string']);
  }
  const { status, json } = await ground.call('/v1/projects/jwt/', { headers: { authorization: `Token ${ground.key}` } });
  expect([status, json.detail[0].loc]).toEqual([422, ['query', 'endpoint']]);
  const token = (await jwt(ground.own.server.url)).json.id_token as string;
  for (const headers of [NOBODY, { authorization: `Token ${ground.key}x` }, { authorization: `Token ${token}` }, bearer(token)]) {
    const refused = await jwt(ground.own.server.url, headers);
    expect([refused.status, typeof refused.json.detail, refused.headers.get('www-authenticate')]).toEqual([401, 'string', 'Token']);
  }
});

test('every call of a deployment demands a token or a key', async () => {
  const { ground } = of;
  const token = (await jwt(ground.own.server.url)).json.id_token as string;
  const cut = `${token.slice(0, -2)}AA`;
  for (const [method, path] of [['GET', '/workflow'], ['PUT', '/api/run'], ['GET', '/api/results/00000000-0000-4000-8000-000000000000'], ['GET', '/api/runs/00000000-0000-4000-8000-000000000000'], ['DELETE', '/deployments/things/api/runs/00000000-0000-4000-8000-000000000000'], ['GET', '/deployments/nobody/workflow']] as const) {
    for (const headers of [NOBODY, bearer('nonsense'), bearer(`${ground.key}x`), bearer(cut), { authorization: `Basic ${Buffer.from(ground.key.replace('.', ':')).toString('base64')}` }, { cookie: `switchyard_session=${token}`, authorization: '' }]) {
      const { status, json, headers: told } = await ground.call(path, { method, headers });
      expect([path, status, typeof json.detail, told.get('www-authenticate')]).toEqual([path, 401, 'string', 'Bearer']);
    }
  }
});

test('a token opens its own deployment, and nothing else anywhere', async () => {
  const { ground } = of;
  const token = bearer((await jwt(`${ground.own.server.url}/deployments/others`)).json.id_token as string);
  const { status, json } = await ground.call('/deployments/others/api/run', { method: 'PUT', body: BODY, headers: token });
  expect(status).toBe(200);
  for (const path of [`/deployments/others/api/results/${json as string}`, '/deployments/others/workflow', `/deployments/others/api/runs/${json as string}`]) expect((await ground.call(path, { headers: token })).status).toBeLessThan(300);
  const refusals = await Promise.all([['GET', '/workflow'], ['PUT', '/api/run'], ['GET', `/api/results/${json as string}`], ['GET', '/deployments/things/workflow'], ['GET', '/deployments/nobody/workflow'], ['DELETE', `/api/runs/${json as string}`]].map(([method, path]) => ground.call(path!, { method: method!, headers: token })));
  expect(new Set(refusals.map((each) => `${each.status} ${each.text}`)).size).toBe(1);
  expect(refusals[0]!.status).toBe(403);
  for (const [method, path] of [['GET', '/graphql?query={eventCursor}'], ['GET', '/events'], ['GET', '/metrics'], ['GET', '/blobs/x'], ['GET', '/session'], ['POST', '/dispatch/session'], ['POST', '/users.get_current_user'], ['POST', '/auth.login'], ['GET', '/clearml-files/x']] as const) {
    const answer = await ground.call(path, { method, headers: { ...token, 'apollo-require-preflight': '1' } });
    expect([path, answer.status]).toEqual([path, 401]);
  }
});

test('a token ends with its time, its key and its deployment, and those of others keys are none', async () => {
  const { ground } = of;
  const { database, localActor } = ground.own.server;
  const keys = new SigningKeys(database, 'HMAC', { now: () => performance.now() });
  const [keyId] = ground.key.split('.');
  const [row] = await database.query<{ userId: string }>({ name: 'test_key', text: 'SELECT user_id AS "userId" FROM access_key WHERE id = $1' }, [keyId]);
  const wish = { keyId: keyId!, userId: row!.userId, scope: { deploymentId: ids.things, storage: false }, seconds: 60, now: new Date() };
  const statusOf = async (more: object): Promise<number> => (await ground.call('/workflow', { headers: bearer(await signIkomiaToken(keys, { ...wish, ...more })) })).status;
  expect(await statusOf({})).toBe(200);
  for (const wrong of [{ now: new Date(Date.now() - 120_000) }, { keyId: null }, { keyId: 'NOBODYNOBODYNOBODY00' }, { userId: localActor.userId }]) expect([wrong, await statusOf(wrong)]).toEqual([wrong, 401]);
  const gone = await ground.deploy('gone');
  await deleteDeployment(ground.own.server.engine, { actor: localActor, requestId: null }, { deploymentId: gone });
  await ground.deploy('gone');
  expect((await ground.call('/deployments/gone/workflow', { headers: bearer(await signIkomiaToken(keys, { ...wish, scope: { deploymentId: gone, storage: false } })) })).status).toBe(403);
  expect((await ground.call('/deployments/gone/workflow')).status).toBe(200);
});

test('who may not read a run any more when it ends is not told what it has given, although he was when he began to wait', async () => {
  const { ground } = of;
  const { database, engine, localActor } = ground.own.server;
  const [leaver, guest] = [await createKey(database, { role: 'viewer', label: 'leaver' }), await createKey(database, { role: 'viewer', label: 'guest' })];
  const context = { actor: localActor, requestId: null };
  await putGrant(engine, context, { userId: guest.userId, path: '/', role: 'viewer' });
  const waiting = toldResults(engine.db);
  const polls: Promise<WireAnswer>[] = [];
  const waitedFor = new Set<string>();
  for (const { text } of [leaver, guest]) {
    const runId = await ground.run();
    waitedFor.add(runId);
    polls.push(ground.call(`/api/results/${runId}?long=true`, { headers: bearer(text) }));
    await vi.waitFor(() => expect(waiting.size).toBe(polls.length), { timeout: 5_000, interval: 5 });
  }
  await revokeKey(database, leaver.id);
  await putGrant(engine, context, { userId: guest.userId, path: '/elsewhere', role: 'viewer' });
  await removeGrant(engine, context, { userId: guest.userId, path: '/' });
  for (const { text } of [leaver, guest]) await vi.waitFor(async () => expect((await ground.call('/workflow', { headers: bearer(text) })).status).not.toBe(200), { timeout: 2 * KEY_TTL_MS, interval: 50 });
  const runner = await ground.runner('last');
  // Runs of other tests may wait before these.
  while (waitedFor.size > 0) {
    const attempt = await runner.take();
    await succeed(runner, attempt);
    waitedFor.delete(attempt.runId!);
  }
  expect((await polls[0]!).status).toBe(401);
  expect([(await polls[1]!).status, (await polls[1]!).text]).toEqual([202, 'null']);
});

test('viewers read, and neither run nor cancel, whether by key or by token; service roles do neither', async () => {
  const { ground } = of;
  const runId = await ground.run();
  const viewer = bearer(await ground.keyOf('viewer'));
  const token = bearer((await jwt(ground.own.server.url, { authorization: viewer.authorization!.replace('Bearer', 'Token') })).json.id_token as string);
  for (const headers of [viewer, token]) {
    expect((await ground.call('/workflow', { headers })).status).toBe(200);
    expect((await ground.call(`/api/results/${runId}`, { headers })).status).toBe(202);
    for (const [method, path] of [['PUT', '/api/run'], ['DELETE', `/api/runs/${runId}`]] as const) {
      const { status, json } = await ground.call(path, { method, body: method === 'PUT' ? BODY : undefined, headers });
      expect([path, status, typeof json.detail]).toEqual([path, 403, 'string']);
    }
  }
  expect((await ground.call('/workflow', { headers: bearer(await ground.keyOf('runner')) })).status).toBe(403);
  const [denied] = await ground.own.server.database.query<{ n: number }>({ name: 'test_denied', text: `SELECT count(*)::int AS n FROM audit_entry WHERE action = 'runDeployment' AND outcome = 'DENIED'` }, []);
  expect(denied!.n).toBeGreaterThan(0);
});

test('a body beyond the limit is 413 with its reason, told by its length or found while it comes, and leaves nothing behind', async () => {
  const { ground } = of;
  const large = JSON.stringify({ inputs: [{ image: 'A'.repeat(2 * 1_048_576) }] });
  const before = await runs();
  const told = await ground.call('/api/run', { method: 'PUT', body: large });
  expect([told.status, told.json.detail]).toEqual([413, expect.stringContaining('1 MiB')]);
  const found = await fetch(`${ground.own.server.url}/api/run?advice=true`, { method: 'PUT', headers: bearer(ground.key), body: new Blob([large]).stream(), duplex: 'half' } as RequestInit);
  expect([found.status, Object.keys((await found.json()) as object)]).toEqual([413, ['detail']]);
  expect(await runs()).toBe(before);
});

test('the storage is open to tokens that were asked for with it, and to keys, and what was stored goes into a run', async () => {
  const { ground } = of;
  const url = ground.own.server.url;
  const [with_, without] = await Promise.all(['&storage=true', ''].map(async (more) => bearer((await jwt(url, undefined, more)).json.id_token as string)));
  const form = new FormData();
  form.append('file', new Blob([Buffer.from(PIXEL, 'base64')], { type: 'image/png' }), 'pixel.png');
  const stored = await fetch(`${url}/v1/objects/`, { method: 'POST', headers: with_!, body: form });
  const { uid } = (await stored.json()) as { uid: string };
  expect([stored.ok, typeof uid]).toEqual([true, 'string']);
  for (const [headers, status] of [[with_!, 200], [bearer(ground.key), 200], [without!, 401], [NOBODY, 401]] as const) expect((await ground.call(`/v1/objects/?uid=${uid}`, { headers })).status).toBe(status);
  const given = { storage_object: { url: `https://lab.example/yard/v1/objects/?uid=${uid}`, data_type: 'image' } };
  expect((await ground.call('/api/run', { method: 'PUT', body: { inputs: [given] }, headers: with_! })).status).toBe(200);
  const foreign = await ground.call('/api/run', { method: 'PUT', body: { inputs: [{ storage_object: { ...given.storage_object, url: `https://lab.example/yard/v1/objects/?uid=${ids.things}` } }] } });
  expect([foreign.status, typeof foreign.json.detail]).not.toEqual([200, 'undefined']);
  expect(foreign.status).toBeLessThan(500);
});

async function runs(): Promise<number> {
  const [row] = await of.ground.own.server.database.query<{ n: number }>({ name: 'test_runs', text: 'SELECT count(*)::int AS n FROM run' }, []);
  return row!.n;
}
