// Loaders of steps and decks.
import type { Deck } from '../../../domain/deck/deck.ts';
import type { StepRecord } from '../../../domain/steps/step-record.ts';
import type { Connection } from '../../../store/database.ts';
import { DECK_READS, type DeckHolder, deckHolders, decksByName } from '../../../store/read/deck-read.store.ts';
import { asStored } from '../../../store/read/noun-reads.ts';
import { type PhaseContexts, loadPhaseContexts } from '../../../store/read/step/phase-read.store.ts';
import { STEPS_OF_PHASES, loadSteps } from '../../../store/read/step/step-read.store.ts';
import { type PageLoader, pageLoader } from './page.loader.ts';
import type { LoaderReach } from './reach.loader.ts';
import { type RecordLoader, recordLoader } from './record.loader.ts';

/** Keyed by the id of the step, deck or phase, or by the name of the deck. */
export interface StepsLoaders {
  readonly step: RecordLoader<StepRecord>;
  readonly stepsOfPhase: PageLoader<StepRecord>;
  readonly contextsOfPhase: RecordLoader<PhaseContexts>;
  readonly deck: RecordLoader<Deck>;
  readonly deckByName: RecordLoader<Deck>;
  readonly holderOfDeck: RecordLoader<DeckHolder>;
}

/** The loaders of steps and decks. */
export function stepsLoaders(db: Connection, reach: LoaderReach): StepsLoaders {
  return {
    step: recordLoader(async (ids) => loadSteps(db, ids, await reach.get()), ({ id }) => id),
    stepsOfPhase: pageLoader<StepRecord, StepRecord>(db, reach, { listing: STEPS_OF_PHASES, record: asStored }),
    contextsOfPhase: recordLoader((ids) => loadPhaseContexts(db, ids), ({ id }) => id),
    deck: recordLoader(async (ids) => DECK_READS.load(db, ids, await reach.get()), ({ id }) => id),
    deckByName: recordLoader(async (names) => {
      await reach.get(); // decks are shared by all to whom any project is open
      return decksByName(db, names);
    }, ({ name }) => name),
    holderOfDeck: recordLoader((ids) => deckHolders(db, ids), ({ deckId }) => deckId),
  };
}
