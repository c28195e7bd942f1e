// Broken zips: whatever bytes are changed, reading them ends, in words, and never in a crash or for ever.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { archiveEntries } from '../../src/blobs/zip-archive.ts';
import { memberBytes } from '../../src/blobs/zip-member.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { OpenBlob } from '../../src/domain/ports.ts';
import { gathered, pieces, zipOf } from './blob-ground.ts';

const RUNS = 1_500;
const WHOLE = zipOf([{ name: 'a.txt', data: 'some text, some text, some text' }, { name: 'dir/' }, { name: 'dir/b', data: 'stored', stored: true }, { name: 'c', data: Buffer.alloc(5_000, 'xy') }]);

function blobOf(bytes: Buffer): OpenBlob {
  return {
    size: bytes.length,
    bytes: (first, last) => pieces(bytes.subarray(first, last + 1)),
    readAt: (into, position) => Promise.resolve(bytes.copy(into, 0, position)),
    async [Symbol.asyncDispose]() {},
  };
}

async function outcome(bytes: Buffer): Promise<'READ' | 'REFUSED'> {
  const blob = blobOf(bytes);
  try {
    for (const entry of await archiveEntries(blob)) expect(await gathered(memberBytes(blob, entry))).toHaveLength(entry.size);
    return 'READ';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.message).toMatch(/^the archive /);
    return 'REFUSED';
  }
}

test(`${RUNS} zips with bytes changed, cut off or put in between are read or refused`, async () => {
  expect(await outcome(WHOLE)).toBe('READ');
  const seen = { READ: 0, REFUSED: 0 };
  // Bytes of headers matter most: changes near the end meet the table.
  const place = fc.oneof(fc.nat(WHOLE.length - 1), fc.nat(250).map((back) => WHOLE.length - 1 - back));
  const change = fc.oneof(
    fc.record({ at: place, bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }).map(({ at, bytes }) => (zip: Buffer) => { const changed = Buffer.from(zip); Buffer.from(bytes).copy(changed, at); return changed; }),
    place.map((at) => (zip: Buffer) => zip.subarray(0, at)),
    fc.record({ at: place, bytes: fc.uint8Array({ maxLength: 40 }) }).map(({ at, bytes }) => (zip: Buffer) => Buffer.concat([zip.subarray(0, at), bytes, zip.subarray(at)])),
  );
  await fc.assert(fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
    seen[await outcome(changes.reduce((zip, one) => one(zip), WHOLE))]++;
  }), { numRuns: RUNS, seed: 20_261_121 });
  expect(seen.REFUSED).toBeGreaterThan(RUNS / 2);
  expect(seen.READ).toBeGreaterThan(0);
}, 60_000);
