// One throw-away PostgreSQL for a whole test run; its URL reaches the tests through vitest's inject('postgresUrl').
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { type EmbeddedPostgres, startPostgres } from '../../src/server/postgres/embedded-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the run's own cluster, or of the server SWITCHYARD_TEST_DATABASE_URL names. */
    postgresUrl: string;
  }
}

/** Connections of the shared cluster: two test files at a time, some with several servers and pools. */
const SHARED_MAX_CONNECTIONS = 300;

let running: { server: EmbeddedPostgres; directory: string } | undefined;

/** Starts the cluster (fsync on, as in production) unless an external server is given. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env['SWITCHYARD_TEST_DATABASE_URL'];
  if (external) {
    project.provide('postgresUrl', external);
    return async () => {};
  }
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-test-'));
  const server = await startPostgres({ dataDir: path.join(directory, 'postgres'), log: () => {}, maxConnections: SHARED_MAX_CONNECTIONS });
  running = { server, directory };
  project.provide('postgresUrl', server.url);
  return teardown;
}

/** Stops the cluster and removes its directory. */
async function teardown(): Promise<void> {
  if (!running) return;
  const { server, directory } = running;
  running = undefined;
  await server.stop('immediate');
  rmSync(directory, { recursive: true, force: true });
}
