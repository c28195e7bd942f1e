// Registering the decks of a session: refused while another living runner offers one of the same name.
import type { DeckDescription } from '../../domain/deck/deck.ts';
import { DomainError } from '../../domain/errors.ts';
import { describeDecks, lockDecks, type OfferedDeck } from '../../store/write/deck.store.ts';
import { hashOf } from '../command-request.ts';
import { emit, send, type Work } from '../work.ts';

/** Makes a runner the one that offers the decks. Tells of those that are new, described anew, or another's until now. Errors: INVALID. */
export async function registerDecks(work: Work, runnerId: string, decks: readonly DeckDescription[]): Promise<void> {
  if (decks.length === 0) return;
  const offered: readonly OfferedDeck[] = decks.map((deck) => ({ ...deck, newId: work.engine.newId(), sha: hashOf(deck) }));
  const known = new Map((await lockDecks(work.tx, offered)).map((deck) => [deck.name, deck]));
  decks.forEach(({ name }, i) => {
    const other = known.get(name)!.offeredBy;
    if (other !== null && other.id !== runnerId) {
      throw new DomainError('INVALID', `decks.${i}: the runner ${other.name} offers a deck named ${name}; stop it first, or give this deck another name`, { path: ['decks', String(i)] });
    }
  });
  const changed = offered.filter(({ name, sha }) => known.get(name)!.sha !== sha || known.get(name)!.runnerId !== runnerId);
  if (changed.length === 0) return;
  send(describeDecks(work.tx, changed, runnerId));
  for (const { name, sha, instruments } of changed) emit(work, 'deck.registered', { subjectId: known.get(name)!.id, data: { name, sha, runnerId, instruments: instruments.length } });
}
