// Which workflows a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { WorkflowFilter } from '../../../engine/read/lists.read.ts';
import { optionalId } from '../global-id.ts';
import { StringComparatorInput, comparedName } from '../page/string-comparator.input.ts';

/** All given parts must hold. */
@InputType('WorkflowFilter', { description: 'Which workflows. All given parts must hold.' })
export class WorkflowFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;
}

/** The filter in the words of the lists; throws INVALID for what cannot be. */
export function workflowFilterOf(given: WorkflowFilterInput | null | undefined): WorkflowFilter {
  return { projectId: optionalId(given?.projectId, 'Project', ['filter', 'projectId']), name: comparedName(given?.name, ['filter', 'name']) };
}
