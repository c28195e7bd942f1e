// The oracle on the database of a running stage, together with what many subscribers saw.
import { oracle, type ClientSight, type Expectations } from '../../../oracle/oracle.ts';
import { printed } from '../../../oracle/oracle-report.ts';
import { connected, type Judgement } from '../judge-at.ts';

/** Judges the database as it is now: a table, and every violation with its invariant. */
export function verdictOn(databaseUrl: string, sights: { clients?: readonly ClientSight[]; expectations?: Expectations }): Promise<Judgement> {
  return connected(databaseUrl, async (db) => {
    const report = await oracle({ db, ...sights });
    return { text: printed(report), violations: report.checks.flatMap((check) => check.violations.map((violation) => `${check.id}: ${violation}`)) };
  });
}

/** Rows of one statement on the stage's database, past the server. */
export function rowsOf<Row extends object>(databaseUrl: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return connected(databaseUrl, (db) => db.query<Row>({ name: '', text: sql }, values));
}
