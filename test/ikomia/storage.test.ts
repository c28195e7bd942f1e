// The storage of deployments: objects as the SDK sends them, their lists, copies, deletions and signed addresses, and whose they are.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import { addGrant } from '../../src/auth/user.service.ts';
import { objectPathAt } from '../../src/domain/file/object-path.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { BOUNDARY, formOf, type Part, storageGround, type StorageGround } from './storage-ground.ts';

let ground: StorageGround;
let viewer: string;
let narrow: string;
let other: string;

beforeAll(async () => {
  ground = await storageGround(600, { SWITCHYARD_MAX_FILE_MIB: '1' });
  const { engine, localActor: actor, database } = ground.own.server;
  other = (await createProject(engine, { actor, requestId: null }, { path: '/other' })).subjectId;
  viewer = (await createKey(database, { role: 'viewer', label: 'viewer' })).text;
  narrow = (await createKey(database, { role: 'operator', label: 'narrow' })).text;
  await addGrant(database, 'narrow', { path: '/other', role: 'operator' });
});
afterAll(() => ground.close());
afterEach(() => {
  ground.use(null);
  if (ground.failures.length > 0) throw new AggregateError(ground.failures.splice(0), 'calls ended with errors of ours');
});

// oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers
type Body = any;
interface Options { readonly method?: string; readonly key?: string | null; readonly parts?: readonly Part[]; readonly headers?: Record<string, string>; readonly body?: string | Uint8Array }

