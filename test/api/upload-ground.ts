// A server that takes files, behind a real front door: a small schema of its own, its spool, and raw multipart bodies.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import type { ApiContext } from '../../src/api/graphql/context.ts';
import { httpRoom } from '../../src/api/graphql/http/http-room.ts';
import { KeyPlaces } from '../../src/api/graphql/live/key-places.ts';
import { openSpool } from '../../src/api/graphql/upload/spool.ts';
import { type IncomingUpload, UploadScalar } from '../../src/api/graphql/upload/upload.scalar.ts';
import { closeFrontDoor, openFrontDoor } from '../../src/server/http/front-door.ts';
import { silentLog } from '../../src/server/process-log.ts';

/** Largest file of the server. */
export const MAX_FILE = 300_000;
/** Requests with files that it takes at the same time. */
export const MAX_PLACES = 6;
const BOUNDARY = 'the-boundary';

/** A running server. */
export interface UploadGround {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Mutations that were executed. */
  readonly executed: string[];
  /** Faults of ours that were logged. */
  readonly faults: string[];
  /** Most files seen in the spool while a file was read. */
  readonly seen: { files: number };
  /** Files in the spool now. */
  spooled(): string[];
  close(): Promise<void>;
}

/** Starts one. */
export async function uploadGround(): Promise<UploadGround> {
  const folder = openSpool(mkdtempSync(path.join(tmpdir(), 'switchyard-spool-')));
  const executed: string[] = [];
  const faults: string[] = [];
  const seen = { files: 0 };
  const log = { error: (fields: object, message: string) => void faults.push(`${message} ${String((fields as { err?: unknown }).err)}`) };
  const room = await httpRoom({
    schema: schemaOf(executed, () => { seen.files = Math.max(seen.files, readdirSync(folder).length); }),
    contextFor: (call) => ({ ...call, log }) as unknown as ApiContext,
    authorise: async (req) => {
      if (req.headers['x-leaves'] !== undefined) await once(req.socket, 'close');
      return { actor: { userId: 'u', name: 'tester', role: 'admin', grants: null }, keyId: null };
    },
    isUnavailable: () => false,
    uploads: { folder, maxFileBytes: MAX_FILE, places: new KeyPlaces(MAX_PLACES), log },
    log,
  });
  const server = openFrontDoor({
    rooms: { '/graphql': room.handle }, prefixes: {}, upgrades: {}, guarded: true, servedWhileDraining: [], isDraining: () => false,
    bodyTimes: { wholeMs: 1_500, progressMs: 200, restMs: 200, stallMs: 120_000 }, log: silentLog(),
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`, port, server, executed, faults, seen,
    spooled: () => readdirSync(folder),
    async close() {
      await closeFrontDoor(server);
      await room.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `name length sha256` of the file. */
export function told(name: string, bytes: Buffer): string {
  return `${name} ${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}`;
}

async function read(upload: Promise<IncomingUpload>, onPart: () => void): Promise<string> {
  const { filename, createReadStream } = await upload;
  const parts: Buffer[] = [];
  for await (const part of createReadStream() as AsyncIterable<Buffer>) {
    parts.push(part);
    onPart();
  }
  return told(filename, Buffer.concat(parts));
}

function schemaOf(executed: string[], onPart: () => void): GraphQLSchema {
  const file = { type: new GraphQLNonNull(UploadScalar) };
  const files = { type: new GraphQLNonNull(new GraphQLList(UploadScalar)) };
  const field = <A>(args: object, resolve: (args: A) => Promise<string> | string) => ({ type: GraphQLString, args: args as never, resolve: (_root: unknown, given: unknown) => resolve(given as A) });
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { ok: { type: GraphQLString, resolve: () => 'ok' } } }),
    mutation: new GraphQLObjectType({
      name: 'Mutation',
      fields: {
        store: field<{ file: Promise<IncomingUpload> }>({ file }, async ({ file: given }) => {
          executed.push('store');
          return await read(given, onPart);
        }),
        storeAll: field<{ files: Promise<IncomingUpload>[] }>({ files }, async ({ files: given }) => {
          executed.push('storeAll');
          return (await Promise.all(given.map((each) => read(each, onPart)))).join('\n');
        }),
        ignore: field({ file }, () => {
          executed.push('ignore');
          return 'ignored';
        }),
      },
    }),
  });
}

/** A part: a field, or a file when it has a filename. */
export interface Part {
  readonly name: string;
  readonly body: string | Buffer;
  readonly filename?: string;
}

export const STORE = { query: 'mutation($file: Upload!) { store(file: $file) }', variables: { file: null } };
export const FILE: Part = { name: '0', filename: 'a.txt', body: 'hello' };

/** The two fields in their order, as JSON or as the text given. */
export function fields(operations: unknown, map: unknown): Part[] {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return [{ name: 'operations', body: text(operations) }, { name: 'map', body: text(map) }];
}

/** A multipart body. */
export function multipart(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ name, body, filename }) => [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: text/plain`}\r\n\r\n`, body, '\r\n',
  ]);
  return Buffer.concat([...pieces, `--${BOUNDARY}--\r\n`].map((piece) => Buffer.from(piece)));
}

export const MULTIPART = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'apollo-require-preflight': 'yes' };

/** What came back. */
export interface UploadAnswer {
  readonly status: number;
  readonly json: { readonly data?: Readonly<Record<string, unknown>>; readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] };
}

/** Sends the bytes; an answer that comes before they have all been sent counts. */
export function post(url: string, body: Buffer, headers: Record<string, string> = MULTIPART): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    let answered = false;
    const req = request(url, { method: 'POST', headers: { ...headers, 'content-length': String(body.length) } }, (res) => {
      answered = true;
      let text = '';
      res.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode ?? 0, json: JSON.parse(text) as UploadAnswer['json'] }));
    });
    req.on('error', (error) => { if (!answered) reject(error); });
    req.end(body);
  });
}
