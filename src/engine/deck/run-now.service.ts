// A single call, now: one method of one instrument, past all queues, on a deck that nobody uses.
import { requireCall, type NamedCall } from '../../domain/deck/call-check.ts';
import { DECK_NAME, type Deck } from '../../domain/deck/deck.ts';
import { textAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { singleCallSpec } from '../../domain/run/single-call.ts';
import { adviceOf } from '../../domain/task/verdict.ts';
import { deckNames, decksByName } from '../../store/read/deck-read.store.ts';
import { holderOfDeck, keeperOfDeck, lockDeckSlot } from '../../store/write/single-call.store.ts';
import { accepted, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { DomainError } from '../../domain/errors.ts';
import { findProject } from '../found.ts';
import { decisionAt, isKeptToProjects } from '../place-check.ts';
import type { Work } from '../work.ts';
import { makeSingle } from './make-single.ts';

/** Which method of which deck, with which arguments; they are cast to the types that the deck describes. */
export interface RunNowInput {
  readonly deck: string;
  readonly instrument: string;
  readonly method: string;
  readonly args?: unknown;
  readonly projectId?: string | undefined;
}

/**
 * Makes a run with one task, which has the deck to itself at once, for the deck's runner alone; the subject is the run. Refused
 * DECK_BUSY with the task that uses the deck, and DECK_OFFLINE when no living runner has it. It is never repeated by itself.
 * Errors: INVALID (the call does not fit the deck), NOT_FOUND (deck, project).
 */
export async function runNow(engine: Engine, context: CommandContext, input: RunNowInput): Promise<CommandOutcome> {
  const name = textAt(input.deck, ['deck'], { max: 100, pattern: DECK_NAME, form: 'the name of a deck' });
  return runCommand(engine, context, {
    op: 'runNow',
    input,
    body: async (work) => {
      // Who may not run anything there is not told how the deck is.
      if (isKeptToProjects(work)) await findProject(work, input.projectId, { deckName: name });
      const deck = (await decksByName(work.tx, [name]))[0] ?? (await noSuchDeck(work, name));
      const call = requireCall(deck, { instrument: input.instrument, method: input.method, args: input.args });
      return callOn(work, deck, { call, projectId: input.projectId });
    },
  });
}

async function callOn(work: Work, deck: Deck, of: { call: NamedCall; projectId: string | undefined }): Promise<BodyOutcome> {
  const keeper = await keeperOfDeck(work.tx, deck.id);
  if (!keeper) return refused(deck.id, 'DECK_OFFLINE');
  const slot = await lockDeckSlot(work.tx, deck.id);
  if (slot === null) return busy(work, deck);
  const runId = await makeSingle(work, { spec: singleCallSpec(deck.name, of.call), projectId: of.projectId, keeper, deckId: deck.id, slot });
  return accepted(runId);
}

async function busy(work: Work, deck: Deck): Promise<BodyOutcome> {
  const holder = await holderOfDeck(work.tx, deck.id);
  const message = holder && (await decisionAt(work, holder.projectId, 'viewer')) === 'ALLOWED' ? `the deck ${deck.name} is in use by the task ${holder.taskName} (${holder.taskId}); try again when it has ended, or abort it` : adviceOf('DECK_BUSY');
  return { ...refused(deck.id, 'DECK_BUSY'), message };
}

async function noSuchDeck(work: Work, name: string): Promise<never> {
  const names = await deckNames(work.tx);
  const known = names.length === 0 ? 'no runner has offered one yet: start a runner with a deck' : `known are ${names.join(', ')}`;
  throw new DomainError('NOT_FOUND', `there is no deck ${name}; ${known}`, { path: ['deck'] });
}
