// Files in multipart requests: what is taken, every misuse refused with a message, and nothing left behind.
import { mkdtempSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { judgeMap, MAX_UPLOADS } from '../../src/api/graphql/upload/multipart-map.ts';
import { MAX_FIELD_BYTES, MAX_HEAD_BYTES } from '../../src/api/graphql/upload/multipart-head.ts';
import { openSpool } from '../../src/api/graphql/upload/spool.ts';
import { fields, FILE, MAX_FILE, MAX_PLACES, MULTIPART, multipart, type Part, post, STORE, told, type UploadGround, uploadGround } from './upload-ground.ts';

let ground: UploadGround;
beforeAll(async () => { ground = await uploadGround(); });
afterAll(() => ground?.close());

afterEach(() => nothingIsLeft());

async function nothingIsLeft(): Promise<void> {
  await vi.waitFor(() => expect(ground.spooled()).toEqual([]), { timeout: 5_000 });
  await vi.waitFor(async () => expect(await new Promise((resolve) => { ground.server.getConnections((_error, count) => resolve(count)); })).toBeLessThanOrEqual(1), { timeout: 5_000 });
  expect(ground.faults).toEqual([]);
}

const all = (count: number) => ({ query: 'mutation($files: [Upload]!) { storeAll(files: $files) }', variables: { files: Array.from({ length: count }, () => null) } });
const sends = (map: unknown, operations: unknown = STORE, files: readonly Part[] = [FILE]) => multipart([...fields(operations, map), ...files]);
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

test('a file arrives with its name and every byte, through a spool of our own that is empty afterwards', async () => {
  const bytes = Buffer.from(Array.from({ length: MAX_FILE }, (_, at) => (at * 31) % 256));
  const answer = await post(ground.url, sends({ 0: ['variables.file'] }, STORE, [{ ...FILE, filename: 'ä b.bin', body: bytes }]));
  expect(answer).toEqual({ status: 200, json: { data: { store: told('ä b.bin', bytes) } } });
  expect(ground.seen.files).toBe(1);
});

test('several files arrive in the order of their places, one part may fill two, and a part that map does not name is ignored', async () => {
  const files = ['x', 'y', 'z'].map((body, at) => ({ name: String(at), filename: `${body}.txt`, body }));
  const { status, json } = await post(ground.url, sends({ 2: ['variables.files.0'], 0: ['variables.files.1', 'variables.files.2'] }, all(3), files));
  expect([status, json.data]).toEqual([200, { storeAll: [told('z.txt', Buffer.from('z')), told('x.txt', Buffer.from('x')), told('x.txt', Buffer.from('x'))].join('\n') }]);
});

const ONE = { 0: ['variables.file'] };
const MISUSES: readonly [what: string, body: Buffer, status: number, message: RegExp, headers?: Record<string, string>][] = [
  ['no boundary', sends(ONE), 400, /names no boundary/, { ...MULTIPART, 'content-type': 'multipart/form-data' }],
  ['another boundary than its body', sends(ONE), 400, /body is broken|no field/, { ...MULTIPART, 'content-type': 'multipart/form-data; boundary=other' }],
  ['an empty body', Buffer.alloc(0), 400, /body is broken|no field/],
  ['nothing but bytes', Buffer.from('nothing\r\n\r\n'), 400, /body is broken|no field/],
  ['no operations', multipart([{ name: 'map', body: '{}' }]), 400, /map came before operations/],
  ['no map', multipart([fields(STORE, {})[0]!]), 400, /no field map/],
  ['no fields', multipart([]), 400, /broken|no field/],
  ['a file alone', multipart([FILE]), 400, /a file came before map/],
  ['map before operations', multipart([...fields(STORE, ONE).toReversed(), FILE]), 400, /map came before operations/],
  ['a file before map', multipart([fields(STORE, ONE)[0]!, FILE, fields(STORE, ONE)[1]!]), 400, /a file came before map/],
  ['a file before all', multipart([FILE, ...fields(STORE, ONE)]), 400, /a file came before map/],
  ['a field that is not expected', multipart([{ name: 'query', body: '{ ok }' }, ...fields(STORE, ONE)]), 400, /"query" is not expected/],
  ['operations twice', multipart([fields(STORE, ONE)[0]!, ...fields(STORE, ONE), FILE]), 400, /"operations" is not expected/],
  ['operations that are no JSON', sends(ONE, '{ x'), 400, /operations is not JSON/],
  ['operations that are a text', sends(ONE, '"text"'), 400, /operations has to be an object/],
  ['operations that are null', sends(ONE, 'null'), 400, /operations has to be an object/],
  ['operations that are a number', sends(ONE, '7'), 400, /operations has to be an object/],
  ['a list of operations', sends({ 0: ['0.variables.file'] }, [STORE]), 400, /send one operation/],
  ['operations nested without end', sends(ONE, `{"variables":{"file":null,"x":${deep(100_000)}}}`), 400, /deep/],
  ['map that is no JSON', sends('{ x'), 400, /map is not JSON/],
  ['map that is a list', sends([['variables.file']]), 400, /map has to be an object/],
  ['map that is null', sends('null'), 400, /map has to be an object/],
  ['map that is a text', sends('"variables.file"'), 400, /map has to be an object/],
  ['places that are no list', sends({ 0: 'variables.file' }), 400, /has to be a list of places/],
  ['places that are an object', sends({ 0: { 0: 'variables.file' } }), 400, /has to be a list of places/],
  ['a part without a place', sends({ 0: [] }), 400, /fills no place/],
  ['a place that is a number', sends({ 0: [0] }), 400, /is no text/],
  ['a place that is null', sends({ 0: [null] }), 400, /is no text/],
  ['an empty place', sends({ 0: [''] }), 400, /outside the variables/],
  ['a place in the query', sends({ 0: ['query'] }), 400, /outside the variables/],
  ['the variables themselves', sends({ 0: ['variables'] }, { ...STORE, variables: null }), 400, /outside the variables/],
  ['a place that is not there', sends({ 0: ['variables.other'] }), 400, /not in operations/],
  ['a place below a null', sends({ 0: ['variables.file.x'] }), 400, /not in operations/],
  ['a place far behind the end of a list', sends({ 0: ['variables.files.4294967290'] }, all(1)), 400, /not in operations/],
  ['the length of a list', sends({ 0: ['variables.files.length'] }, all(1)), 400, /not in operations/],
  ['a place that holds a value', sends(ONE, { ...STORE, variables: { file: 'text' } }), 400, /holds a value/],
  ['two parts for one place', sends({ 0: ['variables.file'], 1: ['variables.file'] }), 400, /filled by two parts/],
  ['__proto__', sends({ 0: ['__proto__.polluted'] }), 400, /__proto__, constructor or prototype/],
  ['__proto__ in the variables', sends({ 0: ['variables.__proto__'] }, '{"variables":{"__proto__":null}}'), 400, /__proto__, constructor or prototype/],
  ['constructor.prototype', sends({ 0: ['variables.constructor.prototype.polluted'] }), 400, /__proto__, constructor or prototype/],
  ['a place without end', sends({ 0: [`variables${'.a'.repeat(1_000)}`] }), 400, /longer than 20 names/],
  ['a file that never comes', sends(ONE, STORE, []), 400, /did not arrive whole/],
  ['a file under another name', sends(ONE, STORE, [{ ...FILE, name: 'other' }]), 400, /did not arrive whole/],
  ['a file that breaks off', sends(ONE).subarray(0, -30), 400, /did not arrive whole|broken/],
  ['a broken head of a part', Buffer.concat([multipart(fields(STORE, ONE)).subarray(0, -4), Buffer.from('\r\nContent-Disposition form-data\0\r\n\r\nx')]), 400, /did not arrive whole|broken/],
  ['a file that is too large', sends(ONE, STORE, [{ ...FILE, body: Buffer.alloc(MAX_FILE + 1) }]), 413, /SWITCHYARD_MAX_FILE_MIB/],
  ['files that are too large together', sends({ 0: ['variables.files.0'], 1: ['variables.files.1'] }, all(2), [0, 1].map((name) => ({ ...FILE, name: String(name), body: Buffer.alloc(MAX_FILE + MAX_HEAD_BYTES / 2) }))), 413, /larger than/],
  ['more files than are taken', sends(Object.fromEntries(Array.from({ length: MAX_UPLOADS + 1 }, (_, at) => [at, [`variables.files.${at}`]])), all(MAX_UPLOADS + 1)), 413, /at most 10/],
  ['an operation without end', sends(ONE, { ...STORE, query: `${STORE.query}${' '.repeat(MAX_FIELD_BYTES)}` }), 413, /"operations" is longer/],
  ['a map without end', sends({ 0: ['variables.file'], x: ' '.repeat(MAX_FIELD_BYTES) }), 413, /"map" is longer/],
  ['a field without end', multipart([{ name: 'other', body: 'x'.repeat(MAX_HEAD_BYTES) }]), 413, /longer than/],
  ['a thousand parts', multipart(Array.from({ length: 1_000 }, () => FILE)), 400, /a file came before map/],
  ['a text where a file belongs', Buffer.from(JSON.stringify({ ...STORE, variables: { file: 'text' } })), 400, /an Upload is a file/, { 'content-type': 'application/json', accept: 'application/graphql-response+json' }],
  ['a file in the document', Buffer.from(JSON.stringify({ query: 'mutation { store(file: "text") }' })), 400, /as a variable/, { 'content-type': 'application/json', accept: 'application/graphql-response+json' }],
  ['no proof that no page sent it', sends(ONE), 400, /Cross-Site Request Forgery/, { 'content-type': MULTIPART['content-type'] }],
];

describe(`each of ${MISUSES.length} misuses is the caller's error, says what to do, and stores nothing:`, () => {
  test.each(MISUSES)('%s', async (_what, body, status, message, headers = MULTIPART) => {
    const answer = await post(ground.url, body, headers);
    expect([answer.status, answer.json.errors?.map((error) => error.message).join()]).toEqual([status, expect.stringMatching(message)]);
    expect(answer.json.errors!.every(({ extensions }) => ['BAD_REQUEST', 'LIMIT_EXCEEDED', 'INVALID', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED'].includes(extensions.code))).toBe(true);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((await post(ground.url, sends(ONE))).json.data).toEqual({ store: told('a.txt', Buffer.from('hello')) });
  });
});

test('without proof that no page sent it, an operation is not executed', async () => {
  const before = ground.executed.length;
  await post(ground.url, sends(ONE), { 'content-type': MULTIPART['content-type'] });
  expect(ground.executed.length).toBe(before);
});

test('a file that nobody reads is not waited for', async () => {
  const ignoring = { ...STORE, query: 'mutation($file: Upload!) { ignore(file: $file) }' };
  expect(await post(ground.url, sends(ONE, ignoring, [{ ...FILE, body: Buffer.alloc(MAX_FILE) }]))).toEqual({ status: 200, json: { data: { ignore: 'ignored' } } });
});

/** Sends the beginning of a large upload and leaves the rest to the test. */
function begun(): ReturnType<typeof connect> {
  const body = sends(ONE, STORE, [{ ...FILE, body: Buffer.alloc(MAX_FILE) }]);
  const head = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${MULTIPART['content-type']}\r\nApollo-Require-Preflight: yes\r\nContent-Length: ${body.length}\r\n\r\n`;
  const socket = connect(ground.port, '127.0.0.1', () => {
    socket.write(head);
    socket.write(body.subarray(0, 2_000));
  });
  return socket.on('error', () => {}); // cut by us or by the server
}

test('an upload that its client breaks off leaves no file and no request behind, ten times', async () => {
  for (let n = 0; n < 10; n += 1) {
    const before = ground.executed.length;
    const socket = begun();
    await vi.waitFor(() => expect([ground.executed.length, ground.spooled().length]).toEqual([before + 1, 1]), { timeout: 5_000, interval: 5 });
    socket.destroy();
    await vi.waitFor(() => expect(ground.spooled()).toEqual([]), { timeout: 5_000, interval: 5 });
  }
});

test('an upload that stops coming is answered 408 and cut, although its connection stays open', async () => {
  const sockets = Array.from({ length: 5 }, begun);
  const answers = await Promise.all(sockets.map((socket) => new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (part: Buffer) => { text += part.toString(); }).once('close', () => resolve(text));
  })));
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"message":"the body of the request stopped coming/);
});

test('more uploads at a time than a key may have are answered 429 before anything of them is kept', async () => {
  const before = ground.executed.length;
  const sockets = Array.from({ length: MAX_PLACES }, begun);
  await vi.waitFor(() => expect(ground.executed.length).toBe(before + MAX_PLACES), { timeout: 5_000, interval: 5 });
  expect(await post(ground.url, sends(ONE))).toMatchObject({ status: 429, json: { errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] } });
  expect((await fetch(ground.url, { method: 'POST', headers: MULTIPART, body: sends(ONE) as BodyInit })).headers.get('retry-after')).toBe('5');
  sockets.forEach((socket) => socket.destroy());
  await vi.waitFor(async () => expect((await post(ground.url, sends(ONE))).status).toBe(200), { timeout: 5_000, interval: 20 });
});

test('what a killed server left in the spool is gone when the next one starts', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-spool-'));
  writeFileSync(path.join(folder, 'capacitor-0.tmp'), 'half');
  mkdirSync(path.join(folder, 'deep'));
  expect(readdirSync(openSpool(folder))).toEqual([]);
});

test('whatever stands in both fields, a map is accepted only when each of its places is a null of the variables', () => {
  const name = fc.constantFrom('variables', 'file', 'files', '0', '1', '__proto__', 'constructor', 'query', 'length', '');
  const place = fc.array(name, { maxLength: 4 }).map((names) => names.join('.'));
  const value = fc.oneof(fc.constant(null), fc.string(), fc.array(fc.constant(null), { maxLength: 2 }));
  const operations = fc.record({ query: fc.string(), variables: fc.record({ file: value, files: value }) });
  fc.assert(fc.property(operations, fc.dictionary(name, fc.array(place, { maxLength: 3 })), (given, map) => {
    const judged = judgeMap(JSON.stringify(given), JSON.stringify(map));
    if (!judged.ok) return judged.message.length > 10;
    return judged.paths.every((names) => names[0] === 'variables' && names.reduce<unknown>((at, each) => (at as Record<string, unknown>)[each], given) === null);
  }), { numRuns: 500 });
});
