// Decks as sessions register them: locked by name, taken over from a runner that is gone, each with the one slot it has.
import type { Deck, DeckDescription } from '../../domain/deck/deck.ts';
import type { Connection, Statement } from '../database.ts';

/** A deck that a session offers. */
export interface OfferedDeck extends DeckDescription {
  /** Used when there is no deck of that name yet. */
  readonly newId: string;
  readonly sha: string;
}

/** A locked deck as it was before. */
export interface LockedDeck extends Pick<Deck, 'id' | 'name' | 'sha' | 'runnerId'> {
  /** The living runner that offers it now; null when nobody does. */
  readonly offeredBy: { readonly id: string; readonly name: string } | null;
}

// Of two sessions that bring a new name at once one waits for the other here, and finds its deck in the next statement.
const ENSURE: Statement = {
  name: 'ensure-decks',
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x ("newId" uuid, name text)),
    d AS (INSERT INTO deck (id, name, instruments, sha) SELECT "newId", name, '[]', '' FROM x ORDER BY name ON CONFLICT (name) DO NOTHING RETURNING id)
    INSERT INTO slot (resource_kind, resource_id, n) SELECT 'DECK', id, 1 FROM d`,
};

const LOCK: Statement = { name: 'lock-decks', text: 'SELECT id FROM deck WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE' };

// After the lock, in a statement of its own: one that had to wait for the lock would see the runner of another session as it was before.
const READ: Statement = {
  name: 'locked-decks',
  text: `SELECT deck.id, deck.name, deck.sha, deck.runner_id AS "runnerId",
      (SELECT jsonb_build_object('id', runner.id, 'name', runner.name) FROM runner
        WHERE runner.id = deck.runner_id AND deck.name = ANY(runner.decks) AND runner.state <> 'GONE' AND runner.lease_until > now()) AS "offeredBy"
    FROM deck WHERE deck.name = ANY($1::text[])`,
};

/** Makes the decks that are not known yet, empty, and locks all, in the order of their names. */
export async function lockDecks(tx: Connection, decks: readonly OfferedDeck[]): Promise<readonly LockedDeck[]> {
  const names = decks.map(({ name }) => name);
  const ensured = tx.query(ENSURE, [JSON.stringify(decks.map(({ newId, name }) => ({ newId, name })))]);
  const [, , locked] = await Promise.all([ensured, tx.query(LOCK, [names]), tx.query<LockedDeck>(READ, [names])]);
  return locked;
}

const DESCRIBE: Statement = {
  name: 'describe-decks',
  text: `UPDATE deck SET description = x.description, instruments = x.instruments, sha = x.sha, runner_id = $2, updated_at = now(), version = CASE WHEN deck.sha = '' THEN 1 ELSE deck.version + 1 END
    FROM json_to_recordset($1::json) AS x (name text, description text, instruments json, sha text) WHERE deck.name = x.name`,
};

/** Writes what locked decks are now, and who offers them. */
export async function describeDecks(tx: Connection, decks: readonly OfferedDeck[], runnerId: string): Promise<void> {
  await tx.query(DESCRIBE, [JSON.stringify(decks.map(({ name, description, instruments, sha }) => ({ name, description: description ?? null, instruments, sha }))), runnerId]);
}
