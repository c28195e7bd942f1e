// Calls as they come in and answers as they go out.
import { Agent, get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_OPEN_BYTES } from '../../src/api/rest/clearml/transport/call-run.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';
import { rawCall, type RawCallAnswer } from './raw-call.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open({ maxBodyBytes: 16 * 1_048_576 }); });
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const ask = (path: string, call: Parameters<typeof rawCall>[1] = {}): Promise<RawCallAnswer> => rawCall(`${ground.url}${path}`, call);
/** What a call was given, as it understood it. */
const heard = async (path: string, call: Parameters<typeof rawCall>[1] = {}): Promise<Shown> => {
  const { msg: _msg, ...data } = (await ask(path, call)).data;
  return data;
};

test('the connection of a call of the SDK ends with its answer, because the SDK forks and its child would use it too; those of polls and of others stay', async () => {
  const connection = async (headers: Readonly<Record<string, string>>, path = '/debug.ping'): Promise<string | undefined> => {
    const agent = new Agent({ keepAlive: true });
    const { headers: answered } = await new Promise<IncomingMessage>((resolve, reject) => { get(`${ground.url}${path}`, { agent, headers }, (answer) => resolve(answer.resume())).on('error', reject); });
    agent.destroy();
    return answered.connection;
  };
  expect(await connection({ 'x-clearml-client': 'clearml-2.1.7' })).toBe('close');
  expect(await connection({ 'x-trains-client': 'trains-0.16' })).toBe('close');
  expect(await connection({ 'x-clearml-agent': 'api-3.0.3' })).toBe('keep-alive');
  expect(await connection({})).toBe('keep-alive');
  const poll = '/tasks.get_all?only_fields[]=status&only_fields[]=status_message&only_fields[]=id';
  expect(await connection({ 'x-clearml-client': 'clearml-2.1.7' }, poll)).toBe('keep-alive');
  expect(await connection({ 'x-clearml-client': 'clearml-2.1.7' }, `${poll}&only_fields[]=name`)).toBe('close');
});

