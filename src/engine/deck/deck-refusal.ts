// Why a call on a deck is not made: there is no such deck, or somebody uses it.
import type { Deck } from '../../domain/deck/deck.ts';
import { DomainError } from '../../domain/errors.ts';
import { adviceOf } from '../../domain/task/verdict.ts';
import { deckNames } from '../../store/read/deck-read.store.ts';
import { holderOfDeck } from '../../store/write/single-call.store.ts';
import { refused, type BodyOutcome } from '../command-frame.ts';
import { decisionAt } from '../place-check.ts';
import type { Work } from '../work.ts';

/** Refused DECK_BUSY, with the task that uses the deck when the command's caller may see that one. */
export async function deckBusy(work: Work, deck: Deck): Promise<BodyOutcome> {
  const holder = await holderOfDeck(work.tx, deck.id);
  const isSeen = holder !== undefined && (await decisionAt(work, holder.projectId, 'viewer')) === 'ALLOWED';
  const message = isSeen ? `the deck ${deck.name} is in use by the task ${holder.taskName} (${holder.taskId}); try again when it has ended, or abort it` : adviceOf('DECK_BUSY');
  return { ...refused(deck.id, 'DECK_BUSY'), message };
}

/** Throws NOT_FOUND with the names of the decks there are. */
export async function noSuchDeck(work: Work, name: string): Promise<never> {
  const names = await deckNames(work.tx);
  const known = names.length === 0 ? 'no runner has offered one yet: start a runner with a deck' : `known are ${names.join(', ')}`;
  throw new DomainError('NOT_FOUND', `there is no deck ${name}; ${known}`, { path: ['deck'] });
}
