// The store of bytes on a real disk: whole or not there, once, and out of everybody else's reach.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BlobGround, blobGround, gathered, pieces } from './blob-ground.ts';

let ground: BlobGround;
beforeEach(async () => void (ground = await blobGround()));
afterEach(() => ground[Symbol.asyncDispose]());

const LARGE = { maxBytes: 1_000_000 };
const sha = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const at = (hash: string): string => path.join(hash.slice(0, 2), hash.slice(2, 4), hash);

async function put(...parts: (Buffer | string)[]): Promise<string> {
  await using blob = await ground.blobs.spool(pieces(...parts), LARGE);
  await blob.keep();
  return blob.sha256;
}

async function read(hash: string, range?: [number, number]): Promise<string> {
  await using blob = (await ground.blobs.open(hash))!;
  return String(await gathered(blob.bytes(range?.[0] ?? 0, range?.[1] ?? blob.size - 1)));
}

describe('what is put into the store', () => {
  test('lies under its hash, two directories deep, for the eyes of the server\'s user alone, and the spool is empty', async () => {
    const hash = await put('ab', '', 'c');
    expect(hash).toBe(sha('abc'));
    expect(ground.files()).toEqual([at(hash)]);
    expect(await read(hash)).toBe('abc');
    expect(await read(hash, [1, 1])).toBe('b');
    const modes = ['.', 'spool', hash.slice(0, 2), path.dirname(at(hash)), at(hash)].map((each) => statSync(path.join(ground.directory, each)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o700, 0o600]);
  });

  test('can be empty', async () => {
    expect(await read(await put())).toBe('');
  });

  test('cannot be read before it is kept, and leaves nothing when it never is', async () => {
    const blob = await ground.blobs.spool(pieces('abc'), LARGE);
    expect([await ground.blobs.open(blob.sha256), Buffer.from(blob.head).toString()]).toEqual([null, 'abc']);
    expect(ground.files()).toHaveLength(1);
    await blob[Symbol.asyncDispose]();
    expect(ground.files()).toEqual([]);
  });

  test('is one file for twenty equal uploads at once, and keeping twice does no harm', async () => {
    const hashes = await Promise.all(Array.from({ length: 20 }, async () => {
      await using blob = await ground.blobs.spool(pieces('the same', ' bytes'), LARGE);
      await blob.keep();
      await blob.keep();
      return blob.sha256;
    }));
    expect(new Set(hashes)).toEqual(new Set([sha('the same bytes')]));
    expect(ground.files()).toEqual([at(hashes[0]!)]);
    expect(await read(hashes[0]!)).toBe('the same bytes');
  });

  test('replaces what has its name and another size: that cannot be those bytes', async () => {
    const hash = await put('abc');
    writeFileSync(path.join(ground.directory, at(hash)), 'torn');
    await put('abc');
    expect(await read(hash)).toBe('abc');
  });

  test('is readable to its end by who has opened it when it is removed; removing it twice does no harm', async () => {
    const hash = await put('abc');
    await using blob = (await ground.blobs.open(hash))!;
    await ground.blobs.remove(hash);
    await ground.blobs.remove(hash);
    expect([String(await gathered(blob.bytes(0, 2))), await ground.blobs.open(hash)]).toEqual(['abc', null]);
  });
});

describe('what does not come in whole leaves nothing:', () => {
  test('one byte more than the limit is refused while it streams, and the sender is told to stop; the limit itself is not', async () => {
    let stopped = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(100);
      } finally {
        stopped = true;
      }
    }
    await expect(ground.blobs.spool(endless(), { maxBytes: 1_000 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('larger than 1000 bytes') });
    expect([stopped, ground.files()]).toEqual([true, []]);
    await expect(ground.blobs.spool(pieces(Buffer.alloc(1_000), 'x'), { maxBytes: 1_000 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await using whole = await ground.blobs.spool(pieces(Buffer.alloc(1_000)), { maxBytes: 1_000 });
    expect(whole.size).toBe(1_000);
  });

  test('a stream that fails fails the upload with its own error', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abc');
      throw new Error('the client has gone');
    }
    await expect(ground.blobs.spool(broken(), LARGE)).rejects.toThrow('the client has gone');
    expect(ground.files()).toEqual([]);
  });

  test('a disk that becomes full says so, and takes the next file when there is room again', async ({ skip }) => {
    const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-small-'));
    const mounted = mount(directory);
    if (!mounted) rmSync(directory, { recursive: true });
    skip(!mounted, 'a disk of 256 KiB can be mounted by root on Linux only');
    try {
      const small = await blobGround(directory);
      await expect(small.blobs.spool(pieces(...Array.from({ length: 50 }, (_, i) => Buffer.alloc(10_001, i))), LARGE)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/^the disk of the server is full: .*nothing was stored$/) });
      expect([small.files(), small.told]).toEqual([[], ['the directory of files takes nothing']]);
      await using blob = await small.blobs.spool(pieces(Buffer.alloc(100_000, 7)), LARGE);
      await blob.keep();
      expect(small.files()).toEqual([at(blob.sha256)]);
      execFileSync('mount', ['-o', 'remount,ro', directory]);
      await expect(small.blobs.spool(pieces('abc'), LARGE)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('cannot write its files just now (EROFS)') });
      await using open = (await small.blobs.open(blob.sha256))!;
      expect(await gathered(open.bytes(0, 99_999))).toEqual(Buffer.alloc(100_000, 7));
    } finally {
      execFileSync('umount', ['-l', directory]);
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test('a directory that is gone, or is no directory, is an error that says what to look at', async () => {
    renameSync(path.join(ground.directory, 'spool'), path.join(ground.directory, 'elsewhere'));
    await expect(ground.blobs.spool(pieces('abc'), LARGE)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('SWITCHYARD_BLOB_DIR') });
    renameSync(path.join(ground.directory, 'elsewhere'), path.join(ground.directory, 'spool'));
    const hash = sha('abc');
    writeFileSync(path.join(ground.directory, hash.slice(0, 2)), 'in the way');
    await using blob = await ground.blobs.spool(pieces('abc'), LARGE);
    await expect(blob.keep()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('ENOTDIR') });
    rmSync(path.join(ground.directory, hash.slice(0, 2)));
    await blob.keep();
    expect(await read(hash)).toBe('abc');
  });
});

