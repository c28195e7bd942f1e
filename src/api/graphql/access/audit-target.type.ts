// What commands acted on, as the audit shows it.
import { Field, ID, ObjectType } from 'type-graphql';
import type { AuditTargetKind } from '../../../domain/audit/audit-target.ts';
import { AuditTargetKindEnum } from './audit.enum.ts';

/** What a command acted on. */
@ObjectType('AuditTarget', { simpleResolvers: true, description: 'What a command acted on or made, or what a denied one had named.' })
export class AuditTargetType {
  @Field(() => AuditTargetKindEnum, { nullable: true, description: 'What kind of thing it is; null when the command is not known to this version.' })
  kind!: AuditTargetKind | null;

  @Field(() => ID, { description: 'Its id, as the type of the thing shows it; for a deck its name. The thing may be gone.' })
  id!: string;
}
