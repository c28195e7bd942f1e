// A whole server for one test file: its own database, directory and port, and what browsers and programs send to it.
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { readConfig } from '../../src/config.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

/** A server with what belongs to it; close it when the file is done. */
export interface OwnServer {
  readonly server: RunningServer;
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Starts one with those settings; no runners unless they are asked for. */
export async function ownServer(settings: Record<string, string> = {}, log: Logger = silentLog()): Promise<OwnServer> {
  const fresh = await freshDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'switchyard-server-'));
  const config = readConfig({ PORT: '0', DATABASE_URL: fresh.url, DATA_DIR: dataDir, SWITCHYARD_RUNNERS: '0', ...settings });
  const server = await startServer(config, { log });
  return {
    server,
    dataDir,
    async close() {
      await server.close();
      await fresh.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends exactly these headers, Host and Origin included, which fetch would not let us choose. */
export function send(url: string, call: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: call.method ?? 'GET', headers: call.headers ?? {} }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject).end(call.body);
  });
}

/** A mutation that would leave a project behind, as JSON. */
export const MUTATION = JSON.stringify({ query: 'mutation { createProject(input: { path: "/intruder" }) { project { id } userErrors { message } } }' });

/** How many projects there are: one more when the mutation was executed. */
export async function countProjects(server: RunningServer): Promise<number> {
  const [row] = await server.database.query<{ n: number }>({ name: 'test_projects', text: 'SELECT count(*)::int AS n FROM project' }, []);
  return row!.n;
}
