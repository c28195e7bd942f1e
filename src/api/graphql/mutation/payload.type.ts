// The payload types of mutations: what was done, to what, and from which cursor on to watch the effect.
import { type ClassType, Field, ObjectType } from 'type-graphql';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { stringEnum } from '../string-enum.ts';
import { errorType } from './error.type.ts';
import type { UserErrorRecord } from './user-error.type.ts';

const RESULTS: readonly CommandOutcome['result'][] = ['ACCEPTED', 'NOOP', 'REFUSED'];

/** What a command did. */
export const CommandResultEnum = stringEnum('CommandResult', RESULTS, {
  description: 'What a command did.',
  values: { ACCEPTED: 'It took effect.', NOOP: 'Nothing needed doing: it was already so.', REFUSED: 'Nothing was done; `userErrors` says why.' },
});

/** A payload as resolvers give it; the object acted on stands under a name of its own. */
export interface PayloadRecord {
  readonly outcome: CommandOutcome['result'];
  readonly message: string | null;
  readonly userErrors: readonly UserErrorRecord[];
  readonly eventCursor: string | null;
}

/** The field of a payload that shows the object acted on, or another one beside it. */
export interface PayloadSubject {
  readonly field: string;
  readonly type: () => ClassType<object>;
  /** @default 'The <field> acted on, as it is now; null when there is none.' */
  readonly description?: string;
}

/** The payload type of a mutation, `AbortTaskPayload` of `AbortTask`. */
export function payloadType(mutation: string, ...subjects: readonly PayloadSubject[]): ClassType<PayloadRecord> {
  const ErrorOf = errorType(mutation);

  @ObjectType(`${mutation}Payload`, { simpleResolvers: true, description: `What ${mutation} did.` })
  class PayloadOf implements PayloadRecord {
    @Field(() => CommandResultEnum, { description: 'What was done.' })
    outcome!: CommandOutcome['result'];

    @Field(() => String, { nullable: true, description: 'Why nothing needed doing, or what is to be known of what was done; null when there is nothing to say, and when it was refused.' })
    message!: string | null;

    @Field(() => [ErrorOf], { description: 'Why it was not, or not wholly, carried out; empty otherwise.' })
    userErrors!: readonly UserErrorRecord[];

    @Field(() => String, { nullable: true, description: 'Cursor of the last event of the effect: everything after it comes later. Every server of the database shows the effect from now on and takes this cursor at once. Null when the command wrote no event.' })
    eventCursor!: string | null;
  }
  for (const { field, type, description = `The ${field} acted on, as it is now; null when there is none.` } of subjects) {
    Field(type, { nullable: true, simple: true, description })(PayloadOf.prototype, field);
  }
  return PayloadOf;
}
