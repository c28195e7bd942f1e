// Files that experiments leave: stored under any path as they come, read back as they are, kept from who may not see them, and nothing left of what broke off.
import { readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import { addGrant } from '../../src/auth/user.service.ts';
import { experimentPath, idsInPath } from '../../src/domain/file/experiment-path.ts';
import { FILE_LIMITS } from '../../src/domain/file/file.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { SPEC } from '../engine/engine-bench.ts';
import { ownServer, type OwnServer, type RawAnswer, send } from '../server/own-server.ts';

let own: OwnServer;
let base: string;
let narrow: string;
const task = { id: '', projectId: '' };

beforeAll(async () => {
  own = await ownServer({ AUTH: 'keys', SWITCHYARD_MAX_FILE_MIB: '1' });
  base = `${own.server.url}/clearml-files`;
  const { engine, localActor: actor } = own.server;
  task.projectId = (await createProject(engine, { actor, requestId: null }, { path: '/hidden' })).subjectId;
  task.id = (await createTask(engine, { actor, requestId: null }, { projectId: task.projectId, name: 'train', spec: SPEC })).subjectId.replaceAll('-', '');
  narrow = (await createKey(own.server.database, { role: 'operator', label: 'narrow' })).text;
  await addGrant(own.server.database, 'narrow', { path: '/other', role: 'operator' });
});
afterAll(() => own.close());

const auth = (key = own.server.adminKey!): Record<string, string> => ({ authorization: `Bearer ${key}` });

/** Sends files the way the SDK does: the path is the name of the field and of the file. */
async function put(files: Readonly<Record<string, string | Uint8Array>>, options: { key?: string; type?: string; at?: string } = {}): Promise<{ status: number; body: any }> { // oxlint-disable-line typescript/no-explicit-any -- whatever the route answers
  const boundary = 'b0undary';
  const parts = Object.entries(files).flatMap(([name, content]) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\nContent-Type: ${options.type ?? 'application/octet-stream'}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n'),
  ]);
  const response = await fetch(`${base}${options.at ?? ''}`, { method: 'POST', redirect: 'manual', headers: { ...auth(options.key), 'content-type': `multipart/form-data; boundary=${boundary}` }, body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]) });
  return { status: response.status, body: await response.json() };
}

function ask(name: string, options: { method?: string; headers?: Record<string, string>; key?: string; query?: string } = {}): Promise<RawAnswer> {
  const target = name.split('/').map(encodeURIComponent).join('/');
  return send(`${base}/${target}${options.query ?? ''}`, { method: options.method ?? 'GET', headers: { ...auth(options.key), ...options.headers } });
}

function spooled(): string[] {
  return readdirSync(path.join(own.dataDir, 'blobs', 'spool'), { recursive: true, encoding: 'utf8' });
}

