// Which runners a list shows.
import { Field, InputType } from 'type-graphql';
import type { RunnerKind, RunnerState } from '../../../domain/attempt/runner.ts';
import type { RunnerFilter } from '../../../engine/read/lists.read.ts';
import { type EnumComparison, comparedValues, enumComparator } from '../page/comparator.input.ts';
import { StringComparatorInput, comparedName } from '../page/string-comparator.input.ts';
import { RunnerKindEnum, RunnerStateEnum } from './runner.enum.ts';

const StateComparator = enumComparator('RunnerState', RunnerStateEnum);
const KindComparator = enumComparator('RunnerKind', RunnerKindEnum);

/** All given parts must hold. */
@InputType('RunnerFilter', { description: 'Which runners. All given parts must hold.' })
export class RunnerFilterInput {
  @Field(() => StateComparator, { nullable: true, description: 'By state.' })
  state?: EnumComparison<RunnerState> | null;

  @Field(() => KindComparator, { nullable: true, description: 'By where they come from.' })
  kind?: EnumComparison<RunnerKind> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;
}

/** The filter in the words of the lists; throws INVALID for what cannot be. */
export function runnerFilterOf(given: RunnerFilterInput | null | undefined): RunnerFilter {
  return {
    states: comparedValues(given?.state, ['filter', 'state']),
    kinds: comparedValues(given?.kind, ['filter', 'kind']),
    name: comparedName(given?.name, ['filter', 'name']),
  };
}
