// Files through GraphQL: uploaded as parts of requests, listed, read at their address, changed and deleted, and told of in the log.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import type { Role } from '../../src/domain/access.ts';
import { zipOf } from '../blobs/blob-ground.ts';
import { ownServer, type OwnServer } from './own-server.ts';

let own: OwnServer;
const keys = new Map<Role, string>();

beforeAll(async () => {
  own = await ownServer({ AUTH: 'keys', SWITCHYARD_MAX_FILE_MIB: '1' });
  for (const role of ['viewer', 'operator'] as const) keys.set(role, (await createKey(own.server.database, { role, label: role })).text);
});
afterAll(() => own.close());

// oxlint-disable-next-line typescript/no-explicit-any -- the selection stands in a text that the compiler does not read
type Shown = any;

async function ask(query: string, variables: object = {}, role: Role = 'operator'): Promise<Shown> {
  const response = await fetch(`${own.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.get(role)!}` }, body: JSON.stringify({ query, variables }) });
  return response.json();
}

const UPLOAD = `mutation U($input: UploadFileInput!) { uploadFile(input: $input) { outcome eventCursor userErrors { code message path } file {
  id name givenName size sha256 contentType store path url createdAt expiresAt project { path } } } }`;

async function upload(bytes: string | Buffer, given: { name?: string; type?: string; input?: object; role?: Role } = {}): Promise<Shown> {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: UPLOAD, variables: { input: { ...given.input, file: null } } }));
  form.set('map', JSON.stringify({ 0: ['variables.input.file'] }));
  form.set('0', new Blob([bytes as BlobPart], { type: given.type ?? 'text/plain' }), given.name ?? 'a.txt');
  const headers = { authorization: `Bearer ${keys.get(given.role ?? 'operator')!}`, 'apollo-require-preflight': '1' };
  const response = await fetch(`${own.server.url}/graphql`, { method: 'POST', headers, body: form });
  return response.json();
}

/** What lies in the store and in its spool. */
const onDisk = (): string[] => readdirSync(path.join(own.dataDir, 'blobs'), { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f-]{36,64}$/.test(name));

describe('an upload', () => {
  test('becomes a file that is found by its id, in the list, as a node and in the log, and read at its address', async () => {
    const { data } = await upload('some bytes', { name: 'r\u202eesults.txt' });
    const { file, ...payload } = data.uploadFile;
    expect(payload).toEqual({ outcome: 'ACCEPTED', userErrors: [], eventCursor: expect.any(String) });
    expect(file).toMatchObject({
      name: 'results.txt', givenName: 'r\u202eesults.txt', size: 10, sha256: '0d22cdcc10e6d049dbe1af5123d50873fdfc1a4f58306e58cb6241be9472014d', contentType: 'text/plain', store: 'UPLOAD', path: null, expiresAt: null, project: { path: '/' },
    });
    const found = await ask(`query ($id: ID!, $sha: String!) { file(id: $id) { id entries { totalCount } } node(id: $id) { __typename id }
      files(filter: { sha256: { eq: $sha }, store: { in: [UPLOAD] }, name: { contains: "ESULTS" } }) { totalCount nodes { id } }
      events(first: 1, filter: { kinds: [FILE_STORED] }) { events { kind ... on FileEvent { name store size sha256 reason file { id } } } } }`, { id: file.id, sha: file.sha256 });
    expect(found).toEqual({ data: {
      file: { id: file.id, entries: null }, node: { __typename: 'File', id: file.id }, files: { totalCount: 1, nodes: [{ id: file.id }] },
      events: { events: [{ kind: 'FILE_STORED', name: 'r\u202eesults.txt', store: 'UPLOAD', size: 10, sha256: file.sha256, reason: null, file: { id: file.id } }] },
    } });
    const read = await fetch(own.server.url + file.url, { headers: { authorization: `Bearer ${keys.get('viewer')!}` } });
    expect([read.status, await read.text()]).toEqual([200, 'some bytes']);
  });

  test('is stored once for one requestId and the same bytes, and is a conflict with others', async () => {
    const input = { requestId: 'an upload', name: 'chosen.txt', expiresInSeconds: 3_600 };
    const [first, second] = [await upload('the same', { input }), await upload('the same', { input, name: 'whatever' })];
    expect(second).toEqual(first);
    expect(first.data.uploadFile.file).toMatchObject({ name: 'chosen.txt', expiresAt: expect.any(String) });
    const other = (await upload('the other', { input })).data.uploadFile;
    expect(other).toMatchObject({ outcome: 'REFUSED', file: null, userErrors: [{ code: 'IDEMPOTENCY_CONFLICT', path: ['input', 'requestId'] }] });
  });

  test.each<[string, string | Buffer, { input?: object; role?: Role }, { code: string; path?: string[] }]>([
    ['larger than a file may be', Buffer.alloc(1_048_577), {}, { code: 'LIMIT_EXCEEDED' }],
    ['with an empty name', 'x', { input: { name: '' } }, { code: 'INVALID', path: ['input', 'name'] }],
    ['for no time at all', 'x', { input: { expiresInSeconds: 0 } }, { code: 'INVALID', path: ['input', 'expiresInSeconds'] }],
    ['into a project that is none', 'x', { input: { projectId: '../..' } }, { code: 'INVALID', path: ['input', 'projectId'] }],
  ])('%s is refused in words and leaves nothing', async (_what, bytes, given, error) => {
    const before = onDisk();
    const answer = await upload(bytes, given);
    expect(answer.data.uploadFile).toMatchObject({ outcome: 'REFUSED', file: null, userErrors: [error] });
    expect(onDisk()).toEqual(before);
  });

  test('is not for viewers, and is nothing but a part of a request', async () => {
    expect((await upload('x', { role: 'viewer' })).errors[0].extensions.code).toBe('FORBIDDEN');
    const text = await ask(UPLOAD, { input: { file: 'text' } });
    expect(text.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('whose client goes away in the middle leaves neither a file nor a spool', async () => {
    const before = onDisk();
    const stop = new AbortController();
    const parts = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(`--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: UPLOAD, variables: { input: { file: null } } })}\r\n--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{"0":["variables.input.file"]}\r\n--x\r\nContent-Disposition: form-data; name="0"; filename="a"\r\n\r\n${'y'.repeat(100_000)}`)),
    });
    const headers = { authorization: `Bearer ${keys.get('operator')!}`, 'apollo-require-preflight': '1', 'content-type': 'multipart/form-data; boundary=x' };
    const sent = fetch(`${own.server.url}/graphql`, { method: 'POST', headers, body: parts, duplex: 'half', signal: stop.signal } as RequestInit);
    sent.catch(() => {}); // aborted below
    const spool = path.join(own.dataDir, 'blobs', 'spool');
    await expect.poll(() => readdirSync(spool).length, { timeout: 5_000 }).toBe(1);
    stop.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => readdirSync(spool).length, { timeout: 5_000 }).toBe(0);
    expect(onDisk()).toEqual(before);
  });
});