async function call(target: string, { method = 'GET', key = ground.own.server.adminKey!, parts, headers = {}, body }: Options = {}): Promise<{ status: number; body: Body; headers: Headers }> {
  const auth: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const form: Record<string, string> = parts === undefined ? {} : { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  const sent = parts === undefined ? body : formOf(parts);
  const response = await fetch(target.startsWith('http') ? target : `${ground.url}${target}`, { method, headers: { ...auth, ...form, ...headers }, ...(sent === undefined ? {} : { body: Buffer.from(sent) }) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

const file = (content: string | Uint8Array, more: Partial<Part> = {}): Part => ({ name: 'file', content, type: 'video/mp4', ...more });
const put = (path: string, content: string, options: Options = {}) => call(`/v1/objects/${path}`, { method: 'PUT', parts: [file(content)], ...options });
const paths = async (query: string): Promise<string[]> => (await call(`/v1/objects/${query}`)).body.results.map(({ path }: { path: string }) => path);

describe('an upload', () => {
  test('takes a part file that has a type and no file name, and comes back as it is', async () => {
    const bytes = new Uint8Array(300_000).map((_, i) => i * 31);
    const made = await call('/v1/objects/', { method: 'POST', parts: [{ name: 'is_directory_archive', content: 'false' }, file(bytes)] });
    expect(made.status).toBe(201);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(made.body).toMatchObject({ uid: expect.stringMatching(/^[0-9a-f-]{36}$/), path: null, is_directory_archive: false, content_type: 'video/mp4', sha256, size: 300_000, created_at: expect.stringMatching(/^\d{4}-.*Z$/) });
    const back = await fetch(made.body.download_url, { headers: { authorization: `Bearer ${ground.own.server.adminKey!}` } });
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes);
    const part = await call(made.body.download_url, { headers: { range: 'bytes=1-3' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 1-3/300000']);
    const [row] = await ground.own.server.database.query<{ seconds: number }>({ name: 't', text: 'SELECT extract(epoch FROM expires_at - created_at)::int AS seconds FROM file WHERE id = $1' }, [made.body.uid]);
    expect(row!.seconds).toBe(600);
  });

  test('without a trailing slash, with a file name, and with its fields behind the file is the same', async () => {
    const made = await call('/v1/objects', { method: 'POST', parts: [file('zip', { fileName: 'x.zip' }), { name: 'is_directory_archive', content: 'True' }] });
    expect([made.status, made.body.is_directory_archive]).toEqual([201, true]);
  });

  test('to a path that is taken is refused with 409 by POST, and replaces by PUT', async () => {
    expect((await call('/v1/objects/up/a.mp4', { method: 'POST', parts: [file('one')] })).status).toBe(201);
    const taken = await call('/v1/objects/up/a.mp4', { method: 'POST', parts: [file('two')] });
    expect([taken.status, typeof taken.body.detail]).toEqual([409, 'string']);
    const replaced = await put('up/a.mp4', 'three');
    expect([replaced.status, replaced.body.path]).toEqual([200, 'up/a.mp4']);
    expect((await call('/v1/objects/up/a.mp4?exact=true')).body.results.map(({ size }: { size: number }) => size)).toEqual([5]);
  });

  test('copies what copy_from names by id, address or path, with an empty part file', async () => {
    const { body: first } = await call('/v1/objects/copy/from', { method: 'PUT', parts: [{ name: 'is_directory_archive', content: 'true' }, file('copied')] });
    for (const [i, from] of [first.uid, `${ground.url}/v1/objects/?uid=${first.uid}`, 'copy/from'].entries()) {
      const made = await call(`/v1/objects/copy/to${i}`, { method: 'POST', parts: [{ name: 'copy_from', content: from }, file('')] });
      expect(made.body).toMatchObject({ path: `copy/to${i}`, sha256: first.sha256, content_type: 'video/mp4', is_directory_archive: true });
    }
    expect((await call('/v1/objects/copy/no', { method: 'POST', parts: [{ name: 'copy_from', content: 'nothing' }, file('')] })).status).toBe(404);
    expect((await call('/v1/objects/copy/no', { method: 'POST', parts: [{ name: 'copy_from', content: first.uid }, file('bytes')] })).status).toBe(422);
    expect((await call('/v1/objects/copy/no', { method: 'POST', parts: [file(''), { name: 'copy_from', content: first.uid }] })).status).toBe(422);
    expect(await paths('copy/no')).toEqual([]);
  });
});

describe('a list', () => {
  test('has what is at a path and below it, by parts, and one object when it is to be exact', async () => {
    for (const path of ['list/a', 'list/a/b', 'list/a!b', 'list/ab', 'list/ü 1']) await put(path.split('/').map(encodeURIComponent).join('/'), path);
    expect(await paths('list/a')).toEqual(['list/a', 'list/a/b']);
    expect(await paths('list/')).toEqual(['list/a', 'list/a!b', 'list/a/b', 'list/ab', 'list/ü 1']);
    expect(await paths('list/a?exact=true')).toEqual(['list/a']);
    expect(await paths('list/%C3%BC%201?exact=True')).toEqual(['list/ü 1']);
    expect(await paths('list?exact=true')).toEqual([]);
  });

  test('finds objects by id and by SHA-256, those without a path too', async () => {
    const { body } = await call('/v1/objects/', { method: 'POST', parts: [file('by its sum')] });
    const uids = async (query: string): Promise<string[]> => (await call(`/v1/objects/?${query}`)).body.results.map(({ uid }: { uid: string }) => uid);
    expect(await uids(`uid=${body.uid}`)).toEqual([body.uid]);
    expect(await uids(`sha256=${body.sha256.toUpperCase()}`)).toEqual([body.uid]);
    expect([await uids('uid=nonsense'), await uids('sha256=nonsense'), await uids(`uid=${body.uid}&page=2`)]).toEqual([[], [], []]);
  });

  test('comes in pages of a hundred until there is no next one', async () => {
    const { database } = ground.own.server;
    await put('pages/0000', 'x');
    await database.query({ name: 't2', text: `INSERT INTO file (id, store, path, name, sha256, size, content_type, project_id)
      SELECT gen_random_uuid(), store, replace(path, '0000', lpad(n::text, 4, '0')), name, sha256, size, content_type, project_id FROM file, generate_series(1, 204) n WHERE path LIKE '%/pages/0000'` }, []);
    await database.query({ name: 't3', text: `UPDATE file_store SET files = files + 204, bytes = bytes + 204 WHERE store = 'IKOMIA'` }, []);
    const seen: string[] = [];
    let next: string | null = '/v1/objects/pages?page=1';
    for (let rounds = 0; next !== null && rounds < 9; rounds++) {
      const { body }: { body: Body } = await call(next);
      seen.push(...body.results.map(({ path }: { path: string }) => path));
      next = body.next;
    }
    expect(seen).toEqual(Array.from({ length: 205 }, (_, i) => `pages/${String(i).padStart(4, '0')}`));
    expect((await call('/v1/objects/?page=0')).status).toBe(422);
  });
});

describe('a deletion', () => {
  test('takes one object when exact, what is below a path when not, and never everything', async () => {
    for (const path of ['del/a', 'del/a/b', 'del/a/c', 'del/ab']) await put(path, path);
    expect((await call('/v1/objects/del/a?exact=true', { method: 'DELETE' })).status).toBe(204);
    expect(await paths('del')).toEqual(['del/a/b', 'del/a/c', 'del/ab']);
    const gone = await call('/v1/objects/del/a?exact=true', { method: 'DELETE' });
    expect([gone.status, typeof gone.body.detail]).toEqual([404, 'string']);
    expect((await call('/v1/objects/del/a?exact=false', { method: 'DELETE' })).status).toBe(204);
    expect(await paths('del')).toEqual(['del/ab']);
    expect((await call('/v1/objects/?exact=false', { method: 'DELETE' })).status).toBe(422);
    expect((await call('/v1/objects/del?exact=perhaps', { method: 'DELETE' })).status).toBe(422);
    expect(await paths('del')).toEqual(['del/ab']);
  });

  test('of more than one batch leaves nothing, and the sums of the store are right', async () => {
    expect((await call('/v1/objects/pages?exact=false', { method: 'DELETE' })).status).toBe(204);
    expect(await paths('pages')).toEqual([]);
    const sums = await ground.own.server.database.query<object>({ name: 't4', text: `SELECT s.files::int, s.bytes::int, (SELECT count(*)::int FROM file WHERE store = 'IKOMIA' AND deleted_at IS NULL) AS n, (SELECT sum(size)::int FROM file WHERE store = 'IKOMIA' AND deleted_at IS NULL) AS sum FROM file_store s WHERE store = 'IKOMIA'` }, []);
    const { files, bytes, n, sum } = sums[0] as Record<string, number>;
    expect([files, bytes]).toEqual([n, sum]);
  });
});

describe('a signed address', () => {
  const sign = (uid: string, expireAt: string) => call(`/v1/presigned-urls/download/${uid}`, { method: 'PUT', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ expire_at: expireAt }).toString() });
  const soon = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString().replace('Z', '+00:00');

  test('opens its object without any key, no other object, and nothing once it was changed', async () => {
    const [{ body: a }, { body: b }] = [await put('sign/a', 'signed'), await put('sign/b', 'other')];
    const { status, body } = await sign(a.uid, soon(60));
    expect(status).toBe(200);
    const url: string = body.presigned_download_url;
    expect(await call(url, { key: null })).toMatchObject({ status: 200, body: 'signed' });
    expect((await call(url, { key: null, method: 'HEAD' })).status).toBe(200);
    expect((await call(url.replace(a.uid, b.uid), { key: null })).status).toBe(403);
    expect((await call(url.slice(0, -3), { key: null })).status).toBe(403);
    expect((await call(url, { key: null, method: 'PUT' })).status).toBe(401);
    await call('/v1/objects/sign/a?exact=true', { method: 'DELETE' });
    expect((await call(url, { key: null })).status).toBe(404);
  });

  test('is made for a time with an offset, neither past nor more than a week ahead', async () => {
    const { body: { uid } } = await put('sign/times', 'x');
    expect((await sign(uid, soon(3_600).replace('T', ' '))).status).toBe(200);
    for (const wrong of [soon(-1), soon(604_900), '2099-01-01T00:00:00', 'tomorrow', '']) expect((await sign(uid, wrong)).status, wrong).toBe(422);
    expect((await sign('00000000-0000-4000-8000-000000000000', soon(60))).status).toBe(404);
  });
});

describe('callers', () => {
  test('without a key are nobody, and those who may only look store, replace and delete nothing', async () => {
    await put('who/a', 'x');
    expect((await call('/v1/objects/who', { key: null })).status).toBe(401);
    expect((await call('/v1/objects/who', { key: viewer })).body.results).toHaveLength(1);
    for (const method of ['POST', 'PUT']) expect((await call('/v1/objects/who/b', { method, key: viewer, parts: [file('x')] })).status).toBe(403);
    for (const exact of ['true', 'false']) expect((await call(`/v1/objects/who?exact=${exact}`, { method: 'DELETE', key: viewer })).status).toBe(403);
    expect(await paths('who')).toEqual(['who/a']);
  });

  test('of another project see nothing of this one, and have the same paths for themselves', async () => {
    const { body: hidden } = await put('mine/a', 'root');
    expect((await call('/v1/objects/mine', { key: narrow })).status).toBe(404);
    ground.use(other);
    const { body: own } = await put('mine/own', 'own', { key: narrow });
    // By a key, which is kept to no project: what is named by its id needs nothing of the root project.
    ground.use(null);
    expect((await call(`/v1/objects/?uid=${own.uid}`, { key: narrow })).body.results).toHaveLength(1);
    expect(await call(own.download_url, { key: narrow })).toMatchObject({ status: 200, body: 'own' });
    expect((await call(hidden.download_url, { key: narrow })).status).toBe(404);
    expect((await call(`/v1/objects/?uid=${own.uid}`, { method: 'DELETE', key: narrow })).status).toBe(204);
    ground.use(other);
    expect((await call('/v1/objects/mine', { key: narrow })).body.results).toEqual([]);
    expect((await call(`/v1/objects/?uid=${hidden.uid}`, { key: narrow })).body.results).toEqual([]);
    expect((await call(hidden.download_url, { key: narrow })).status).toBe(404);
    expect((await call('/v1/objects/mine/b', { method: 'POST', key: narrow, parts: [{ name: 'copy_from', content: hidden.uid }, file('')] })).status).toBe(404);
    expect((await put('mine/a', 'other', { key: narrow })).body.size).toBe(5);
    expect((await call('/v1/objects/mine?exact=false', { method: 'DELETE', key: narrow })).status).toBe(204);
    ground.use(null);
    expect(await paths('mine')).toEqual(['mine/a']);
  });

  test('who are kept to one project by a token name no object of another one, though their user may see it', async () => {
    const { body: hidden } = await put('kept/a', 'root');
    ground.use(other);
    const uid = `/v1/objects/?uid=${hidden.uid}`;
    expect((await call(uid)).body.results).toEqual([]);
    const expire_at = new Date(Date.now() + 60_000).toISOString();
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ expire_at }).toString() };
    const refused = await Promise.all([call(hidden.download_url), call(hidden.download_url, { method: 'PUT', ...form }), call(uid, { method: 'DELETE' }), call('/v1/objects/', { method: 'POST', parts: [{ name: 'copy_from', content: hidden.uid }, file('')] })]);
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    ground.use(null);
    expect((await call(uid)).body.results).toHaveLength(1);
  });
});

test('an empty object is stored, read and copied, and the figures tell of objects with a path and without', async () => {
  const figures = async (): Promise<Record<string, number>> => {
    const { status, body } = await call('/v1/infos');
    expect([status, Object.keys(body)]).toEqual([200, ['count', 'used_bytes', 'total_bytes', 'anonymous_objects']]);
    return { named: body.count, bytes: body.used_bytes, nameless: body.anonymous_objects.count, namelessBytes: body.anonymous_objects.used_bytes };
  };
  ground.use(other);
  const before = await figures();
  const { status, body: empty } = await put('figures/empty', '');
  expect([status, empty.size, (await call(empty.download_url)).body]).toEqual([200, 0, '']);
  const copy = await call('/v1/objects/figures/copy', { method: 'POST', parts: [{ name: 'copy_from', content: empty.uid }, file('')] });
  expect([copy.status, copy.body.size]).toEqual([201, 0]);
  expect((await call('/v1/objects/', { method: 'POST', parts: [file('four')] })).status).toBe(201);
  expect(await figures()).toEqual({ named: before.named! + 2, bytes: before.bytes!, nameless: before.nameless! + 1, namelessBytes: before.namelessBytes! + 4 });
  expect((await call('/v1/objects/figures/none', { method: 'DELETE' })).body).toEqual({ detail: 'there is no file figures/none' });
  expect((await call('/v1/infos', { key: null })).status).toBe(401);
  expect((await call('/v1/infos', { method: 'POST' })).status).toBe(405);
});

test('paths are names: nothing that leaves them, hides in them or is too long is taken', async () => {
  for (const path of ['..', 'a/../b', 'a//b', './a', 'a\\b', 'a\u0000b', 'a\u202eb', 'x'.repeat(256), Array.from({ length: 9 }, () => 'x'.repeat(100)).join('/'), '', '/']) expect(() => objectPathAt(path, ['path']), path).toThrow(/^path: must/);
  expect(objectPathAt(`/a b/${'漢'.repeat(250)}/`, ['path'])).toBe(`a b/${'漢'.repeat(250)}`);
  for (const path of ['a%2Fb', 'a%5Cb', 'a%00b', '%FF', '%2e%2e/x']) expect((await put(path, 'x')).status, path).toBeOneOf([404, 422]);
  const long = `long/${Array.from({ length: 3 }, () => '漢'.repeat(250)).join('/')}`;
  expect((await put(long.split('/').map(encodeURIComponent).join('/'), 'x')).status).toBe(200);
  expect(await paths('long')).toEqual([long]);
});
