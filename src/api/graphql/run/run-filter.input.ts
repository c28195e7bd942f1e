// Which runs a list shows.
import { Field, ID, InputType } from 'type-graphql';
import type { RunStatus } from '../../../domain/run/run.ts';
import type { RunFilter } from '../../../engine/read/lists.read.ts';
import { optionalId } from '../global-id.ts';
import { type EnumComparison, comparedValues, enumComparator } from '../page/comparator.input.ts';
import { StringComparatorInput, comparedName } from '../page/string-comparator.input.ts';
import { RunStatusEnum } from './run.enum.ts';

const StatusComparator = enumComparator('RunStatus', RunStatusEnum);

/** All given parts must hold. */
@InputType('RunFilter', { description: 'Which runs. All given parts must hold.' })
export class RunFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of this project.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this workflow.' })
  workflowId?: string | null;

  @Field(() => StatusComparator, { nullable: true, description: 'By status.' })
  status?: EnumComparison<RunStatus> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;
}

/** The filter in the words of the lists; throws INVALID for what cannot be. */
export function runFilterOf(given: RunFilterInput | null | undefined): RunFilter {
  return {
    projectId: optionalId(given?.projectId, 'Project', ['filter', 'projectId']),
    workflowId: optionalId(given?.workflowId, 'Workflow', ['filter', 'workflowId']),
    statuses: comparedValues(given?.status, ['filter', 'status']),
    name: comparedName(given?.name, ['filter', 'name']),
  };
}
