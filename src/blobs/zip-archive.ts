// Reading zips where they lie: the table of members, and one member at a time. Nothing is ever unpacked to a disk.
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { type ArchiveEntry, brokenArchive, checkedEntries, checkTable, type RawEntry } from '../domain/file/archive.ts';
import { DomainError } from '../domain/errors.ts';
import type { OpenBlob } from '../domain/ports.ts';
import { ZipSource } from './zip-source.ts';

/** The members of a stored archive, checked as a whole. Throws INVALID for what is no zip that can be read safely, LIMIT_EXCEEDED for one that is too large. */
export async function archiveEntries(blob: OpenBlob): Promise<readonly ArchiveEntry[]> {
  return readZip(blob, async (zip) => {
    // Read before the first entry is: the reader moves it along.
    const tableAt = Number(zip.readEntryCursor);
    checkTable({ count: zip.entryCount, bytes: blob.size - tableAt });
    const rows: RawEntry[] = [];
    for await (const entry of zip.eachEntry()) rows.push(rowOf(entry));
    return checkedEntries(rows, tableAt);
  });
}

/** Where the data of a member begins; throws INVALID when it does not lie within the archive. */
export async function dataStart(blob: OpenBlob, entry: ArchiveEntry): Promise<number> {
  return readZip(blob, async (zip) => {
    const place = { relativeOffsetOfLocalHeader: entry.offset, compressedSize: entry.packedSize } as Entry;
    return (await zip.readLocalFileHeaderPromise(place, { minimal: true })).fileDataStart;
  });
}

async function readZip<T>(blob: OpenBlob, read: (zip: ZipFile) => Promise<T>): Promise<T> {
  try {
    const zip = await fromRandomAccessReaderPromise(new ZipSource(blob), blob.size, { autoClose: false, decodeStrings: false });
    try {
      return await read(zip);
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof DomainError || isOfTheDisk(error)) throw error;
    return brokenArchive('cannot be read as a zip', error);
  }
}

function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

const UNIX = 3;
const HEADER_BYTES = 30;

function rowOf(entry: Entry): RawEntry {
  return {
    name: getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true),
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    method: entry.compressionMethod,
    encrypted: entry.isEncrypted(),
    unixMode: entry.versionMadeBy >>> 8 === UNIX ? entry.externalFileAttributes >>> 16 : null,
    offset: entry.relativeOffsetOfLocalHeader,
    extent: HEADER_BYTES + entry.fileNameLength + entry.compressedSize,
    modifiedAt: entry.getLastModDate({ timezone: 'UTC' }),
    crc32: entry.crc32,
  };
}
