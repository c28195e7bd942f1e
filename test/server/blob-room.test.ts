// Bytes of files over real HTTP: ranges and conditions, headers under which nothing runs, archives that cannot harm, and no way out of the store.
import fs, { mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import type { Grant } from '../../src/domain/access.ts';
import { deleteFile } from '../../src/engine/file/change-file.service.ts';
import { storeFile } from '../../src/engine/file/store-file.service.ts';
import { blobRoom } from '../../src/server/blob-room/blob-room.ts';
import { pieces, type Packed, zipOf } from '../blobs/blob-ground.ts';
import { ownServer, type OwnServer, type RawAnswer, send } from './own-server.ts';

let own: OwnServer;

beforeAll(async () => { own = await ownServer({ AUTH: 'keys' }); });
afterAll(() => own.close());

const auth = (): Record<string, string> => ({ authorization: `Bearer ${own.server.adminKey!}` });

async function stored(bytes: Buffer | string, name = 'a.txt', contentType = 'text/plain'): Promise<string> {
  const outcome = await storeFile(own.server.engine, { actor: own.server.localActor, requestId: null }, { store: 'UPLOAD', name, contentType, bytes: pieces(bytes) });
  return toGlobalId('File', outcome.subjectId);
}

function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return send(`${own.server.url}/blobs/${target}`, { method, headers: { ...auth(), ...headers } });
}

const zipped = (members: readonly Packed[]): Promise<string> => stored(zipOf(members), 'a.zip', 'application/zip');

