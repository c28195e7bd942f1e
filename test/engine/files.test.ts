// Files as commands see them: stored once a request, within the limits of their store, for those who may; and collected without ever taking bytes that somebody needs.
import { utimesSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/access.ts';
import { FILE_STORES } from '../../src/domain/file/file.ts';
import type { Blobs, SpooledBlob } from '../../src/domain/ports.ts';
import { deleteFile, keepFile } from '../../src/engine/file/change-file.service.ts';
import { collectFiles, endExpired, forgetDeleted, removeLeft } from '../../src/engine/file/collect-files.ts';
import { openFile, readableFile } from '../../src/engine/file/readable-file.ts';
import { storeFile, type StoreFileInput } from '../../src/engine/file/store-file.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import type { CommandContext, Engine } from '../../src/engine/engine.ts';
import { type BlobGround, blobGround, gathered, pieces } from '../blobs/blob-ground.ts';
import { acceptedId, EngineBench, expectContent } from './engine-bench.ts';

let bench: EngineBench;
let ground: BlobGround;
let engine: Engine;

beforeEach(async () => {
  bench = await EngineBench.open({ poolSize: 12 });
  ground = await blobGround();
  engine = withBlobs(ground.blobs);
});
afterEach(async () => {
  await expectContent(bench);
  await expectSums();
  await ground[Symbol.asyncDispose]();
  await bench[Symbol.asyncDispose]();
});

function withBlobs(blobs: Blobs, limits: { maxFileBytes?: number; maxStoreBytes?: number; retentionDays?: number } = {}): Engine {
  return { ...bench.engine, files: { blobs, maxFileBytes: 1_000, maxStoreBytes: 5_000, retentionDays: 0, ...limits } };
}

/** The sums of the stores are what their files come to, whatever was done. */
async function expectSums(): Promise<void> {
  const sums = await bench.sql('SELECT store, bytes::int, files::int FROM file_store WHERE files > 0 OR bytes > 0 ORDER BY store');
  expect(sums).toEqual(await bench.sql('SELECT store, sum(size)::int AS bytes, count(*)::int AS files FROM file WHERE deleted_at IS NULL GROUP BY store HAVING count(*) > 0 ORDER BY store'));
}

interface Given extends Partial<Omit<StoreFileInput, 'bytes'>> {
  readonly text?: string;
  readonly on?: Engine;
  readonly as?: CommandContext;
}

function store({ text = 'abc', on = engine, as = bench.as(), ...input }: Given = {}): ReturnType<typeof storeFile> {
  return storeFile(on, as, { store: 'UPLOAD', name: 'a.txt', ...input, bytes: pieces(text) });
}

async function textOf(id: string): Promise<string> {
  const file = await readableFile(engine, bench.local, id);
  await using blob = await openFile(engine, file);
  return String(await gathered(blob.bytes(0, blob.size - 1)));
}

describe('storing', () => {
  test('puts bytes, row and event on record together, and the type that the bytes show', async () => {
    const id = acceptedId(await store({ text: '%PDF-1.7', name: '../x/report\u202efdp.exe', contentType: 'text/plain' }));
    const file = await readableFile(engine, bench.local, id);
    expect(file).toMatchObject({ store: 'UPLOAD', path: null, name: '../x/report\u202efdp.exe', size: 8, contentType: 'application/pdf', expiresAt: null, createdBy: bench.local.userId });
    expect([await textOf(id), await bench.kinds(id)]).toEqual(['%PDF-1.7', ['file.stored']]);
    expect(ground.files()).toHaveLength(1);
  });

  test('answers a repeated request with the first outcome when the bytes are the same, and with IDEMPOTENCY_CONFLICT when they are others', async () => {
    const as = bench.as('operator', 'once');
    const first = await store({ as });
    expect([await store({ as }), await store({ as })]).toEqual([first, first]);
    await expect(store({ as, text: 'abd' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await expect(store({ as, name: 'b.txt' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await bench.sql('SELECT 1 FROM file')).toHaveLength(1);
    expect(ground.files()).toHaveLength(1);
  });

  test('ten repeats at once have one effect', async () => {
    const as = bench.as('operator', 'at once');
    await bench.warm();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => store({ as })));
    expect(new Set(outcomes.map(({ subjectId }) => subjectId)).size).toBe(1);
    expect(await bench.sql('SELECT 1 FROM file')).toHaveLength(1);
  });

  test('of files at once that together exceed the limit of their store only as many get in as fit; none of the others leaves bytes behind', async () => {
    await bench.warm();
    const answers = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => store({ text: String(i % 10).repeat(900 + i) })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('SWITCHYARD_MAX_STORE_MIB') });
    expect(ground.files()).toHaveLength(5);
    acceptedId(await store({ store: 'ARTIFACT' }));
  });

  test('more than one file may have, names and times that cannot be, and places that are not there are refused, with nothing left', async () => {
    await expect(store({ text: 'x'.repeat(1_001) })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await expect(store({ name: 'x'.repeat(256) })).rejects.toMatchObject({ code: 'INVALID', path: ['name'] });
    await expect(store({ name: 'a\0b' })).rejects.toMatchObject({ code: 'INVALID', path: ['name'] });
    await expect(store({ expiresInSeconds: 0 })).rejects.toMatchObject({ code: 'INVALID', path: ['expiresInSeconds'] });
    await expect(store({ path: 'x' })).rejects.toMatchObject({ code: 'INVALID', path: ['path'] });
    await expect(store({ store: 'ELSEWHERE' as 'UPLOAD' })).rejects.toMatchObject({ code: 'INVALID', path: ['store'] });
    await expect(store({ projectId: '../..' })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['projectId'] });
    await expect(store({ as: bench.as('viewer') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect([ground.files(), await bench.sql('SELECT 1 FROM file')]).toEqual([[], []]);
  });

  test('a path of a store is one file\'s: the second is refused, or takes its place when it may', async () => {
    const given = { store: 'CLEARML', path: 'a/b' } as const;
    const first = acceptedId(await store(given));
    await expect(store({ ...given, text: 'new' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', path: ['path'] });
    acceptedId(await store({ ...given, store: 'IKOMIA' }));
    const second = acceptedId(await store({ ...given, text: 'new', replace: true }));
    await expect(readableFile(engine, bench.local, first)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect([await textOf(second), await bench.kinds(first)]).toEqual(['new', ['file.stored', 'file.deleted']]);
    await bench.warm();
    const racers = await Promise.allSettled(Array.from({ length: 6 }, () => store({ store: 'CLEARML', path: 'raced' })));
    expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('who has a role in some projects only', () => {
  let limited: Actor;
  let [inside, outside] = ['', ''];

  beforeEach(async () => {
    inside = acceptedId(await createProject(engine, bench.as(), { path: '/mine' }));
    outside = acceptedId(await createProject(engine, bench.as(), { path: '/other' }));
    limited = { ...bench.local, role: 'admin', grants: [{ path: '/mine', role: 'operator' }, { path: '/seen', role: 'viewer' }] };
  });

  test('stores, reads and deletes there, and nothing exists for him elsewhere', async () => {
    const as = { actor: limited, requestId: null };
    const mine = acceptedId(await store({ as, projectId: inside }));
    const theirs = acceptedId(await store({ projectId: outside }));
    expect((await readableFile(engine, limited, mine)).id).toBe(mine);
    await expect(readableFile(engine, limited, theirs)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const projectId of [outside, undefined]) await expect(store({ as, projectId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteFile(engine, as, { fileId: theirs })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(keepFile(engine, as, { fileId: theirs })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    acceptedId(await deleteFile(engine, as, { fileId: mine }));
  });

  test('replaces no file of another project that has the path, and hears of it nothing but that the path is taken', async () => {
    const seen = acceptedId(await createProject(engine, bench.as(), { path: '/seen' }));
    const as = { actor: limited, requestId: null };
    const theirs = acceptedId(await store({ store: 'CLEARML', path: 'theirs', projectId: outside }));
    const looked = acceptedId(await store({ store: 'CLEARML', path: 'looked', projectId: seen }));
    const own = acceptedId(await store({ store: 'CLEARML', path: 'own', projectId: inside }));
    const replaced = (path: string) => store({ as, store: 'CLEARML', path, projectId: inside, replace: true, text: 'mine' });
    await expect(replaced('theirs')).rejects.toMatchObject({ code: 'ALREADY_EXISTS', path: ['path'], message: expect.not.stringContaining(theirs) });
    await expect(replaced('looked')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect([await textOf(theirs), await textOf(looked)]).toEqual(['abc', 'abc']);
    expect(await textOf(acceptedId(await replaced('own')))).toBe('mine');
    await expect(readableFile(engine, bench.local, own)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('leaves a denied entry in the audit also when he is refused before any byte is read', async () => {
    await expect(store({ as: { actor: limited, requestId: null }, projectId: outside })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await bench.sql('SELECT action, target_kind, target_id, outcome FROM audit_entry ORDER BY id DESC LIMIT 1')).toEqual([{ action: 'storeFile', target_kind: 'PROJECT', target_id: outside, outcome: 'DENIED' }]);
  });

  test('may only look where he is a viewer', async () => {
    const seen = acceptedId(await createProject(engine, bench.as(), { path: '/seen' }));
    const file = acceptedId(await store({ projectId: seen }));
    const as = { actor: limited, requestId: null };
    expect((await readableFile(engine, limited, file)).id).toBe(file);
    await expect(store({ as, projectId: seen })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deleteFile(engine, as, { fileId: file })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(readableFile(engine, { ...bench.local, role: 'runner' }, file)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the end of files', () => {
  test('what is deleted cannot be read at once, frees its share of the store, and its bytes go unless another file has them', async () => {
    const [first, second] = [acceptedId(await store()), acceptedId(await store({ name: 'the same' }))];
    acceptedId(await deleteFile(engine, bench.as(), { fileId: first }));
    await expect(readableFile(engine, bench.local, first)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteFile(engine, bench.as(), { fileId: first })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await forgetDeleted(engine)).toBe(1);
    expect(await textOf(second)).toBe('abc');
    acceptedId(await deleteFile(engine, bench.as(), { fileId: second }));
    await collectFiles(engine);
    expect([ground.files(), await bench.sql('SELECT 1 FROM file')]).toEqual([[], []]);
  });

  test('what is over cannot be read from that moment on, and is ended by the collector; what is kept on stays', async () => {
    const [over, kept] = [acceptedId(await store({ expiresInSeconds: 60 })), acceptedId(await store({ expiresInSeconds: 60, text: 'kept' }))];
    acceptedId(await keepFile(engine, bench.as(), { fileId: kept }));
    await bench.sql(`UPDATE file SET expires_at = now() - interval '1 second' WHERE expires_at IS NOT NULL`);
    await expect(readableFile(engine, bench.local, over)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await Promise.all([endExpired(engine, 'UPLOAD'), endExpired(engine, 'UPLOAD'), collectFiles(engine)]);
    expect([await bench.kinds(over), await textOf(kept)]).toEqual([['file.stored', 'file.deleted'], 'kept']);
    expect(await bench.sql(`SELECT data->>'reason' AS reason FROM event WHERE kind = 'file.deleted'`)).toEqual([{ reason: 'EXPIRED' }]);
  });

  test('a file that names no end of its own has the usual one, and keeping it sets another', async () => {
    const id = acceptedId(await store({ on: withBlobs(ground.blobs, { retentionDays: 2 }) }));
    const days = (): Promise<{ days: number | null }> => bench.one('SELECT round(extract(epoch FROM expires_at - created_at) / 86400)::int AS days FROM file WHERE id = $1', [id]);
    expect(await days()).toEqual({ days: 2 });
    acceptedId(await keepFile(engine, bench.as(), { fileId: id, expiresInSeconds: 864_000 }));
    expect(await days()).toEqual({ days: 10 });
    acceptedId(await keepFile(engine, bench.as(), { fileId: id }));
    expect(await days()).toEqual({ days: null });
  });
});

describe('the collector and uploads of the same bytes', () => {
  const SLICE = 0xba; // of the hash of abc

  function age(): void {
    for (const file of ground.files()) utimesSync(path.join(ground.directory, file), new Date(0), new Date(0));
  }

  /** A store whose uploads stop at a point until they are let go on. */
  function stopping(where: 'before' | 'after'): { blobs: Blobs; reached: Promise<void>; goOn: () => void } {
    const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const keep = async (blob: SpooledBlob): Promise<void> => {
      if (where === 'after') await blob.keep();
      reached.resolve();
      await gate.promise;
      if (where === 'before') await blob.keep();
    };
    const blobs: Blobs = {
      ...ground.blobs,
      async spool(bytes, limits) {
        const blob = await ground.blobs.spool(bytes, limits);
        return { ...blob, keep: () => keep(blob) };
      },
    };
    return { blobs, reached: reached.promise, goOn: gate.resolve };
  }

  test('bytes of an upload that never came on record go once they are old; those of files stay', async () => {
    acceptedId(await store({ text: 'stays' }));
    await using blob = await ground.blobs.spool(pieces('abc'), { maxBytes: 10 });
    await blob.keep();
    expect(await removeLeft(engine, SLICE)).toBe(0);
    age();
    const removed = await Promise.all(Array.from({ length: 256 }, (_, slice) => removeLeft(engine, slice)));
    expect(removed.flatMap((count, slice) => (count > 0 ? [[slice, count]] : []))).toEqual([[SLICE, 1]]);
    expect(ground.files()).toHaveLength(1);
  });

  test.each(['before', 'after'] as const)('an upload that has found old bytes of nobody, and stops %s it keeps them, does not lose them to the collector', async (where) => {
    await using left = await ground.blobs.spool(pieces('abc'), { maxBytes: 10 });
    await left.keep();
    age();
    const { blobs, reached, goOn } = stopping(where);
    const stored = store({ on: withBlobs(blobs) });
    await reached;
    // The collector has read that nobody has them, and waits for the upload's lock.
    const removal = removeLeft(engine, SLICE);
    await waitsForLock();
    goOn();
    const id = acceptedId(await stored);
    expect([await removal, await textOf(id)]).toEqual([0, 'abc']);
  });

  test('an upload that comes while the collector removes the bytes puts its own there', async () => {
    const first = acceptedId(await store());
    acceptedId(await deleteFile(engine, bench.as(), { fileId: first }));
    const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const blobs: Blobs = { ...ground.blobs, async remove(sha256) { reached.resolve(); await gate.promise; await ground.blobs.remove(sha256); } };
    const forgetting = forgetDeleted(withBlobs(blobs));
    await reached.promise;
    const stored = store();
    await waitsForLock();
    gate.resolve();
    const [id] = [acceptedId(await stored), await forgetting];
    expect(await textOf(id)).toBe('abc');
  });

  test('a hundred stores and deletions of few bytes, with the collector always at work, lose nothing', async () => {
    const texts = ['abc', 'def', 'ghi'];
    const held = new Map<string, string>();
    let over = false;
    const collecting = (async () => { while (!over) await collectFiles(engine); })();
    await Promise.all(Array.from({ length: 5 }, async (_, worker) => {
      for (let i = 0; i < 20; i++) {
        const text = texts[(worker + i) % texts.length]!;
        const id = acceptedId(await store({ text }));
        expect(await textOf(id)).toBe(text);
        if (i % 4 === 3) held.set(id, text);
        else acceptedId(await deleteFile(engine, bench.as(), { fileId: id }));
      }
    }));
    over = true;
    await collecting;
    for (const [id, text] of held) expect(await textOf(id)).toBe(text);
    await collectFiles(engine);
    expect([ground.files(), await bench.sql('SELECT 1 FROM file')]).toMatchObject([{ length: 3 }, { length: 25 }]);
  });

  async function waitsForLock(): Promise<void> {
    await expect.poll(() => bench.sql(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`), { timeout: 5_000 }).toHaveLength(1);
  }
});

test('every store that the domain knows takes files', async () => {
  for (const each of FILE_STORES) acceptedId(await store({ store: each }));
  expect(await bench.sql('SELECT store FROM file_store WHERE files = 1')).toHaveLength(FILE_STORES.length);
});
