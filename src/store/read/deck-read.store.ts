// Reads of decks: lists, rows by id and by name, and the tasks that have them now.
import type { Deck } from '../../domain/deck/deck.ts';
import type { Connection, Statement } from '../database.ts';
import { DeckEntity } from '../entity/deck.entity.ts';
import { creationOrder } from './creation-order.ts';
import { type NameFilter, nameConditions, present } from './listing.ts';
import { nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Which decks. */
export interface DeckFilter {
  /** Those that this runner offers, or offered last. */
  readonly runnerId?: string | undefined;
  readonly name?: NameFilter | undefined;
}

type DeckRow = Omit<Deck, 'description'> & { readonly description: string | null };

const SELECT = selectList(DeckEntity, 't');

/** Lists and loads of decks. */
export const DECK_READS = nounReads<DeckRow, Deck, DeckFilter>({
  listing: { name: 'deck', from: 'deck t', select: SELECT, base: null, reach: null },
  order: creationOrder,
  conditions: ({ runnerId, name }) => [...present('runner', 't.runner_id = $?', runnerId), ...nameConditions(name)],
  record: deckOf,
});

const BY_NAME: Statement = { name: 'decks_by_name', text: `SELECT ${SELECT} FROM deck t WHERE t.name = ANY($1::text[]) LIMIT cardinality($1::text[])` };

/** Decks by name, in no order; unknown names are left out. */
export async function decksByName(connection: Connection, names: readonly string[]): Promise<Deck[]> {
  return (await connection.query<DeckRow>(BY_NAME, [names])).map(deckOf);
}

/** Most names that `deckNames` gives. */
export const MAX_DECK_NAMES = 50;

const NAMES: Statement = { name: 'deck_names', text: `SELECT name FROM deck ORDER BY name LIMIT ${MAX_DECK_NAMES}` };

/** Names of decks in alphabetical order, for messages. */
export async function deckNames(connection: Connection): Promise<string[]> {
  return (await connection.query<{ name: string }>(NAMES, [])).map(({ name }) => name);
}

const HOLDERS: Statement = {
  name: 'deck_holders',
  text: `SELECT slot.resource_id AS "deckId", attempt.task_id AS "taskId" FROM slot JOIN attempt ON attempt.id = slot.attempt_id
    WHERE slot.resource_kind = 'DECK' AND slot.resource_id = ANY($1::uuid[]) LIMIT cardinality($1::uuid[])`,
};

/** Which task has a deck to itself now. */
export interface DeckHolder {
  readonly deckId: string;
  readonly taskId: string;
}

/** The holders of decks; free ones are left out. */
export function deckHolders(connection: Connection, deckIds: readonly string[]): Promise<DeckHolder[]> {
  return connection.query<DeckHolder>(HOLDERS, [deckIds]);
}

function deckOf({ description, ...row }: DeckRow): Deck {
  return description === null ? row : { ...row, description };
}
