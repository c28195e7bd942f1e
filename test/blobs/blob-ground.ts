// A store of bytes in a directory of a test's own, and zips as nobody's packer would make them.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { openBlobs } from '../../src/blobs/blob-store.ts';
import type { Blobs } from '../../src/domain/ports.ts';

/** A store, its directory, and what it told its log. */
export interface BlobGround extends AsyncDisposable {
  readonly directory: string;
  readonly blobs: Blobs;
  readonly told: string[];
  /** Every file below the directory, by its path from there. */
  files(): string[];
}

/** Opens a store in a new directory. */
export async function blobGround(directory: string = mkdtempSync(path.join(tmpdir(), 'switchyard-blobs-'))): Promise<BlobGround> {
  const told: string[] = [];
  const blobs = await openBlobs(directory, { log: (message) => void told.push(message) });
  return {
    directory, blobs, told,
    files: () => readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => !statSync(path.join(directory, name), { throwIfNoEntry: false })?.isDirectory()).toSorted(),
    async [Symbol.asyncDispose]() { rmSync(directory, { recursive: true, force: true }); },
  };
}

/** A stream of those pieces. */
export async function* pieces(...parts: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

/** Everything of a stream. */
export async function gathered(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

/** A member to pack; what is not given is as it should be. */
export interface Packed {
  readonly name: string;
  readonly data?: string | Buffer;
  /** Replaces the packed data, which is deflated otherwise. */
  readonly packed?: Buffer;
  readonly stored?: boolean;
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly unixMode?: number;
  readonly method?: number;
  /** Points at the header of this member instead of its own. */
  readonly sharesDataOf?: number;
}

const UTF8 = 0x800;

/** A zip of those members. */
export function zipOf(members: readonly Packed[], entryCount: number = members.length): Buffer {
  const parts: Buffer[] = [];
  const table: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const member of members) {
    const data = Buffer.from(member.data ?? '');
    const packed = member.packed ?? (member.stored ? data : deflateRawSync(data));
    const fields = { name: Buffer.from(member.name), packedSize: packed.length, size: member.size ?? data.length, crc: member.crc ?? crc32(data), method: member.method ?? (member.stored ? 0 : 8), flags: member.flags ?? UTF8 };
    const shared = member.sharesDataOf === undefined ? null : offsets[member.sharesDataOf]!;
    offsets.push(shared ?? at);
    const header = headerOf(0x04034b50, fields);
    table.push(rowOf(fields, { offset: shared ?? at, unixMode: member.unixMode ?? 0o100644 }));
    if (shared !== null) continue;
    parts.push(header, packed);
    at += header.length + packed.length;
  }
  const rows = Buffer.concat(table);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entryCount, 8);
  end.writeUInt16LE(entryCount, 10);
  end.writeUInt32LE(rows.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, rows, end]);
}

interface Fields {
  readonly name: Buffer;
  readonly packedSize: number;
  readonly size: number;
  readonly crc: number;
  readonly method: number;
  readonly flags: number;
}

function headerOf(mark: number, { name, packedSize, size, crc, method, flags }: Fields): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(mark, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(0x5a2f_6000, 10);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(packedSize, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function rowOf(fields: Fields, { offset, unixMode }: { offset: number; unixMode: number }): Buffer {
  const local = headerOf(0x02014b50, fields);
  const row = Buffer.alloc(46);
  row.writeUInt32LE(0x02014b50, 0);
  row.writeUInt16LE((3 << 8) | 20, 4);
  local.copy(row, 6, 4, 28);
  row.writeUInt32LE(unixMode * 0x10000, 38);
  row.writeUInt32LE(offset, 42);
  return Buffer.concat([row, fields.name]);
}
