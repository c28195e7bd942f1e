// Uploads that meet a fault on the way: clients that leave early, a disk that is full, parts without a name. Nothing hangs and nothing is held.
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fields, FILE, MAX_FILE, MAX_PLACES, MULTIPART, multipart, post, STORE, told, type UploadGround, uploadGround } from './upload-ground.ts';

let ground: UploadGround;
beforeAll(async () => { ground = await uploadGround(); });
afterAll(() => ground?.close());

const ONE = { 0: ['variables.file'] };
const nothingIsLeft = (): Promise<void> => vi.waitFor(() => expect(ground.spooled()).toEqual([]), { timeout: 5_000 });

/** Sends a whole upload, and hangs up while the server still looks at who sends it. */
async function leaving(): Promise<void> {
  const body = multipart([...fields(STORE, ONE), FILE]);
  const head = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Leaves: yes\r\nContent-Type: ${MULTIPART['content-type']}\r\nApollo-Require-Preflight: yes\r\nContent-Length: ${body.length}\r\n\r\n`;
  const requested = new Promise((resolve) => { ground.server.once('request', resolve); });
  const socket = connect(ground.port, '127.0.0.1', () => socket.write(Buffer.concat([Buffer.from(head), body])));
  await requested;
  const gone = new Promise((resolve) => { socket.once('close', resolve); });
  socket.destroy();
  await gone;
}

test('a client that leaves before its files are taken keeps neither a place nor a file, however often it comes', async () => {
  const before = ground.executed.length;
  for (let n = 0; n <= MAX_PLACES; n += 1) await leaving();
  await vi.waitFor(async () => expect(await new Promise((resolve) => { ground.server.getConnections((_error, count) => resolve(count)); })).toBe(0), { timeout: 5_000 });
  expect((await post(ground.url, multipart([...fields(STORE, ONE), FILE]))).status).toBe(200);
  expect(ground.executed.length).toBe(before + 1);
  await nothingIsLeft();
});

test('a client that leaves behind answers that wait for others keeps neither a place nor a file', async () => {
  const body = multipart([...fields(STORE, ONE), FILE]);
  const head = (leaves: string): string => `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n${leaves}Content-Type: ${MULTIPART['content-type']}\r\nApollo-Require-Preflight: yes\r\nContent-Length: ${body.length}\r\n\r\n`;
  const before = ground.executed.length;
  // The first has no answer before its client has left, those behind it are all carried out.
  const socket = connect(ground.port, '127.0.0.1', () => socket.write(Buffer.concat([head('X-Leaves: yes\r\n'), body, ...Array.from({ length: MAX_PLACES }, () => [head(''), body]).flat()].map((part) => Buffer.from(part)))));
  await vi.waitFor(() => expect(ground.executed.length).toBe(before + MAX_PLACES), { timeout: 5_000 });
  socket.destroy();
  await nothingIsLeft();
  await vi.waitFor(async () => expect((await post(ground.url, multipart([...fields(STORE, ONE), FILE]))).status).toBe(200), { timeout: 5_000 });
});

test('a part that says that it is bytes and names no file is a file without a name', async () => {
  const [head = '', tail = ''] = multipart([...fields(STORE, ONE), FILE]).toString().split('; filename="a.txt"\r\nContent-Type: text/plain');
  const answer = await post(ground.url, Buffer.from(`${head}\r\nContent-Type: application/octet-stream${tail}`));
  expect(answer).toEqual({ status: 200, json: { data: { store: told('', Buffer.from('hello')) } } });
  await nothingIsLeft();
});

/** Lets this process write files of so many bytes at most, as a full disk would; absent = of any size. */
function limitFiles(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
}

function canLimit(): boolean {
  try {
    limitFiles('unlimited');
    return true;
  } catch {
    return false; // no Linux, or no prlimit
  }
}

test.runIf(canLimit())('a spool that takes no more is an error in words for who sends the file, and told to the log; nobody waits for bytes that never come', async () => {
  const before = ground.faults.length;
  // The second is read when it has failed already.
  const twice = { query: 'mutation($file: Upload!) { store(file: $file) again: store(file: $file) }', variables: { file: null } };
  limitFiles(100_000);
  const answer = await post(ground.url, multipart([...fields(twice, ONE), { ...FILE, body: Buffer.alloc(MAX_FILE) }])).finally(() => limitFiles('unlimited'));
  const full = { message: expect.stringMatching(/disk of the server is full/) as string, extensions: { code: 'LIMIT_EXCEEDED' } };
  expect(answer.json.errors).toMatchObject([full, full]);
  expect(ground.faults.slice(before)).toEqual([expect.stringMatching(/spool of uploads takes nothing .*EFBIG/)]);
  await nothingIsLeft();
}, 10_000);
