// The checks of `switchyard doctor`: each says what it found, or throws with what to do.
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Config } from '../../config.ts';
import { MIN_POSTGRES_VERSION } from '../../store/migrate.ts';
import { probeAddress } from '../listen-address.ts';
import { postgresDir } from '../opened-database.ts';
import { completeBinaries, platformPackage } from '../postgres/platform-binaries.ts';
import { readRunningFile } from '../running-file.ts';

/** Oldest Node that runs the server. */
export const MIN_NODE = 26;
/** Longest time a program or the database may take to answer a check, ms. */
export const CHECK_MS = 10_000;

const run = promisify(execFile);

/** Node is new enough. */
export function checkNode(version: string): Promise<string> {
  if (Number(version.split('.')[0]) >= MIN_NODE) return Promise.resolve(`Node ${version}`);
  return Promise.reject(new Error(`Node ${version} is older than ${MIN_NODE}: run through npm (\`npx switchyard\`, \`npm start\`), which brings Node ${MIN_NODE}`));
}

/** Git can be run. */
export async function checkGit(): Promise<string> {
  try {
    return (await run('git', ['--version'], { timeout: CHECK_MS })).stdout.trim();
  } catch (cause) {
    throw new Error('git cannot be run; install it: tasks with a repository need it', { cause });
  }
}

/** The embedded PostgreSQL can be run; not needed with DATABASE_URL. */
export async function checkPostgresBinaries(config: Config): Promise<string> {
  if (config.databaseUrl !== null) return 'not needed: DATABASE_URL is set';
  const { postgres, libraries } = completeBinaries(platformPackage(), path.join(postgresDir(config.dataDir), 'libraries'));
  const env = libraries === null ? {} : { LD_LIBRARY_PATH: libraries };
  return (await run(postgres, ['--version'], { timeout: CHECK_MS, env })).stdout.trim();
}

/** The data directory can be written. */
export function checkData({ dataDir }: Config): Promise<string> {
  try {
    mkdirSync(dataDir, { recursive: true });
    const probe = path.join(dataDir, `.doctor-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    return Promise.resolve(`${dataDir} can be written`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return Promise.reject(new Error(`${dataDir} cannot be written (${why}): give this user the right, or set DATA_DIR to another directory`, { cause }));
  }
}

/** The port is free, or our own server has it. */
export async function checkPort(config: Config): Promise<string> {
  const running = readRunningFile(config.dataDir);
  if (running !== null) return `a server of this directory is up at ${running.url} (process ${running.pid})`;
  const port = await probeAddress(config);
  return config.port === 0 ? 'any free port will do' : `port ${port} on ${config.host} is free`;
}

/** The database answers and is new enough; an embedded one that is not running is no fault. */
export async function checkDatabase(config: Config): Promise<string> {
  const url = config.databaseUrl ?? readRunningFile(config.dataDir)?.databaseUrl;
  if (url === undefined) return 'the embedded one starts with the server';
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CHECK_MS, application_name: 'switchyard doctor' });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return judged(rows[0]?.server_version ?? 'of no version');
  } catch (cause) {
    throw new Error(`the database cannot be used: ${cause instanceof Error ? cause.message : String(cause)}; check DATABASE_URL`, { cause });
  } finally {
    await client.end();
  }
}

function judged(version: string): string {
  if (Number.parseInt(version, 10) >= MIN_POSTGRES_VERSION) return `PostgreSQL ${version}`;
  throw new Error(`PostgreSQL ${version} is older than ${MIN_POSTGRES_VERSION}`);
}
