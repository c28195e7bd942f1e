// How old the events of a stretch of the log are.
import type { Connection, Statement } from '../database.ts';

/** Times of the first and the last event of a stretch, and the last one's number; null when it has none. */
export interface StretchAge {
  readonly oldestAt: Date | null;
  readonly newestAt: Date | null;
  readonly newestSeq: number | null;
}

/** Ages of the events with `after < seq <= upTo`: three looks at the key, however long the stretch. */
export async function stretchAge(conn: Connection, range: { readonly after: number; readonly upTo: number }): Promise<StretchAge> {
  return (await conn.query<StretchAge>(AGE, [range.after, range.upTo]))[0]!;
}

/** The first event of the stretch that is not older than `since`; null when all are. Reads the stretch up to there. */
export async function firstYoung(conn: Connection, range: { readonly after: number; readonly upTo: number; readonly since: Date }): Promise<number | null> {
  const [row] = await conn.query<{ readonly seq: number }>(FIRST_YOUNG, [range.after, range.upTo, range.since]);
  return row?.seq ?? null;
}

/** The time of the database, by which all of this is judged. */
export async function databaseTime(conn: Connection): Promise<Date> {
  return (await conn.query<{ readonly now: Date }>(NOW, []))[0]!.now;
}

const IN_STRETCH = 'FROM event WHERE seq > $1::bigint AND seq <= $2::bigint';

const AGE: Statement = {
  name: 'event.stretch_age',
  text: `SELECT (SELECT at ${IN_STRETCH} ORDER BY seq LIMIT 1) AS "oldestAt", (SELECT at ${IN_STRETCH} ORDER BY seq DESC LIMIT 1) AS "newestAt", (SELECT seq ${IN_STRETCH} ORDER BY seq DESC LIMIT 1) AS "newestSeq"`,
};

const FIRST_YOUNG: Statement = { name: 'event.first_young', text: `SELECT seq ${IN_STRETCH} AND at >= $3::timestamptz ORDER BY seq LIMIT 1` };

const NOW: Statement = { name: 'event.database_time', text: 'SELECT now() AS now' };
