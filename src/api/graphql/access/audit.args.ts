// The arguments of the audit's list.
import { ArgsType, Field } from 'type-graphql';
import { PageArgs } from '../page/page.args.ts';
import { AuditFilterInput } from './audit-filter.input.ts';

/** Filter and page; the order is always newest first. */
@ArgsType()
export class AuditListArgs extends PageArgs {
  @Field(() => AuditFilterInput, { nullable: true, description: 'Which entries; all when absent.' })
  filter?: AuditFilterInput | null;
}