/** Files of the store that this process has open. */
function openBytes(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${fd}`);
      return file.startsWith(path.join(own.dataDir, 'blobs')) ? [file] : [];
    } catch {
      return []; // closed since it was listed
    }
  });
}

describe('a file', () => {
  test('comes whole, with its hash as the tag, to be shown when it is harmless; HEAD says the same without a body', async () => {
    const id = await stored('0123456789', 'nütz "lich".txt');
    const whole = await ask(id);
    expect([whole.status, whole.text]).toEqual([200, '0123456789']);
    expect(whole.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8', 'content-length': '10', 'accept-ranges': 'bytes', etag: '"84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"',
      'content-disposition': `inline; filename="nutz _lich_.txt"; filename*=UTF-8''n%C3%BCtz%20_lich_.txt`, 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-cache',
      'content-security-policy': expect.stringContaining('sandbox'), 'cross-origin-resource-policy': 'same-origin',
    });
    const head = await ask(id, {}, 'HEAD');
    expect([head.status, head.text, head.headers['content-length'], head.headers.etag]).toEqual([200, '', '10', whole.headers.etag]);
  });

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'], ['bytes=4-', 206, '456789', 'bytes 4-9/10'], ['bytes=-2', 206, '89', 'bytes 8-9/10'], ['bytes=8-99999999999999999999', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'], ['bytes=10-', 416, '', 'bytes */10'], ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=3-1', 200, '0123456789', undefined], ['bytes=0-1,3-4', 200, '0123456789', undefined], ['lines=0-1', 200, '0123456789', undefined], ['bytes=-', 200, '0123456789', undefined],
  ])('asked for %s answers %i', async (range, status, text, contentRange) => {
    const answer = await ask(await stored('0123456789'), { range });
    expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([status, text, contentRange]);
  });

  test('is told of whole to who asks for its head alone, whatever range he names', async () => {
    const head = await ask(await stored('0123456789'), { range: 'bytes=2-3' }, 'HEAD');
    expect([head.status, head.headers['content-length'], head.headers['content-range']]).toEqual([200, '10', undefined]);
  });

  test('is not sent to who has it, and a range counts only for the very same bytes', async () => {
    const id = await stored('0123456789');
    const { etag } = (await ask(id, {}, 'HEAD')).headers as { etag: string };
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) expect([(await ask(id, { 'if-none-match': tag })).status, tag]).toEqual([304, tag]);
    expect((await ask(id, { 'if-none-match': '"x"' })).status).toBe(200);
    expect((await ask(id, { range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    for (const tag of ['"x"', `W/${etag}`, 'Sat, 21 Nov 2026 00:00:00 GMT']) expect((await ask(id, { range: 'bytes=0-1', 'if-range': tag })).status).toBe(200);
  });

  test('can be empty', async () => {
    const answer = await ask(await stored(''));
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '0']);
    expect((await ask(await stored(''), { range: 'bytes=0-' })).status).toBe(416);
  });

  test.each([
    ['<script>alert(1)</script>', 'text/html', 'attachment', 'text/html'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml', 'attachment', 'image/svg+xml'],
    ['<script>alert(1)</script>', 'image/png', 'attachment', 'application/octet-stream'],
    ['<script>alert(1)</script>', 'text/plain', 'inline', 'text/plain; charset=utf-8'],
    ['a\0b', 'text/plain', 'attachment', 'application/octet-stream'],
    ['\x89PNG\r\n\x1a\n', 'text/html', 'inline', 'image/png'],
    ['x', 'text/html\r\nset-cookie: a=b', 'attachment', 'application/octet-stream'],
  ])('whose bytes are %j, claimed to be %s, is an %s of type %s', async (bytes, claim, kind, type) => {
    const { headers } = await ask(await stored(Buffer.from(bytes, 'latin1'), 'x', claim));
    expect([headers['content-disposition']?.split(';')[0], headers['content-type'], headers['set-cookie']]).toEqual([kind, type, undefined]);
  });

  test('that is deleted is gone at once; other methods are told which there are', async () => {
    const outcome = await storeFile(own.server.engine, { actor: own.server.localActor, requestId: null }, { store: 'UPLOAD', name: 'x', bytes: pieces('x') });
    await deleteFile(own.server.engine, { actor: own.server.localActor, requestId: null }, { fileId: outcome.subjectId });
    expect((await ask(toGlobalId('File', outcome.subjectId))).status).toBe(404);
    for (const method of ['PUT', 'POST', 'DELETE', 'OPTIONS']) {
      const answer = await ask(await stored('x'), {}, method);
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
    }
  });

  test.runIf(process.platform === 'linux')('is closed when its reader goes away in the middle, and when it never begins to read', async () => {
    const id = await stored(Buffer.alloc(8_388_608, 1), 'large');
    const answer = await new Promise<IncomingMessage>((resolve, reject) => void get(`${own.server.url}/blobs/${id}`, { headers: auth() }, resolve).on('error', reject));
    answer.on('error', () => {}); // cut off by ourselves
    expect(openBytes()).toHaveLength(1);
    answer.destroy();
    await expect.poll(openBytes, { timeout: 5_000 }).toEqual([]);
  });
});

describe('who may read', () => {
  test('nobody without a key', async () => {
    const id = await stored('for few eyes');
    for (const target of [id, `${id}/entries`, `${id}/entries/x`, 'x']) {
      const answer = await send(`${own.server.url}/blobs/${target}`);
      expect([answer.status, answer.headers['www-authenticate'], answer.text.includes('for few eyes')]).toEqual([401, 'Bearer', false]);
    }
  });

  test.each<[Grant[] | null, 'viewer' | 'runner', number]>([
    [null, 'viewer', 200], [[{ path: '/', role: 'viewer' }], 'viewer', 200], [[{ path: '/other', role: 'admin' }], 'viewer', 404], [[], 'viewer', 404], [null, 'runner', 403],
  ])('with the grants %j and the role %s a file of the root project is answered %i', async (grants, role, status) => {
    const actor = { ...own.server.localActor, role, grants };
    const room = blobRoom({ engine: own.server.engine, identify: () => Promise.resolve({ actor, keyId: null }) });
    const server = createServer((req, res) => void room(req, res)).listen(0, '127.0.0.1');
    try {
      const id = await stored(zipOf([{ name: 'a', data: 'x' }]));
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/blobs/${id}`;
      expect(await Promise.all([base, `${base}/entries`, `${base}/entries/a`].map(async (url) => (await send(url)).status))).toEqual([status, status, status]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('an archive', () => {
  test('lists its members and gives out each of them, packed or stored, and says when there is none of a name', async () => {
    const id = await zipped([{ name: 'dir/' }, { name: 'dir/a b.txt', data: 'deflated' }, { name: 'ü.bin', data: 'stored', stored: true }, { name: 'empty' }, { name: 'inner.zip', data: zipOf([{ name: 'x', data: 'y' }]) }]);
    const list = JSON.parse((await ask(`${id}/entries`)).text) as { count: number; entries: { name: string; size: number }[] };
    expect([list.count, list.entries.map(({ name, size }) => [name, size])]).toEqual([4, [['dir/a b.txt', 8], ['ü.bin', 6], ['empty', 0], ['inner.zip', 103]]]);
    const member = await ask(`${id}/entries/dir/a%20b.txt`);
    expect([member.status, member.text, member.headers['content-type']]).toEqual([200, 'deflated', 'application/octet-stream']);
    expect(member.headers['content-disposition']).toBe(`attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt`);
    expect((await ask(`${id}/entries/dir/a%20b.txt`, { 'if-none-match': member.headers.etag! })).status).toBe(304);
    expect([(await ask(`${id}/entries/%C3%BC.bin`)).text, (await ask(`${id}/entries/empty`)).text]).toEqual(['stored', '']);
    for (const name of ['dir', 'dir/', 'none', 'inner.zip/x', 'dir%2Fa%20b.txt']) expect([name, (await ask(`${id}/entries/${name}`)).status]).toEqual([name, 404]);
  });

  test.each<[string, Packed[] | Buffer, RegExp]>([
    ['that is none', Buffer.from('no zip at all, only text'), /cannot be read as a zip/],
    ['that is cut off', zipOf([{ name: 'a', data: 'x' }]).subarray(0, -10), /cannot be read as a zip/],
    ['with a name that leads up', [{ name: '../a' }], /leads to another directory/],
    ['with a name that leads up later', [{ name: 'a/../../b' }], /leads to another directory/],
    ['with an absolute name', [{ name: '/etc/passwd' }], /absolute path/],
    ['with a drive', [{ name: 'C:/x' }], /letter of a drive/],
    ['with backslashes', [{ name: 'a\\..\\b' }], /backslash/],
    ['with NUL in a name', [{ name: 'a\0.txt' }], /control characters/],
    ['with an empty name', [{ name: '' }], /is empty/],
    ['with a name that is too long', [{ name: 'x'.repeat(1_025) }], /longer than 1024/],
    ['with a link', [{ name: 'link', data: '/etc/passwd', unixMode: 0o120777 }], /link or a device/],
    ['with a device', [{ name: 'null', unixMode: 0o020666 }], /link or a device/],
    ['with one name twice', [{ name: 'a', data: '1' }, { name: 'a', data: '2' }], /two members named/],
    ['with one name written in two ways', [{ name: 'u\u0308' }, { name: '\u00fc' }], /two members named/],
    ['whose members share their data', [{ name: 'a', data: 'x'.repeat(100) }, { name: 'b', data: 'x'.repeat(100), sharesDataOf: 0 }], /overlap/],
    ['with an encrypted member', [{ name: 'a', data: 'x', flags: 0x801 }], /encrypted/],
    ['packed in an unknown way', [{ name: 'a', data: 'x', method: 12 }], /not known here/],
    ['with a directory that has content', [{ name: 'a/', data: 'x' }], /directory .* with content/],
    ['with a member that swells a thousand times', [{ name: 'a', data: Buffer.alloc(16_777_216) }], /200 times as large/],
    ['with a member that says it is 4 GB and is 10 MB', [{ name: 'a', packed: Buffer.alloc(10_000_000), size: 4_294_967_290 }], /200 times as large/],
    ['with names that would fill the memory', zipOf(Array.from({ length: 300 }, (_, n) => ({ name: `${n}${'x'.repeat(60_000)}` }))), /has a table of members of 18\d+ bytes, more than 16777216/],
    ['with more members than are looked at', zipOf([{ name: 'a' }], 10_001), /has 10001 members/],
  ])('%s is refused in words, as a list and in part', async (_what, content, words) => {
    const id = await stored(Buffer.isBuffer(content) ? content : zipOf(content), 'a.zip', 'application/zip');
    for (const target of [`${id}/entries`, `${id}/entries/a`]) {
      const answer = await ask(target);
      expect([answer.status, JSON.parse(answer.text)]).toEqual([422, { code: expect.stringMatching(/INVALID|LIMIT_EXCEEDED/), message: expect.stringMatching(words) }]);
    }
  });

  test('that holds 10 GB in 10 MB and says that it is small is cut off at what it says, with flat memory', async () => {
    const zeros = deflateRawSync(Buffer.alloc(1_048_576), { finishFlush: constants.Z_FULL_FLUSH });
    const packed = Buffer.concat([...Array.from({ length: 10_240 }, () => zeros), deflateRawSync('')]);
    expect(packed.length).toBeGreaterThan(10_000_000);
    const id = await zipped([{ name: 'bomb', packed, size: 1_000 }, { name: 'later', packed, size: 20_000_000 }]);
    const before = process.memoryUsage().rss;
    const answer = await ask(`${id}/entries/bomb`);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([422, { code: 'INVALID', message: expect.stringContaining('holds more than it says') }]);
    await expect(ask(`${id}/entries/later`, { connection: 'close' })).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|HPE_/) });
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  }, 30_000);

  test.each<[string, Packed]>([
    ['shorter than it says', { name: 'a', data: 'abc', size: 4 }],
    ['other than it was', { name: 'a', data: 'abc', crc: 1 }],
    ['not deflated at all', { name: 'a', packed: Buffer.from('\xff\xff\xff\xff', 'latin1'), size: 3 }],
  ])('whose member is %s is never received as if it were whole', async (_what, member) => {
    const answer = await ask(`${await zipped([member])}/entries/a`);
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('the archive ')]);
  });
});