describe('the store does not lead out of its directory:', () => {
  test.each(['', '..', '../../../etc/passwd', `${'a'.repeat(63)}/`, 'A'.repeat(64), `${'a'.repeat(64)}\n`, `${'a'.repeat(62)}\0a`])('no text but a hash names anything: %j', async (text) => {
    await expect(ground.blobs.open(text)).rejects.toThrow('only a SHA-256');
    await expect((async () => ground.blobs.remove(text))()).rejects.toThrow('only a SHA-256');
  });

  test('links in the place of a file or a directory are not followed, nor written through', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'switchyard-outside-'));
    try {
      const [hash, other] = [sha('abc'), sha('def')];
      writeFileSync(path.join(outside, 'canary'), 'abc');
      mkdirSync(path.join(ground.directory, path.dirname(at(hash))), { recursive: true });
      symlinkSync(path.join(outside, 'canary'), path.join(ground.directory, at(hash)));
      expect(await ground.blobs.open(hash)).toBeNull();
      // What is put there takes the place of the link.
      await put('abc');
      expect([await read(hash), statSync(path.join(outside, 'canary')).size]).toEqual(['abc', 3]);
      mkdirSync(path.join(outside, other.slice(2, 4)));
      writeFileSync(path.join(outside, other.slice(2, 4), other), 'def');
      symlinkSync(outside, path.join(ground.directory, other.slice(0, 2)));
      expect(await ground.blobs.open(other)).toBeNull();
      await using blob = await ground.blobs.spool(pieces('ghi'), LARGE);
      const target = path.join(ground.directory, blob.sha256.slice(0, 2));
      symlinkSync(outside, target);
      await expect(blob.keep()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
      expect(readdirSync(outside).toSorted()).toEqual(['canary', other.slice(2, 4)].toSorted());
      const seen: string[] = [];
      for await (const batch of ground.blobs.olderThan(0, Number.parseInt(other.slice(0, 2), 16))) seen.push(...batch);
      expect(seen).toEqual([]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});

describe('the sweeps', () => {
  test('find what was kept longer ago than asked, slice by slice, and nothing else', async () => {
    const [old, young] = [await put('old'), await put('young')];
    utimesSync(path.join(ground.directory, at(old)), new Date(0), new Date(0));
    writeFileSync(path.join(ground.directory, old.slice(0, 2), old.slice(2, 4), 'no hash'), '');
    const found: string[] = [];
    for (let slice = 0; slice < 256; slice++) for await (const batch of ground.blobs.olderThan(60, slice)) found.push(...batch);
    expect(found).toEqual([old]);
    const all: string[] = [];
    for (let slice = 0; slice < 256; slice++) for await (const batch of ground.blobs.olderThan(-60, slice)) all.push(...batch);
    expect(all.toSorted()).toEqual([old, young].toSorted());
  });

  test('remove what crashed uploads have left, and not what is still being written', async () => {
    const spool = path.join(ground.directory, 'spool');
    writeFileSync(path.join(spool, 'left'), 'abc');
    utimesSync(path.join(spool, 'left'), new Date(0), new Date(0));
    await using blob = await ground.blobs.spool(pieces('abc'), LARGE);
    expect(await ground.blobs.sweepSpool(60)).toBe(1);
    expect(existsSync(path.join(spool, 'left'))).toBe(false);
    await blob.keep();
    expect(await read(blob.sha256)).toBe('abc');
  });
});

test('a directory that was open to everybody is closed when the store is opened', async () => {
  chmodSync(ground.directory, 0o755);
  await blobGround(ground.directory);
  expect(statSync(ground.directory).mode & 0o777).toBe(0o700);
});

function mount(directory: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=700', 'tmpfs', directory], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not root, or no Linux: the test says that it is skipped
  }
}
