// A database of a test's own on the run's shared cluster.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { EMPTY, OTHER_CONNECTIONS, SCHEMA_MARK } from './database-mark.ts';

/** A database nobody else uses. */
export interface FreshDatabase {
  readonly url: string;
  /** Gives it up, ending whatever connections are left. */
  drop(): Promise<void>;
}

/** The longest that a connection which was told to end may take, ms. */
const ENDING_MS = 10_000;

/** Databases of this file that were given up and emptied: making one takes ten times the processor of emptying one. */
const emptied: string[] = [];
/** What the schema looks like before a test has had it. */
let pristine: string | undefined;

/** Drops what was given up and not taken again. */
export async function dropEmptied(): Promise<void> {
  for (const url of emptied.splice(0)) await dropDatabase(url);
}

/** A database with this build's schema and nothing in it; the caller drops it. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const url = emptied.pop() ?? (await copyTemplate());
  let given: Promise<void> | undefined;
  // Given up twice it would be handed to two tests at once.
  return { url, drop: () => (given ??= giveUp(url)) };
}

/** A database without any table, for tests of the migration itself; the caller drops it. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  const url = await createDatabase('template0');
  return { url, drop: () => dropDatabase(url) };
}

async function copyTemplate(): Promise<string> {
  const url = await createDatabase(inject('migratedTemplate'));
  pristine ??= await connected(url, schemaMark);
  // Two logs never share an id, as if each had been migrated by itself.
  await connected(url, (client) => client.query('UPDATE event_meta SET log_id = gen_random_uuid()::text'));
  return url;
}

async function createDatabase(template: string): Promise<string> {
  // Named after the run, whose end removes what is left of them from a server that is not its own.
  const name = `${inject('migratedTemplate')}_${randomBytes(8).toString('hex')}`;
  await connected(inject('postgresUrl'), (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return Object.assign(new URL(inject('postgresUrl')), { pathname: `/${name}` }).href;
}

async function dropDatabase(url: string): Promise<void> {
  await connected(inject('postgresUrl'), (client) => client.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`));
}

/** Empties it for the next test; one whose schema a test has changed is dropped. */
async function giveUp(url: string): Promise<void> {
  if (await connected(url, isEmptied)) emptied.push(url);
  else await dropDatabase(url);
}

/** Whether it was emptied; until the last other connection is gone it may still commit. */
async function isEmptied(client: pg.Client): Promise<boolean> {
  const end = performance.now() + ENDING_MS;
  while ((await client.query(OTHER_CONNECTIONS)).rows.length > 0) if (performance.now() > end) return false;
  if ((await schemaMark(client)) !== pristine) return false;
  await client.query(EMPTY);
  return true;
}

async function schemaMark(client: pg.Client): Promise<string> {
  return (await client.query<{ mark: string }>(SCHEMA_MARK)).rows[0]!.mark;
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
