// Entries of the audit as the API shows them.
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { AuditOutcome } from '../../../domain/audit/audit-entry.ts';
import type { Transport } from '../../../domain/call.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';
import { AuditOutcomeEnum, TransportEnum } from './audit.enum.ts';

/** Who commanded what, and what came of it. */
@ObjectType('AuditEntry', { simpleResolvers: true, description: 'Who commanded what, by which way, and what came of it. Entries are never changed; they go when they are older than SWITCHYARD_AUDIT_RETENTION_DAYS.' })
export class AuditEntryType {
  @Field(() => DateTimeScalar, { description: 'When the command began, by the clock of the database.' })
  at!: Date;

  @Field(() => ID, { description: 'Id of the user who commanded; all zeros for the command line.' })
  actorId!: string;

  @Field(() => String, { description: 'Name of that user, as it was then; for the command line that of the account of the machine.' })
  actorName!: string;

  @Field(() => ID, { nullable: true, description: 'The access key or session it came with; null in open mode and from inside.' })
  keyId!: string | null;

  @Field(() => String, { description: 'Name of the command, for example enqueueTask.' })
  action!: string;

  @Field(() => AuditOutcomeEnum, { description: 'What came of it.' })
  outcome!: AuditOutcome;

  @Field(() => String, { nullable: true, description: 'Why it was refused, denied or did nothing, as in UserErrorCode; null when it was accepted.' })
  code!: string | null;

  @Field(() => String, { nullable: true, description: 'The reason that the caller gave; null when it gave none.' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: "The client's own id of the command; null when it sent none." })
  requestId!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the call in the log of the server; null from inside.' })
  callId!: string | null;

  @Field(() => TransportEnum, { description: 'The way by which it came in.' })
  transport!: Transport;

  @Field(() => String, { nullable: true, description: 'Network address of the caller; null when it is not known.' })
  address!: string | null;

  @Field(() => Int, { description: 'How many attempts it stands for: more than 1 for denied attempts beyond those of a minute that are written down one by one.' })
  attempts!: number;
}

/** A page of the audit. */
export const AuditEntryConnection = connectionType('AuditEntry', () => AuditEntryType);
