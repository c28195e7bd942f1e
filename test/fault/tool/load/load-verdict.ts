// The oracle on the database of a running stage, together with what many subscribers saw.
import pg from 'pg';
import type { Connection } from '../../../../src/store/database.ts';
import { wireTypes } from '../../../../src/store/wire-types.ts';
import { oracle, type ClientSight, type Expectations } from '../../../oracle/oracle.ts';
import { printed } from '../../../oracle/oracle-report.ts';

/** The judgement as a table, and every violation with its invariant. */
export interface LoadVerdict {
  readonly text: string;
  readonly violations: readonly string[];
}

/** Judges the database as it is now. */
export function verdictOn(databaseUrl: string, sights: { clients?: readonly ClientSight[]; expectations?: Expectations }): Promise<LoadVerdict> {
  return withDatabase(databaseUrl, async (client) => {
    const report = await oracle({ db: connectionOf(client), ...sights });
    return { text: printed(report), violations: report.checks.flatMap((check) => check.violations.map((violation) => `${check.id}: ${violation}`)) };
  });
}

/** Rows of one statement on the stage's database, past the server. */
export function rowsOf<Row extends object>(databaseUrl: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return withDatabase(databaseUrl, async (client) => (await client.query({ text: sql, values: [...values], types: wireTypes })).rows as Row[]);
}

async function withDatabase<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'load verdict' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function connectionOf(client: pg.Client): Connection {
  return {
    async query<Row>(statement: { name: string; text: string }, values: readonly unknown[]): Promise<Row[]> {
      return (await client.query({ ...statement, values: values as unknown[], types: wireTypes })).rows as Row[];
    },
  };
}