describe('a file', () => {
  test('is stored under the name of its field, with a slash behind the address or without, and comes back as it is, whole and in part', async () => {
    const name = `p/sub project/train 50%+a=b;ü.${'0'.repeat(31)}g/artifacts/x.bin`;
    const bytes = new Uint8Array(70_000).map((_, i) => i * 31);
    expect(await put({ [`/${name}`]: bytes })).toEqual({ status: 200, body: [name] });
    expect(await put({ [name]: bytes }, { at: '/' })).toEqual({ status: 200, body: [name] });
    const response = await fetch(`${base}/${name.split('/').map(encodeURIComponent).join('/')}`, { headers: auth() });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('etag')).toMatch(/^"[0-9a-f]{64}"$/);
    await put({ text: '0123456789' });
    const part = await ask('text', { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    const head = await ask('text', { method: 'HEAD', headers: { range: 'bytes=2-4' } });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '10']);
  });

  test('gives way to another of its path, and one request may bring several', async () => {
    await put({ 'a/one': '1', 'a/two': '2' });
    expect((await put({ 'a/one': 'first', 'a//./three': '3' })).body).toEqual(['a/one', 'a/three']);
    expect(await Promise.all(['a/one', 'a/two', 'a/three', 'a//three'].map(async (name) => (await ask(name)).text))).toEqual(['first', '2', '3', '3']);
  });

  test('may have a path of thousands of letters of any language', async () => {
    const name = `${[...'学習済みモデル'].map((_, i) => String.fromCodePoint(0x4e00 + i * 997).repeat(130)).join('/')}/${Array.from({ length: 400 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('')}`;
    expect(await put({ [name]: 'long' })).toEqual({ status: 200, body: [name] });
    expect((await ask(name)).text).toBe('long');
  });

  test('runs nothing in a browser, and is saved when that is asked for', async () => {
    await put({ 'page.html': '<script>alert(1)</script>' }, { type: 'text/html' });
    expect((await ask('page.html')).headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/), 'content-disposition': expect.stringMatching(/^attachment/) });
    await put({ 'note.txt': 'plain' }, { type: 'text/plain' });
    expect([(await ask('note.txt')).headers['content-disposition'], (await ask('note.txt', { query: '?download=1' })).headers['content-disposition']]).toEqual([expect.stringMatching(/^inline/), expect.stringMatching(/^attachment/)]);
  });

  test('is deleted by its path, alone or with others, and is not there afterwards', async () => {
    await put({ 'd/1': '1', 'd/2': '2' });
    const gone = await ask('d/1', { method: 'DELETE' });
    expect([gone.status, gone.text, (await ask('d/1')).status, (await ask('d/1', { method: 'DELETE' })).status]).toEqual([200, '"d/1"', 404, 404]);
    const response = await fetch(`${base}/delete_many`, { method: 'POST', headers: auth(), body: JSON.stringify({ files: ['/d/2', 'd/3', '../x'] }) });
    expect(await response.json()).toEqual({ deleted: { '/d/2': 'd/2' }, errors: { 'd/3': expect.stringContaining('no file'), '../x': expect.stringContaining('names no file') } });
    expect((await fetch(`${base}/delete_many`, { method: 'POST', headers: auth(), body: '[' })).status).toBe(400);
  });
});

