// Archives: what the table of a zip may say, so that listing or reading one of its members can do no harm.
import { DomainError } from '../errors.ts';
import { faultOfEntryName } from './entry-name.ts';

/** Limits of archives: members, bytes of the table with what is behind it, bytes of one member, and how much larger a member may be than it is packed once it is larger than `ratioFrom` bytes. */
export const ARCHIVE_LIMITS = { entries: 10_000, tableBytes: 16_777_216, memberBytes: 4_294_967_296, ratio: 200, ratioFrom: 10_485_760, namesLength: 1_048_576 } as const;

/** One row of the table as it stands in the archive. */
export interface RawEntry {
  readonly name: string;
  readonly size: number;
  readonly packedSize: number;
  /** 0 = stored, 8 = deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Type and permissions when it was packed on Unix; null otherwise. */
  readonly unixMode: number | null;
  /** Where its header begins, and the least bytes that header and data take. */
  readonly offset: number;
  readonly extent: number;
  readonly modifiedAt: Date;
  readonly crc32: number;
}

/** A member that can be read. */
export interface ArchiveEntry extends RawEntry {
  /** Its place among the members, from 0. */
  readonly index: number;
}

/**
 * The members of an archive whose table lies at `tableAt`; directories are left out. Throws INVALID and LIMIT_EXCEEDED for the whole
 * archive: one that lies in one row is not believed in the others.
 */
export function checkedEntries(rows: readonly RawEntry[], tableAt: number): readonly ArchiveEntry[] {
  if (rows.length > ARCHIVE_LIMITS.entries) tooMuch(`has more than ${ARCHIVE_LIMITS.entries} members`);
  if (rows.reduce((sum, { name }) => sum + name.length, 0) > ARCHIVE_LIMITS.namesLength) tooMuch(`has names of more than ${ARCHIVE_LIMITS.namesLength} characters together`);
  for (const row of rows) checkRow(row);
  checkDoubles(rows);
  checkOverlaps(rows, tableAt);
  return rows.filter(({ name }) => !name.endsWith('/')).map((row, index) => ({ ...row, index }));
}

/** Throws when more members are declared than are looked at, or their table is larger than is read: each row may hold three texts of 64 KiB. */
export function checkTable(table: { readonly count: number; readonly bytes: number }): void {
  if (table.count > ARCHIVE_LIMITS.entries) tooMuch(`has ${table.count} members, more than ${ARCHIVE_LIMITS.entries}`);
  if (table.bytes > ARCHIVE_LIMITS.tableBytes) tooMuch(`has a table of members of ${table.bytes} bytes, more than ${ARCHIVE_LIMITS.tableBytes}`);
}

/** Throws INVALID for an archive that cannot be read. */
export function brokenArchive(why: string, cause?: unknown): never {
  throw new DomainError('INVALID', `the archive ${why}: download it whole, or pack it anew as a plain zip`, { cause });
}

function tooMuch(why: string): never {
  throw new DomainError('LIMIT_EXCEEDED', `the archive ${why}: download it whole instead`);
}

const FILE_TYPE = 0o170_000;
const [REGULAR, DIRECTORY, NO_TYPE] = [0o100_000, 0o040_000, 0];

function checkRow(row: RawEntry): void {
  const name = JSON.stringify(row.name.slice(0, 100));
  const fault = faultOfEntryName(row.name);
  if (fault !== null) brokenArchive(`has a member whose name ${name} ${fault}`);
  if (row.encrypted) brokenArchive(`has an encrypted member ${name}`);
  const type = row.unixMode === null ? NO_TYPE : row.unixMode & FILE_TYPE;
  if (type !== REGULAR && type !== DIRECTORY && type !== NO_TYPE) brokenArchive(`has a member ${name} that is a link or a device`);
  if (row.name.endsWith('/') && row.size > 0) brokenArchive(`has a directory ${name} with content`);
  if (row.method !== 0 && row.method !== 8) brokenArchive(`has a member ${name} packed in a way that is not known here (method ${row.method})`);
  if (row.method === 0 && row.size !== row.packedSize) brokenArchive(`contradicts itself about the size of ${name}`);
  if (row.size > ARCHIVE_LIMITS.memberBytes) tooMuch(`has a member ${name} of ${row.size} bytes, more than ${ARCHIVE_LIMITS.memberBytes}`);
  if (row.size > ARCHIVE_LIMITS.ratioFrom && row.size > row.packedSize * ARCHIVE_LIMITS.ratio) tooMuch(`has a member ${name} more than ${ARCHIVE_LIMITS.ratio} times as large as it is packed`);
}

// Two names that only differ in how they are composed are one file on some systems.
function checkDoubles(rows: readonly RawEntry[]): void {
  const seen = new Set<string>();
  for (const { name } of rows) {
    const key = name.normalize('NFC').replace(/\/$/, '');
    if (seen.has(key)) brokenArchive(`has two members named ${JSON.stringify(name.slice(0, 100))}`);
    seen.add(key);
  }
}

// Members that share their data make a small archive a large one.
function checkOverlaps(rows: readonly RawEntry[], tableAt: number): void {
  let end = 0;
  for (const { name, offset, extent } of rows.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < end) brokenArchive(`has members that overlap, ${JSON.stringify(name.slice(0, 100))} among them`);
    end = offset + extent;
  }
  if (end > tableAt) brokenArchive('has members that overlap its own table');
}
