// The arguments of the list of algorithms.
import { ArgsType, Field } from 'type-graphql';
import type { AlgorithmSource } from '../../../domain/graph/algorithm.ts';
import { PageArgs } from '../page/page.args.ts';
import { AlgorithmSourceEnum } from './algorithm.enum.ts';

/** Which, and the page. */
@ArgsType()
export class AlgorithmListArgs extends PageArgs {
  @Field(() => AlgorithmSourceEnum, { nullable: true, description: 'Only those that come from there.' })
  source?: AlgorithmSource | null;

  @Field(() => String, { nullable: true, description: 'Only those whose name or description has this text, whatever its case.' })
  search?: string | null;
}