test('a file is kept on, deleted and gone, each for operators alone', async () => {
  const { id, url } = (await upload('short-lived', { input: { expiresInSeconds: 60 } })).data.uploadFile.file;
  const keep = 'mutation ($input: KeepFileInput!) { keepFile(input: $input) { outcome eventCursor userErrors { code path } file { expiresAt } } }';
  expect((await ask(keep, { input: { fileId: id } })).data.keepFile).toEqual({ outcome: 'ACCEPTED', eventCursor: null, userErrors: [], file: { expiresAt: null } });
  expect((await ask(keep, { input: { fileId: id, expiresInSeconds: -1 } })).data.keepFile.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'expiresInSeconds'] }]);
  const remove = 'mutation ($input: DeleteFileInput!) { deleteFile(input: $input) { outcome userErrors { code path } file { id } } }';
  expect((await ask(remove, { input: { fileId: id } }, 'viewer')).errors[0].extensions.code).toBe('FORBIDDEN');
  expect((await ask(remove, { input: { fileId: id } })).data.deleteFile).toEqual({ outcome: 'ACCEPTED', userErrors: [], file: null });
  expect((await ask(remove, { input: { fileId: id } })).data.deleteFile.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'fileId'] }]);
  expect((await ask('query ($id: ID!) { file(id: $id) { id } events(filter: { kinds: [FILE_DELETED] }) { events { kind ... on FileEvent { reason file { id } } } } }', { id })).data).toEqual({ file: null, events: { events: [{ kind: 'FILE_DELETED', reason: 'DELETED', file: null }] } });
  expect((await fetch(own.server.url + url, { headers: { authorization: `Bearer ${keys.get('viewer')!}` } })).status).toBe(404);
});

test('the members of a zip are paged in both directions, each with its address; one that is not safe is an error in words', async () => {
  const names = Array.from({ length: 7 }, (_, i) => `dir/${i} ü.txt`);
  const { id } = (await upload(zipOf(names.map((name) => ({ name, data: name }))), { name: 'a.zip', type: 'application/zip' })).data.uploadFile.file;
  const page = async (args: string): Promise<Shown> => (await ask(`query ($id: ID!) { file(id: $id) { entries${args} { totalCount nodes { name size url } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`, { id })).data.file.entries;
  const first = await page('(first: 3)');
  expect([first.totalCount, first.nodes.map(({ name }: Shown) => name), first.pageInfo.hasNextPage, first.pageInfo.hasPreviousPage]).toEqual([7, names.slice(0, 3), true, false]);
  const second = await page(`(first: 100, after: "${first.pageInfo.endCursor}")`);
  expect([second.nodes.map(({ name }: Shown) => name), second.pageInfo.hasNextPage, second.pageInfo.hasPreviousPage]).toEqual([names.slice(3), false, true]);
  const back = await page(`(last: 2, before: "${second.pageInfo.startCursor}")`);
  expect([back.nodes.map(({ name }: Shown) => name), back.pageInfo.hasNextPage, back.pageInfo.hasPreviousPage]).toEqual([names.slice(1, 3), true, true]);
  const read = await fetch(own.server.url + second.nodes[0].url, { headers: { authorization: `Bearer ${keys.get('viewer')!}` } });
  expect([read.status, await read.text()]).toEqual([200, names[3]]);
  const bad = (await upload(zipOf([{ name: '../up' }]), { name: 'b.zip' })).data.uploadFile.file.id;
  const answer = await ask('query ($id: ID!) { file(id: $id) { entries { totalCount } } }', { id: bad });
  expect(answer).toMatchObject({ data: { file: { entries: null } }, errors: [{ message: expect.stringContaining('leads to another directory'), extensions: { code: 'INVALID' } }] });
});
