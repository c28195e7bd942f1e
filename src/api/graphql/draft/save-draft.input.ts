// Saving a draft.
import { Field, InputType, Int } from 'type-graphql';
import { MAX_DRAFT } from '../../../domain/run/draft.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { JsonScalar } from '../scalars.ts';

/** What to save. */
@InputType('SaveDraftInput', { description: 'What to save in place of the draft before.' })
export class SaveDraftInput extends CommandInput {
  @Field(() => JsonScalar, { description: `An object of at most ${MAX_DRAFT} characters of JSON; it need not be a definition that could run.` })
  body!: unknown;

  @Field(() => Int, { nullable: true, description: 'Save only if the draft is still in this version, 0 when there is none yet; whatever there is is replaced when absent.' })
  ifVersion?: number | null;
}
