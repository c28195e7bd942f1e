// Which runners a list shows.
import { Field, InputType } from 'type-graphql';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { DateTimeComparatorInput, enumComparator, type EnumComparison, filterOfInput, IntComparatorInput, intParts, JOIN_WORDS, StringComparatorInput, TextListComparatorInput, textListParts, textParts, timeParts, wordParts } from '../filter/comparators.ts';
import { RunnerKindEnum, RunnerStateEnum } from './runner.enum.ts';

const StateComparator = enumComparator('RunnerState', RunnerStateEnum);
const KindComparator = enumComparator('RunnerKind', RunnerKindEnum);

/** All given parts must hold. */
@InputType('RunnerFilter', { description: 'Which runners. All given parts must hold.' })
export class RunnerFilterInput {
  @Field(() => StateComparator, { nullable: true, description: 'By state.' })
  state?: EnumComparison<string> | null;

  @Field(() => KindComparator, { nullable: true, description: 'By where they come from.' })
  kind?: EnumComparison<string> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By the machine they run on.' })
  host?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By their program and version.' })
  agent?: StringComparatorInput | null;

  @Field(() => TextListComparatorInput, { nullable: true, description: 'By the names of the queues they take work from.' })
  queueNames?: TextListComparatorInput | null;

  @Field(() => IntComparatorInput, { nullable: true, description: 'By how many attempts they run at the same time.' })
  slots?: IntComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they first came.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were last heard of.' })
  seenAt?: DateTimeComparatorInput | null;

  @Field(() => [RunnerFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: RunnerFilterInput[] | null;

  @Field(() => [RunnerFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: RunnerFilterInput[] | null;

  @Field(() => RunnerFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: RunnerFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function runnerFilterOf(given: RunnerFilterInput | null | undefined): Filter | undefined {
  return filterOfInput(given, partsOf);
}

function partsOf(given: RunnerFilterInput, path: InputPath): Filter[] {
  return [
    ...wordParts(given.state, ['state'], [...path, 'state']),
    ...wordParts(given.kind, ['kind'], [...path, 'kind']),
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...textParts(given.host, ['host'], [...path, 'host']),
    ...textParts(given.agent, ['agent'], [...path, 'agent']),
    ...textListParts(given.queueNames, ['queues'], [...path, 'queueNames']),
    ...intParts(given.slots, ['slots'], [...path, 'slots']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
    ...timeParts(given.seenAt, ['seenAt'], [...path, 'seenAt']),
  ];
}
