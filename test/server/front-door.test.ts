// The front door by itself: faults of rooms are masked, odd requests end where they should.
import { connect, type AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BODY_TIMES } from '../../src/server/http/body-progress.ts';
import { MAX_PIPELINED } from '../../src/server/http/connection-answers.ts';
import { closeFrontDoor, openFrontDoor, OTHER_CONNECTIONS } from '../../src/server/http/front-door.ts';
import { readiness } from '../../src/server/http/probe.ts';
import type { RequestReport } from '../../src/server/http/request-report.ts';
import { errorFields, readableLine } from '../../src/server/process-log.ts';
import { send } from './own-server.ts';

const lines: Record<string, unknown>[] = [];
const log = pino({ serializers: { error: errorFields } }, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
const reports: RequestReport[] = [];
let draining = false;
let door: Server;
let url: string;
let port: number;

beforeAll(async () => {
  door = openFrontDoor({
    rooms: {
      '/throws': () => { throw new Error('the secret plan'); },
      '/breaks': (_req, res) => { res.writeHead(200).write('half'); return Promise.reject(new Error('the secret plan')); },
      '/lost': () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })),
      '/ready': readiness({ never: () => new Promise<never>(() => {}), broken: () => { throw new Error('it broke'); }, fine: () => null }),
      '/healthz': (_req, res) => void res.end('ok'),
    },
    prefixes: { '/deep/': (req, res) => void res.end(req.url) },
    upgrades: { '/socket': (_req, socket) => { socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'); }, '/broken': () => { throw new Error('the secret plan'); } },
    onRequest: (report) => void reports.push(report),
    guarded: true, servedWhileDraining: ['/healthz'], isDraining: () => draining, log,
  });
  await new Promise<void>((resolve) => { door.listen(0, '127.0.0.1', resolve); });
  ({ port } = door.address() as AddressInfo);
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => closeFrontDoor(door));

/** Sends bytes as they are and gives the first line that comes back. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').once('data', (answer: string) => { resolve(answer.split('\r\n')[0]!); socket.destroy(); }).on('error', reject);
  });
}

test('a fault of a room is masked, and the log says more under the id the caller was given', async () => {
  const answer = await send(`${url}/throws`);
  expect([answer.status, JSON.parse(answer.text).code]).toEqual([500, 'INTERNAL']);
  expect(answer.text).not.toContain('secret');
  const logged = lines.find((line) => answer.text.includes(String(line['requestId'])));
  expect(logged).toMatchObject({ path: '/throws', error: { message: 'the secret plan', stack: expect.any(String) as string } });
});

test('a fault in the middle of an answer cuts it off, so that nobody takes half for all', async () => {
  await expect(send(`${url}/breaks`)).rejects.toThrow(/aborted|socket hang up|ECONNRESET/);
});

test('a lost database is no fault of the server: 503, and nothing is told of it as a bug', async () => {
  const before = lines.length;
  const answer = await send(`${url}/lost`);
  expect([JSON.parse(answer.text).code, answer.headers['retry-after']]).toEqual(['UNAVAILABLE', '1']);
  expect(lines.length).toBe(before);
});

test('a connection that cannot be taken is logged and ends nothing, however often it happens', () => {
  const before = lines.length;
  for (let n = 0; n < 3; n++) door.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
  expect(lines.slice(before)).toMatchObject(Array.from({ length: 3 }, () => ({ level: 50, error: { code: 'EMFILE' } })));
});

test('readiness waits for no condition longer than two seconds, and names each that is not met', async () => {
  const answer = await send(`${url}/ready`);
  expect([answer.status, JSON.parse(answer.text).checks]).toEqual([503, { never: 'no answer within 2000 ms', broken: 'it broke', fine: 'ok' }]);
});

test.each([
  ['a target that is no path', `GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 'HTTP/1.1 404 Not Found'],
  ['a target with a host of its own', `GET http://evil.example/throws HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 'HTTP/1.1 404 Not Found'],
  ['no Host at all', `GET /healthz HTTP/1.0\r\n\r\n`, 'HTTP/1.1 403 Forbidden'],
  ['bytes that are no HTTP', `\x16\x03\x01\r\n\r\n`, 'HTTP/1.1 400 Bad Request'],
  ['an upgrade where nothing can be upgraded', `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 'HTTP/1.1 404 Not Found'],
  ['an upgrade from another site', `GET /socket HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 'HTTP/1.1 403 Forbidden'],
  ['an upgrade that meets a fault of its room', `GET /broken HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 'HTTP/1.1 500 Internal Server Error'],
  ['a wish for another protocol than that of sockets', `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n`, 'HTTP/1.1 200 OK'],
  ['an upgrade as it should be', `GET /socket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 'HTTP/1.1 101 Switching Protocols'],
])('%s', async (_what, text, answer) => {
  expect(await raw(text)).toBe(answer);
});

test('every request and upgrade is reported once, by the room it went to, with what came of it', async () => {
  reports.length = 0;
  await send(`${url}/deep/er?x=1`, { headers: { 'x-request-id': 'one' } });
  await send(`${url}/throws`);
  await send(`${url}/nowhere`, { headers: { origin: 'http://evil.example' } });
  for (const path of ['/broken', '/socket']) await raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-Id: up\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  await vi.waitFor(() => expect(reports.map(({ path, room, status, cut, notes }) => [path, room, status, cut, [...notes.codes]])).toEqual([
    ['/deep/er', '/deep/', 200, false, []], ['/throws', '/throws', 500, false, ['INTERNAL']], ['/nowhere', 'none', 403, false, ['FOREIGN_ORIGIN']], ['/broken', '/broken', 500, false, ['INTERNAL']], ['/socket', '/socket', 101, false, []],
  ]));
  expect([reports[0]!.notes.callId, reports[4]!.notes.callId]).toEqual(['one', 'up']);
  expect(lines.at(-1)).toMatchObject({ level: 50, requestId: 'up', error: { message: 'the secret plan' } });
});

test('paths below a prefix go to its room, the query does not decide', async () => {
  expect((await send(`${url}/deep/er?x=/healthz`)).text).toBe('/deep/er?x=/healthz');
  expect((await send(`${url}/healthz?x`)).text).toBe('ok');
});

test('while draining, only what must still be heard is answered, and connections are not kept', async () => {
  draining = true;
  const refused = await send(`${url}/deep/x`);
  expect([refused.status, refused.headers.connection]).toEqual([503, 'close']);
  expect((await send(`${url}/healthz`)).status).toBe(200);
  draining = false;
});

test('a refused upgrade is cut behind its answer: a client that never ends its half holds neither a socket nor the shutdown', async () => {
  const other = openFrontDoor({ rooms: {}, prefixes: {}, upgrades: {}, guarded: true, servedWhileDraining: [], isDraining: () => false, log });
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  const sockets = ['127.0.0.1', 'evil.example'].map((host) => {
    const socket = connect({ port: (other.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
    socket.resume().write(`GET /nothing HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    return socket;
  });
  await Promise.all(sockets.map((socket) => new Promise((resolve) => { socket.once('end', resolve); })));
  const began = performance.now();
  await closeFrontDoor(other);
  expect(performance.now() - began).toBeLessThan(2_000);
  sockets.forEach((socket) => socket.destroy());
});

test('a connection has only so many requests worked on at a time: one more ends it, and nothing behind that is carried out', async () => {
  let begun = 0;
  const waiting: (() => void)[] = [];
  const other = openFrontDoor({
    rooms: { '/wait': (_req, res) => { begun += 1; return new Promise<void>((resolve) => { waiting.push(() => { res.end('x'); resolve(); }); }); } },
    prefixes: {}, upgrades: {}, guarded: false, servedWhileDraining: [], isDraining: () => false, log,
  });
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  const one = 'GET /wait HTTP/1.1\r\nHost: x\r\n\r\n';
  let answers = '';
  const socket = connect((other.address() as AddressInfo).port, '127.0.0.1', () => socket.write(one.repeat(MAX_PIPELINED + 100)));
  socket.on('error', () => {}).on('data', (part: Buffer) => { answers += part.toString(); });
  await vi.waitFor(() => expect(begun).toBe(MAX_PIPELINED));
  waiting.splice(0).forEach((answer) => answer());
  await new Promise((resolve) => { socket.once('close', resolve); });
  expect([begun, answers.split('HTTP/1.1 200 OK').length - 1, answers.split('HTTP/1.1 429 ').length - 1]).toEqual([MAX_PIPELINED, MAX_PIPELINED, 1]);
  await closeFrontDoor(other);
});

test('an answer that nobody reads is not kept for ever', async () => {
  const other = openFrontDoor({
    rooms: { '/large': (_req, res) => void res.end(Buffer.alloc(50_000_000)) }, prefixes: {}, upgrades: {}, guarded: false, servedWhileDraining: [], isDraining: () => false,
    bodyTimes: { ...BODY_TIMES, stallMs: 200 }, onRequest: (report) => void reports.push(report), log,
  });
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  reports.length = 0;
  const socket = connect((other.address() as AddressInfo).port, '127.0.0.1', () => socket.pause().write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n'));
  socket.on('error', () => {});
  await vi.waitFor(() => expect(reports.map(({ status, cut }) => [status, cut])).toEqual([[200, true]]), { timeout: 10_000 });
  socket.destroy();
  await closeFrontDoor(other);
});

test('a body that goes on after its answer is not listened to for ever', async () => {
  const other = openFrontDoor({ rooms: {}, prefixes: {}, upgrades: {}, guarded: false, servedWhileDraining: [], isDraining: () => false, bodyTimes: { ...BODY_TIMES, restMs: 100 }, log });
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  const socket = connect((other.address() as AddressInfo).port, '127.0.0.1', () => socket.write('POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx'));
  const drip = setInterval(() => socket.write('x'), 10);
  let answer = '';
  socket.on('error', () => {}).on('data', (part: Buffer) => { answer += part.toString(); });
  await new Promise((resolve) => { socket.once('close', resolve); });
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  await closeFrontDoor(other);
});

test('closing does not wait for clients that keep their connection', async () => {
  const other = openFrontDoor({ rooms: { '/': (_req, res) => void res.end('x') }, prefixes: {}, upgrades: {}, guarded: false, servedWhileDraining: [], isDraining: () => false, log });
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  const socket = connect((other.address() as AddressInfo).port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  const gone = vi.fn<() => void>();
  socket.on('close', gone);
  await new Promise((resolve) => { socket.once('data', resolve); });
  const began = performance.now();
  await closeFrontDoor(other);
  expect(performance.now() - began).toBeLessThan(2_000);
  await vi.waitFor(() => expect(gone).toHaveBeenCalled());
});

test('the log for people is one line an entry, with the stack of an error below it', () => {
  const entry = { level: 40, time: '2026-01-02T03:04:05.678Z', msg: 'careful', count: 3, text: 'a b', error: errorFields(new Error('why')) };
  const [first, second] = readableLine(JSON.stringify(entry)).split('\n');
  expect(first).toBe('03:04:05 warn  careful count=3 text="a b" error=why');
  expect(second).toBe('Error: why');
});

test('of an error only named fields are written: a driver hangs whole connections onto its own', () => {
  const error = Object.assign(new Error('no', { cause: new Error('deep') }), { code: '42601', client: { password: 'hunter2' } });
  const fields = errorFields(error);
  expect(fields).toMatchObject({ message: 'no', code: '42601', cause: { message: 'deep' } });
  expect(JSON.stringify(fields)).not.toContain('hunter2');
});

test('a server that may hold many live connections still takes those of runners and probes beside them', () => {
  const plan = { rooms: {}, prefixes: {}, upgrades: {}, guarded: false, servedWhileDraining: [], isDraining: () => false, log };
  expect(openFrontDoor(plan).maxConnections).toBe(20_000);
  expect(openFrontDoor({ ...plan, maxLive: 100_000 }).maxConnections).toBe(100_000 + OTHER_CONNECTIONS);
});
