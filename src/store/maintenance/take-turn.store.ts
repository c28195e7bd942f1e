// Turns of recurring work that several servers look after: each is taken by the first that comes when it is due.
import type { Connection, Statement } from '../database.ts';

// Who comes too early writes nothing and takes no transaction id: however many servers look, the turns cost what they cost one server.
// A turn from the future, taken before the clock was set back, holds nobody up: until it came again nothing would be reaped.
// Of two that come at once the second waits for the first's row, judges it anew and finds it taken.
const TAKE: Statement = {
  name: 'take-turn',
  text: `INSERT INTO maintenance_turn (work, taken_at) SELECT $1, now()
    WHERE NOT EXISTS (SELECT FROM maintenance_turn WHERE work = $1 AND taken_at > now() - make_interval(secs => $2) AND taken_at < now() + make_interval(secs => $2))
    ON CONFLICT (work) DO UPDATE SET taken_at = excluded.taken_at
      WHERE maintenance_turn.taken_at <= excluded.taken_at - make_interval(secs => $2) OR maintenance_turn.taken_at >= excluded.taken_at + make_interval(secs => $2) RETURNING work`,
};

/** Takes the turn of this work when the last one was taken at least so many seconds ago, by the database's clock. */
export async function takeTurn(conn: Connection, work: string, everySeconds: number): Promise<boolean> {
  return (await conn.query(TAKE, [work, everySeconds])).length > 0;
}

const GIVE_BACK: Statement = { name: 'give-back-turn', text: `UPDATE maintenance_turn SET taken_at = '-infinity' WHERE work = $1` };

/** Makes the turn due at once, for whoever comes next. */
export async function giveBackTurn(conn: Connection, work: string): Promise<void> {
  await conn.query(GIVE_BACK, [work]);
}
