// Drafts: reading and saving what the caller edits.
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Draft } from '../../../domain/run/draft.ts';
import { readDraft, saveDraft } from '../../../engine/draft.service.ts';
import type { ApiContext } from '../context.ts';
import { carryOut } from '../mutation/carry-out.ts';
import { type PayloadRecord, payloadType } from '../mutation/payload.type.ts';
import { DraftType } from './draft.type.ts';
import { SaveDraftInput } from './save-draft.input.ts';

/** Answer of saveDraft. */
export const SaveDraftPayload = payloadType('SaveDraft', { field: 'draft', type: () => DraftType });

/** `draft` and `saveDraft`. */
@Resolver()
export class DraftResolver {
  @Query(() => DraftType, { nullable: true, description: 'The draft of the caller; null when nothing was saved yet. Needs the role viewer.' })
  draft(@Ctx() { engine, actor }: ApiContext): Promise<Draft | null> {
    return readDraft(engine, actor);
  }

  @Mutation(() => SaveDraftPayload, { description: 'Saves the draft of the caller. It leaves no event. Needs the role operator.' })
  saveDraft(@Arg('input', () => SaveDraftInput, { description: 'What to save.' }) input: SaveDraftInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, {
      subject: null,
      input,
      command: async (context) => saveDraft(ctx.engine, context, { body: input.body, ifVersion: input.ifVersion ?? undefined }),
      extra: async () => ({ draft: await readDraft(ctx.engine, ctx.actor) }),
    });
  }
}
