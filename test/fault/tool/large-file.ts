// A file far larger than memory should need, sent to a server of its own and read back, with the server's memory watched all the while.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { freshDatabase } from '../../postgres/fresh-database.ts';
import { ServerProcess } from '../server-process.ts';

/** What came of it. */
export interface LargeFileOutcome {
  readonly sent: string;
  readonly received: string;
  readonly told: { readonly sha256: string; readonly size: number };
  /** Growth of the server's resident memory over what it was before, at its highest. */
  readonly growthMib: number;
  /** The same for the way up alone. */
  readonly uploadGrowthMib: number;
  readonly uploadMibPerSecond: number;
  readonly downloadMibPerSecond: number;
  /** Files left in spools afterwards. */
  readonly left: number;
}

const MIB = 1_048_576;
/** How often the server's memory is looked at, ms. */
const LOOK_MS = 25;
const BOUNDARY = 'a-large-file';
const UPLOAD = 'mutation ($input: UploadFileInput!) { uploadFile(input: $input) { userErrors { message } file { sha256 size url } } }';

/** How large the file is, and the one before it, after which the server's memory counts as what it was. */
export interface LargeFilePlan {
  readonly bytes: number;
  readonly warmBytes: number;
}

/** Sends `bytes` of noise and reads them back, in one piece and with nothing else going on. */
export async function largeFile({ bytes, warmBytes }: LargeFilePlan): Promise<LargeFileOutcome> {
  const fresh = await freshDatabase();
  const server = await ServerProcess.prepare({ DATABASE_URL: fresh.url, SWITCHYARD_RUNNERS: '0' });
  try {
    await server.start();
    // Code and pools that the first file brings in are no growth.
    await received(server.url, (await upload(server.url, warmBytes)).told.url);
    const watch = watchMemory(server.pid!);
    const up = await timed(() => upload(server.url, bytes));
    const uploadGrowthMib = watch.most() / MIB;
    const down = await timed(() => received(server.url, up.value.told.url));
    const growthMib = watch.stop() / MIB;
    return { sent: up.value.sent, received: down.value, told: up.value.told, growthMib, uploadGrowthMib, uploadMibPerSecond: bytes / MIB / up.seconds, downloadMibPerSecond: bytes / MIB / down.seconds, left: spooled(server.directory) };
  } finally {
    await server.stop();
    await fresh.drop();
    rmSync(server.directory, { recursive: true, force: true });
  }
}

async function upload(url: string, bytes: number): Promise<{ sent: string; told: { sha256: string; size: number; url: string } }> {
  const hash = createHash('sha256');
  const part = (head: string): string => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  async function* body(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${part('name="operations"')}${JSON.stringify({ query: UPLOAD, variables: { input: { file: null } } })}\r\n${part('name="map"')}{"0":["variables.input.file"]}\r\n${part('name="0"; filename="large"')}`);
    const piece = randomBytes(MIB);
    for (let left = bytes; left > 0; left -= piece.length) {
      piece.writeUInt32LE(left % 2 ** 32, 0);
      const next = Buffer.from(piece.subarray(0, Math.min(left, piece.length)));
      hash.update(next);
      yield next;
    }
    yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  }
  const answered = Promise.withResolvers<string>();
  const sending = request(`${url}/graphql`, { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'apollo-require-preflight': '1' } }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (more: string) => { text += more; }).on('error', answered.reject).on('end', () => answered.resolve(text));
  });
  sending.on('error', answered.reject);
  await pipeline(body(), sending);
  const { data, errors } = JSON.parse(await answered.promise) as { data: { uploadFile: { file: { sha256: string; size: number; url: string } } }; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return { sent: hash.digest('hex'), told: data.uploadFile.file };
}

async function received(url: string, file: string): Promise<string> {
  const response = await fetch(url + file);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const hash = createHash('sha256');
  for await (const piece of response.body!) hash.update(piece);
  return hash.digest('hex');
}

function watchMemory(pid: number): { most: () => number; stop: () => number } {
  const resident = (): number => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1_024;
  const before = resident();
  let most = before;
  const look = (): void => { most = Math.max(most, resident()); };
  const timer = setInterval(look, LOOK_MS);
  return {
    most: () => most - before,
    stop() {
      look();
      clearInterval(timer);
      return most - before;
    },
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const start = performance.now();
  return { value: await work(), seconds: (performance.now() - start) / 1_000 };
}

function spooled(directory: string): number {
  const names = readdirSync(path.join(directory, 'data'), { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile() && !/^[0-9a-f]{64}$/.test(entry.name) && /spool|upload/.test(entry.parentPath)).length;
}
