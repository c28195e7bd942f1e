// Drafts: saving and reading what a user edits. They change nothing but themselves, so that they leave no events.
import { requireRole, type Actor } from '../domain/access.ts';
import { DomainError } from '../domain/errors.ts';
import { integerAt, jsonObjectAt, optional } from '../domain/input/check.ts';
import type { CommandOutcome } from '../domain/outcome.ts';
import { MAX_DRAFT, type Draft } from '../domain/run/draft.ts';
import { draftOfUser, writeDraft } from '../store/write/draft.store.ts';
import { accepted, runCommand } from './command-frame.ts';
import type { CommandContext, Engine } from './engine.ts';
import type { Reading } from './read/list.read.ts';

/** What to save; with `ifVersion` only when the draft is still in that version (0: when there is none yet). */
export interface SaveDraftInput {
  readonly body: unknown;
  readonly ifVersion?: number | undefined;
}

/** Saves the caller's draft in place of the one before; the subject of the outcome is the user. Errors: INVALID, VERSION_CONFLICT. */
export async function saveDraft(engine: Engine, context: CommandContext, input: SaveDraftInput): Promise<CommandOutcome> {
  const body = jsonObjectAt(input.body, ['body'], { max: MAX_DRAFT });
  const ifVersion = optional(input.ifVersion, (value) => integerAt(value, ['ifVersion'], { min: 0, max: 2 ** 31 - 1 }), null);
  const { userId } = context.actor;
  return runCommand(engine, context, {
    op: 'saveDraft',
    input,
    body: async (work) => {
      if ((await writeDraft(work.tx, { userId, body, ifVersion })) === null) {
        throw new DomainError('VERSION_CONFLICT', `the draft is no longer in version ${ifVersion}: read it again and save your changes on top of it`, { path: ['ifVersion'] });
      }
      return accepted(userId);
    },
  });
}

/** The caller's draft, or null when nothing was saved yet. */
export async function readDraft(engine: Reading, actor: Actor): Promise<Draft | null> {
  requireRole(actor, 'viewer');
  return (await draftOfUser(engine.db, actor.userId)) ?? null;
}