describe('paths and versions', () => {
  test('a call is answered in the envelope, with the version that was asked for and that of the form that answered', async () => {
    const { meta, data } = await ground.call('debug.ping', { hello: 1 }, { version: '2.9' });
    expect(meta).toMatchObject({ endpoint: { name: 'debug.ping', requested_version: '2.9', actual_version: '1.0' }, result_code: 200, result_subcode: 0, result_msg: 'OK', error_stack: null, error_data: {} });
    expect(meta.trx).toBe(meta.id);
    expect(meta.id).toMatch(/^[0-9a-f]{32}$/);
    expect(data).toEqual({ hello: 1, msg: 'ClearML server' });
  });

  test.each([
    ['/debug.ping/', '200/0', 'debug.ping', '2.31', '1.0'],
    ['/v2.9/debug.ping/', '200/0', 'debug.ping', '2.9', '1.0'],
    ['/v999.0/auth.logout', '200/0', 'auth.logout', '999.0', '2.2'],
    ['/v23/server.info', '200/0', 'server.info', '23', '2.12'],
    ['/v2.10/server.info', '200/0', 'server.info', '2.10', '2.8'],
    ['/v2.3/server.info', '200/0', 'server.info', '2.3', '1.0'],
    ['/v2.1/auth.logout', '404/0', 'auth.logout', '2.1', null],
    ['/v2.14/workers.get_runtime_properties', '404/0', 'workers.get_runtime_properties', '2.14', null],
    ['/v1.5/debug.ping', '200/0', 'debug.ping', 1.5, 1],
    ['/v2/debug.ping', '400/0', '', '2.31', null],
    ['/nothing', '400/0', '', '2.31', null],
    ['/v2.9/nothing', '400/0', '', '2.31', null],
    ['/v2.9/a.b.c', '400/0', '', '2.31', null],
    ['/9tasks.get', '400/0', '', '2.31', null],
  ])('%s is answered %s', async (path, codes, name, requested, actual) => {
    const answer = await ask(path);
    expect([answer.codes, answer.status, answer.meta.endpoint]).toEqual([codes, Number(codes.split('/')[0]), { name, requested_version: requested, actual_version: actual }]);
  });

  test('each way of asking comes to the same: GET with a body, POST, PUT, and any other method', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) expect(await heard('/debug.ping', { method, body: '{"method":"get","a":{"b":[1]}}' })).toEqual({ method: 'get', a: { b: [1] } });
    const { status, text } = await ask('/debug.ping', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
  });

  test('in open mode nothing that is presented is looked at', async () => {
    for (const headers of [{ authorization: 'Basic %%%' }, { authorization: 'Digest x' }, { authorization: 'Bearer a.b.c' }, { cookie: 'clearml_token_basic=x' }]) expect((await ask('/users.get_current_user', { headers })).data.user.name).toBe('local');
  });

  test('OPTIONS is answered empty, to any origin, which may send any header and no cookie', async () => {
    const { status, text, headers } = await ask('/tasks.get_all', { method: 'OPTIONS', headers: { origin: 'https://ui.example', 'access-control-request-headers': 'Authorization, X-Clearml-Worker, b@d' } });
    expect([status, text]).toEqual([200, '']);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, x-clearml-worker' });
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  test('a body with a Content-Encoding is refused in plain text', async () => {
    const { status, text, headers } = await ask('/debug.ping', { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: 'x'.repeat(100_000) });
    expect([status, headers['content-type']]).toEqual([415, 'text/plain; charset=utf-8']);
    expect(text).toMatch(/without a Content-Encoding/);
  });

  test('the id of a transaction is given back, under either name of its header, and asking for later answers changes nothing', async () => {
    expect((await ask('/debug.ping', { headers: { 'x-clearml-trx': 'mine', 'x-clearml-async': 'true' } })).meta).toMatchObject({ trx: 'mine', result_code: 200 });
    expect((await ask('/debug.ping', { headers: { 'X-Trains-Trx': 'old' } })).meta.trx).toBe('old');
  });

  test('a large answer is compressed for who takes that, and for nobody else', async () => {
    await ground.bench.sql(`INSERT INTO "user" (id, name, role) SELECT gen_random_uuid(), 'many ' || n || repeat('x', 1000), 'viewer' FROM generate_series(1, 300) n`);
    const answers = await Promise.all(['gzip, deflate', 'gzip;q=0.5', 'gzip;q=0, identity', ''].map((accepted) => ask('/users.get_all', { headers: { 'accept-encoding': accepted } })));
    expect(answers.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', 'gzip', undefined, undefined]);
    expect(answers.map(({ data }) => data.users.length)).toEqual([301, 301, 301, 301]);
    expect((await ask('/debug.ping', { headers: { 'accept-encoding': 'gzip' } })).headers['content-encoding']).toBeUndefined();
  });
});

describe('what a call is given', () => {
  test('fields of the query are numbers, truths, lists and nested members where they look so, and go before those of the body', async () => {
    expect(await heard('/debug.ping?a=1&b=2.5&c=true&d=False&e=x&f=1&f=y&g[]=7&h.i.j=TRUE&k=&l=12345678901234567890123456789012', { body: '{"a":"old","z":"kept"}' })).toEqual({
      a: 1, b: 2.5, c: true, d: false, e: 'x', f: [1, 'y'], g: [7], h: { i: { j: true } }, k: '', l: '12345678901234567890123456789012', z: 'kept',
    });
  });

  test('fields of a form go before those of the query; JSON that comes as a form is JSON', async () => {
    const type = (value: string): Record<string, string> => ({ 'content-type': value });
    expect(await heard('/debug.ping?a=1&b=1', { method: 'POST', headers: type('application/x-www-form-urlencoded'), body: 'b=2&c.d=%C3%A4' })).toEqual({ a: 1, b: 2, c: { d: 'ä' } });
    expect(await heard('/debug.ping', { method: 'POST', headers: type('application/x-www-form-urlencoded'), body: '{"a":1}' })).toEqual({ a: 1 });
    expect(await heard('/debug.ping', { method: 'POST', headers: type('multipart/form-data; boundary=edge'), body: '--edge\r\ncontent-disposition: form-data; name="a"\r\n\r\n7\r\n--edge--\r\n' })).toEqual({ a: 7 });
    expect((await ask('/debug.ping', { method: 'POST', headers: type('multipart/form-data; boundary=edge'), body: 'nonsense' })).codes).toBe('400/0');
  });

  test.each([['', {}], ['null', {}], [' \n', {}], ['\uFEFF{"a":1}', { a: 1 }], ['{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN \\" Infinity"}', { a: null, b: [null, null], c: 'NaN " Infinity' }]])('a body %j is %j', async (body, data) => {
    expect(await heard('/debug.ping', { method: 'POST', body, headers: { 'content-type': 'text/html' } })).toEqual(data);
  });

  test.each(['{', '[]', '"x"', '7', 'a=1', '{"a":NaNa}', '\0', '{"a":1}{"b":2}'])('a body %j is 400/0', async (body) => {
    expect((await ask('/debug.ping', { method: 'POST', body })).codes).toBe('400/0');
  });

  test('what no database could keep is taken out of texts and names; a member __proto__ is one like any other, but none of a query', async () => {
    const body = '{"a\\u0000":"b\\u0000c","d":["\\ud83d\\ude00","\\ud83d"],"__proto__":{"x":1},"__pr\\u006fto__":2,"constructor":{"y":{"__proto__":3}}}';
    const { data } = await ask('/debug.ping?__proto__.z=1&e=%00f', { method: 'POST', body });
    expect(data).toEqual(JSON.parse('{"a":"bc","d":["😀","\uFFFD"],"__proto__":2,"constructor":{"y":{"__proto__":3}},"e":"f","msg":"ClearML server"}'));
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  test('wrong types name the member, missing ones too, and unknown ones mean nothing', async () => {
    expect((await ask('/auth.login', { body: '{"expiration_sec":"x"}' })).meta).toMatchObject({ result_code: 400, result_subcode: 12, result_msg: expect.stringContaining('field=expiration_sec') as string });
    expect((await ask('/auth.login', { body: '{"expiration_sec":null,"who":{"knows":[1]}}' })).codes).toBe('200/0');
    expect((await ask('/auth.login?expiration_sec=3600')).codes).toBe('200/0');
    expect((await ask('/auth.login?expiration_sec=31536001')).codes).toBe('400/12');
    expect((await ask('/auth.login?expiration_sec=1.5')).codes).toBe('400/12');
    expect((await ask('/auth.edit_user', { body: '{}' })).codes).toBe('400/12');
  });
});

describe('what is sent to do harm', () => {
  const deep = (levels: number): string => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  const members = (count: number): string => `{${Array.from({ length: count }, (_, i) => `"k${i}":0`).join(',')}}`;

  test.each([
    ['10,000 levels', deep(10_000), '400/0'],
    ['as many levels as there may be', deep(199), '200/0'],
    ['a million opening brackets', `{"a":${'['.repeat(1_000_000)}`, '400/0'],
    ['brackets within a text', JSON.stringify({ a: '[{'.repeat(5_000) }), '200/0'],
    ['a million backslashes', `{"a":"${'\\\\'.repeat(1_000_000)}"}`, '200/0'],
    ['a million members', members(1_000_000), '400/0'],
    ['a hundred thousand members', members(100_000), '200/0'],
    ['five million empty objects', `{"a":[${Array.from({ length: 2_500_000 }, () => '{}').join(',')}]}`, '400/0'],
  ])('%s: an answer, and no error of ours', async (_what, body, codes) => {
    expect((await ask('/users.get_current_user', { method: 'POST', body })).codes).toBe(codes);
  });

  test('too many fields, or fields too deep', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => `k${i}=1`).join('&');
    expect((await ask(`/debug.ping?${many}`)).codes).toBe('400/0');
    expect((await ask(`/debug.ping?${'a.'.repeat(30)}b=1`)).codes).toBe('400/0');
  });

  test('a body that is too large is taken to its end and then refused for good, so that its client neither hangs nor tries again', async () => {
    const open = await ask('/debug.ping', { method: 'POST', body: `{"a":"${'x'.repeat(MAX_OPEN_BYTES)}"}` });
    expect(open.codes).toBe('400/0');
    const large = await ask('/users.get_current_user', { method: 'POST', body: Buffer.alloc(17 * 1_048_576, 0x20) });
    expect([large.codes, large.meta.result_msg]).toEqual(['400/0', expect.stringMatching(/more than 16777216 bytes.*several requests/)]);
    expect((await ask('/users.get_current_user', { method: 'POST', body: Buffer.alloc(15.5 * 1_048_576, 0x20) })).codes).toBe('200/0');
  });
});
