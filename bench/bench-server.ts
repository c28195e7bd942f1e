// A real server for measurements: embedded PostgreSQL in a directory of its own, no runner unless asked for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Actor } from '../dist/domain/access.js';
import type { Engine } from '../dist/engine/engine.js';
import { readConfig } from '../dist/config.js';
import { silentLog } from '../dist/server/process-log.js';
import { startServer, type RunningServer } from '../dist/server/start-server.js';
import { requireDurable } from './bench-database.ts';

/** Starts on use, stops and removes its directory on disposal. */
export class BenchServer implements AsyncDisposable {
  readonly server: RunningServer;
  readonly directory: string;

  private constructor(server: RunningServer, directory: string) {
    this.server = server;
    this.directory = directory;
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<BenchServer> {
    const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-'));
    const config = readConfig({ PORT: '0', DATA_DIR: directory, SWITCHYARD_RUNNERS: '0', SWITCHYARD_POOL_SIZE: '16', ...settings });
    const server = await startServer(config, { log: silentLog() });
    await requireDurable(server.databaseUrl);
    return new BenchServer(server, directory);
  }

  get engine(): Engine {
    return this.server.engine;
  }

  get admin(): Actor {
    return this.server.localActor;
  }

  get databaseUrl(): string {
    return this.server.databaseUrl;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
