// Forms that nobody should send to the storage of deployments: each is answered in words, and nothing of them stays.
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BOUNDARY, formOf, type Part, storageGround, type StorageGround } from './storage-ground.ts';

let ground: StorageGround;

beforeAll(async () => {
  ground = await storageGround(600, { SWITCHYARD_MAX_FILE_MIB: '1' });
});
afterAll(() => ground.close());

const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

async function post(body: Uint8Array | string, type: string | null = TYPE): Promise<{ status: number; detail: unknown }> {
  const response = await fetch(`${ground.url}/v1/objects/`, { method: 'POST', headers: { authorization: `Bearer ${ground.own.server.adminKey!}`, ...(type === null ? {} : { 'content-type': type }) }, body: Buffer.from(body) });
  return { status: response.status, detail: ((await response.json()) as { detail: unknown }).detail };
}

async function leftovers(): Promise<{ rows: number; spooled: string[] }> {
  const [row] = await ground.own.server.database.query<{ n: number }>({ name: 'left', text: `SELECT count(*)::int AS n FROM file` }, []);
  return { rows: row!.n, spooled: readdirSync(path.join(ground.own.dataDir, 'blobs', 'spool'), { recursive: true, encoding: 'utf8' }) };
}

const FILE: Part = { name: 'file', content: 'bytes', type: 'image/png' };
const many = (n: number): Part[] => Array.from({ length: n }, (_, i) => ({ name: `f${i}`, content: 'x' }));
const whole = formOf([FILE]);

test.each<[string, Uint8Array | string, string | null, number]>([
  ['10,000 parts', formOf([...many(10_000), FILE]), TYPE, 413],
  ['10,000 parts behind the file', formOf([FILE, ...many(10_000)]), TYPE, 413],
  ['a field of a megabyte', formOf([{ name: 'is_directory_archive', content: 'x'.repeat(1_048_576) }, FILE]), TYPE, 413],
  ['two files', formOf([FILE, FILE]), TYPE, 413],
  ['a file beyond the largest', formOf([{ ...FILE, content: new Uint8Array(1_048_577) }]), TYPE, 413],
  ['no file', formOf([{ name: 'is_directory_archive', content: 'true' }]), TYPE, 422],
  ['a flag that is none', formOf([FILE, { name: 'is_directory_archive', content: 'perhaps' }]), TYPE, 422],
  ['no boundary', whole, 'multipart/form-data', 422],
  ['another boundary', whole, 'multipart/form-data; boundary=other', 422],
  ['no type', whole, null, 422],
  ['JSON', '{}', 'application/json', 422],
  ['nothing', '', TYPE, 422],
  ['an end within the file', whole.subarray(0, whole.length - 20), TYPE, 422],
  ['an end in front of the file', whole.subarray(0, 40), TYPE, 422],
])('a form with %s is refused, and nothing of it stays', async (_name, body, type, status) => {
  const answer = await post(body, type);
  expect(answer).toEqual({ status, detail: status === 422 ? [{ loc: expect.any(Array), msg: expect.any(String), type: 'value_error' }] : expect.any(String) });
  expect(await leftovers()).toEqual({ rows: 0, spooled: [] });
  expect(ground.failures).toEqual([]);
});

test('an upload whose client goes away leaves nothing', async () => {
  const { port } = new URL(ground.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`POST /v1/objects/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ground.own.server.adminKey!}\r\nContent-Type: ${TYPE}\r\nContent-Length: 100000\r\n\r\n`);
  socket.write(formOf([{ ...FILE, content: 'x'.repeat(50_000) }]).subarray(0, 40_000));
  await expect.poll(async () => (await leftovers()).spooled.length, { timeout: 5_000 }).toBe(1);
  socket.destroy();
  await expect.poll(leftovers, { timeout: 5_000 }).toEqual({ rows: 0, spooled: [] });
  expect(ground.failures).toEqual([]);
});

test('other methods and other paths are told what there is', async () => {
  const ask = (target: string, method: string) => fetch(`${ground.url}${target}`, { method, headers: { authorization: `Bearer ${ground.own.server.adminKey!}` } });
  const refused = await ask('/v1/objects/a', 'PATCH');
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, PUT, DELETE']);
  expect((await ask('/v1/objects/', 'PUT')).status).toBe(422);
  for (const target of ['/v1/presigned-urls', '/v1/presigned-urls/upload/x', '/v1/presigned-urls/download/', `/v1/objects/${'x'.repeat(9_000)}`]) expect((await ask(target, 'GET')).status, target.slice(0, 40)).toBe(404);
});