describe('no path leads out of the store', () => {
  const UP = ['..', '../..', '../../canary', '%2e%2e', '%2e%2e/canary', '%2e%2e%2fcanary', '..%2fcanary', '..%5ccanary', '..\\canary', '%252e%252e%252fcanary', '%252e%252e/canary', '%c0%ae%c0%ae/canary', '%c0%ae%c0%ae%c0%afcanary',
    '%uff0e%uff0e/canary', '....//canary', '..;/canary', '.%2e/canary', '%2e./canary', '%00', 'canary%00', 'canary%00.txt', '%2fetc%2fpasswd', '/etc/passwd', '//etc/passwd', '%2f%2fetc/passwd', 'C:%5ccanary', 'C:/canary', 'c:canary', '%5c%5chost%5cshare',
    '%5c..%5c..%5ccanary', 'file:%2f%2f%2fetc/passwd', '~/canary', '%7e/canary', '.', './canary', '%2e/canary', 'spool', 'spool/..', 'link', 'link/passwd', 'CON', 'canary::$DATA', 'canary.', 'canary%20', '%ef%bc%8e%ef%bc%8e/canary', '%e2%80%a5/canary', '%', '%2', '%zz', '?..', '#..'];

  test('in any of its forms, over every route with a path', async () => {
    const id = await zipped([{ name: 'a', data: 'x' }, { name: 'dir/canary.txt', data: 'x' }]);
    const root = path.join(own.dataDir, 'blobs');
    const secret = 'the canary sings';
    for (const place of [own.dataDir, root]) writeFileSync(path.join(place, 'canary'), secret);
    mkdirSync(path.join(own.dataDir, 'etc'));
    symlinkSync('/etc', path.join(root, 'link'));
    const routes = ['/blobs/', `/blobs/${id}/`, `/blobs/${id}/entries/`, `/blobs/${id}/entries/dir/`, '/dispatch/', '/dispatch/session/'];
    const touched = watchDisk();
    try {
      const wrong: string[] = [];
      for (const target of routes.flatMap((route) => UP.map((form) => `${route}${form}`))) {
        const answer = await rawGet(target);
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
        if (!(status >= 400 && status < 500) || answer.includes(secret) || answer.includes('root:')) wrong.push(`${status} ${target}`);
      }
      expect(wrong).toEqual([]);
      expect(routes.length * UP.length).toBeGreaterThanOrEqual(300);
      // Only what a hash leads to; a round of the collector may look into the spool meanwhile.
      const outside = touched.paths.filter((each) => !/^([0-9a-f]{2}(\/[0-9a-f]{2}(\/[0-9a-f]{64})?)?|spool(\/[0-9a-f-]{36})?)$/.test(path.relative(root, each)));
      expect(outside).toEqual([]);
      expect(touched.paths.length).toBeGreaterThan(0);
    } finally {
      touched.restore();
    }
  }, 30_000);

  /** What the store asks of the disk, by the functions it has for that. */
  function watchDisk(): { paths: string[]; restore: () => void } {
    const paths: string[] = [];
    const { open, lstat, opendir } = fs.promises;
    Object.assign(fs.promises, {
      open: (...args: Parameters<typeof open>) => { paths.push(String(args[0])); return open(...args); },
      lstat: (file: fs.PathLike) => { paths.push(String(file)); return lstat(file); },
      opendir: (...args: Parameters<typeof opendir>) => { paths.push(String(args[0])); return opendir(...args); },
    });
    syncBuiltinESMExports();
    return { paths, restore: () => { Object.assign(fs.promises, { open, lstat, opendir }); syncBuiltinESMExports(); } };
  }

  /** Exactly this target, which clients would tidy up. */
  function rawGet(target: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(own.server.port, '127.0.0.1', () => socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${auth()['authorization']}\r\nConnection: close\r\n\r\n`));
      socket.setEncoding('latin1').on('data', (part: string) => { text += part; }).on('error', reject).on('close', () => resolve(text));
    });
  }
});
