// Which entries of the audit a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { AuditOutcome } from '../../../domain/audit/audit-entry.ts';
import { invalid } from '../../../domain/input/check.ts';
import { isUuid } from '../../../domain/uuid.ts';
import type { AuditFilter } from '../../../engine/access/audit.read.ts';
import { parseGlobalId } from '../global-id.ts';
import { DateTimeScalar } from '../scalars.ts';
import { AuditOutcomeEnum } from './audit.enum.ts';

/** All given parts must hold. */
@InputType('AuditFilter', { description: 'Which entries of the audit. All given parts must hold.' })
export class AuditFilterInput {
  @Field(() => ID, { nullable: true, description: 'Id of the user who commanded.' })
  actor?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the command, for example enqueueTask; at most 255 characters.' })
  action?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of what was acted on, as its type shows it; at most 200 characters.' })
  target?: string | null;

  @Field(() => AuditOutcomeEnum, { nullable: true, description: 'What came of it.' })
  outcome?: AuditOutcome | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From this time on.' })
  since?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this time.' })
  until?: Date | null;
}

/** The filter in the words of the read; throws INVALID for an actor that is no id. */
export function auditFilterOf(given: AuditFilterInput | null | undefined): AuditFilter {
  const { actor, action, target, outcome, since, until } = given ?? {};
  if (actor != null && !isUuid(actor)) invalid(['filter', 'actor'], 'is not the id of a user: use actorId of an entry, or the id of a User');
  return {
    actorId: actor ?? undefined,
    action: action ?? undefined,
    targetId: target == null ? undefined : (parseGlobalId(target)?.id ?? target),
    outcome: outcome ?? undefined,
    since: since ?? undefined,
    until: until ?? undefined,
  };
}
