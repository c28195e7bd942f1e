// The decks that a check needs, read once.
import type { Deck } from '../../domain/deck/deck.ts';
import { shownList } from '../../domain/deck/coerce.ts';
import { deckNames, decksByName } from '../../store/read/deck-read.store.ts';
import type { Connection } from '../../store/database.ts';
import type { TaskSpec } from '../../domain/task/spec.ts';

/** Descriptions of the decks that specs name. */
export interface DeckBook {
  readonly decks: ReadonlyMap<string, Deck>;
  /** Names of decks that there are, for messages; empty when none is missing. */
  readonly known: readonly string[];
}

/** Reads the decks of specs; specs that need none cost no statement. */
export async function readDeckBook(connection: Connection, specs: readonly (TaskSpec | null)[]): Promise<DeckBook> {
  const names = [...new Set(specs.flatMap((spec) => (spec?.kind === 'steps' ? [spec.deck] : [])))];
  if (names.length === 0) return { decks: new Map(), known: [] };
  const decks = new Map((await decksByName(connection, names)).map((deck) => [deck.name, deck]));
  return { decks, known: decks.size === names.length ? [] : await deckNames(connection) };
}

/** What is wrong with the name of a deck, or null. */
export function deckFault(book: DeckBook, name: string): string | null {
  if (book.decks.has(name)) return null;
  const known = book.known.length === 0 ? 'none is known yet' : `known are ${shownList(book.known)}`;
  return `there is no deck ${name}; ${known}: start a runner that offers it`;
}