describe('the room', () => {
  test('says that it is there, and knows nobody without a key', async () => {
    expect([(await ask('')).text, (await send(base, { headers: auth() })).text]).toEqual(['OK', 'OK']);
    expect([(await send(`${base}/x`)).status, (await send(base, { method: 'POST' })).status]).toEqual([401, 401]);
    const [id, secret] = own.server.adminKey!.split('.');
    expect((await send(base, { headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` } })).status).toBe(200);
  });

  test('lets no path out of it, whichever way it is written', async () => {
    for (const name of ['../../etc/passwd', 'a/../../b', '..', 'a/..']) expect((await put({ [name]: 'x' })).status, name).toBe(404);
    for (const target of ['/%2e%2e/%2e%2e/etc/passwd', '/a%2f..%2f..%2fetc%2fpasswd', '/%ff', '/%00', '/..%5c..%5cx']) expect((await send(`${base}${target}`, { headers: auth() })).status, target).toBe(404);
    expect((await put({ '..\\..\\x': 'name' })).status).toBe(200);
  });

  test('tells what is wrong with a request in an answer that clients do not send it again for', async () => {
    const plain = await fetch(base, { method: 'POST', headers: { ...auth(), 'content-type': 'application/json' }, body: '{}' });
    const nameless = new FormData();
    nameless.append('a/b', 'text');
    const [text, empty] = [await fetch(base, { method: 'POST', headers: auth(), body: nameless }), await fetch(base, { method: 'POST', headers: auth(), body: new FormData() })];
    const halfBody = '--b\r\nContent-Disposition: form-data; name="half"; filename="half"\r\n\r\nno end';
    const half = await fetch(base, { method: 'POST', headers: { ...auth(), 'content-type': 'multipart/form-data; boundary=b' }, body: halfBody });
    expect([half.status, (await ask('half')).status]).toEqual([400, 404]);
    for (const name of ['name=""; ', '']) {
      const body = `--b\r\nContent-Disposition: form-data; ${name}filename="f"\r\n\r\nx\r\n--b--\r\n`;
      const noName = await fetch(base, { method: 'POST', headers: { ...auth(), 'content-type': 'multipart/form-data; boundary=b' }, body });
      expect([noName.status, await noName.json()]).toEqual([400, { code: 'INVALID', message: expect.stringContaining('no name') }]);
    }
    const large = await put({ big: new Uint8Array(3 * 1_048_576) });
    expect([plain.status, text.status, empty.status, large.status, (await put({ ['x'.repeat(FILE_LIMITS.path)]: '1' })).status, (await put({ x: '1' }, { at: '/elsewhere' })).status]).toEqual([400, 400, 400, 413, 400, 404]);
    expect([await text.json(), large.body]).toEqual([{ code: 'INVALID', message: expect.stringContaining('no file name') }, { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('SWITCHYARD_MAX_FILE_MIB') }]);
    expect(spooled()).toEqual([]);
  });

  test('an upload that breaks off leaves neither a file nor bytes', async () => {
    const { port } = new URL(base);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST /clearml-files HTTP/1.1\r\nHost: x\r\nAuthorization: ${auth()['authorization']}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name="half"; filename="half"\r\n\r\n${'x'.repeat(50_000)}`);
    await expect.poll(() => spooled().some((name) => statSync(path.join(own.dataDir, 'blobs', 'spool', name)).size > 0), { timeout: 10_000, interval: 10 }).toBe(true);
    socket.destroy();
    await expect.poll(spooled, { timeout: 10_000, interval: 10 }).toEqual([]);
    expect((await ask('half')).status).toBe(404);
  });
});

describe('what a caller may not see', () => {
  test('is not there: a file belongs to the project of the task that its path names', async () => {
    const name = `hidden/train.${task.id}/artifacts/x`;
    await put({ [name]: 'secret' });
    const [row] = await own.server.database.query<{ projectId: string }>({ name: '', text: `SELECT project_id AS "projectId" FROM file WHERE path = $1 AND deleted_at IS NULL` }, [name]);
    expect(row).toEqual({ projectId: task.projectId });
    const answers = await Promise.all([ask(name, { key: narrow }), ask(name, { key: narrow, method: 'HEAD' }), ask(name, { key: narrow, method: 'DELETE' }), ask('no/such', { key: narrow })]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const tried = [await put({ [`x/y.${task.id}/a`]: '1' }, { key: narrow }), await put({ [`x/y.${'0'.repeat(32)}/a`]: '1' }, { key: narrow })];
    expect(tried[0]!.status).toBe(tried[1]!.status);
    expect(tried.map(({ status }) => status)).not.toContain(200);
    expect((await ask(name)).text).toBe('secret');
  });
});

describe('paths', () => {
  test('never leave the root, are their own normal form, and name what they are given for', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom('..', '.', '', 'a', 'b c', '%2e', '\\'), fc.string({ maxLength: 6 })), { maxLength: 6 }), (parts) => {
      const kept = experimentPath(parts.join('/'));
      if (parts.join('/').split('/').includes('..')) expect(kept).toBeNull();
      if (kept === null) return;
      expect([experimentPath(kept), experimentPath(`/${kept}/`)]).toEqual([kept, kept]);
      expect(kept.split('/').filter((part) => part === '' || part === '.' || part === '..')).toEqual([]);
    }));
  });

  test('tell the ids that their parts end in', () => {
    fc.assert(fc.property(fc.array(fc.uuid(), { maxLength: 3 }), (ids) => {
      expect(idsInPath(['p', ...ids.map((id) => `a.name.${id.replaceAll('-', '')}`), 'artifacts/x'].join('/'))).toEqual(ids);
    }));
    expect(idsInPath(`x${'0'.repeat(32)}/y.${'0'.repeat(33)}/z.${'g'.repeat(32)}`)).toEqual([]);
  });
});
