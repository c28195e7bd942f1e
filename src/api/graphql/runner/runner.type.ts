// Runners as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { CapabilitiesByKind, RunnerKind, RunnerState } from '../../../domain/attempt/runner.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar } from '../scalars.ts';
import { SpecKindEnum } from '../task/task.enum.ts';
import { RunnerKindEnum, RunnerStateEnum } from './runner.enum.ts';

/** Something that takes work. */
@ObjectType('Runner', { implements: NodeInterface, simpleResolvers: true, description: 'Something that takes work, with a lease that it renews.' })
export class RunnerType extends NodeInterface {
  @Field(() => String, { description: 'Its name, unique.' })
  name!: string;

  @Field(() => RunnerKindEnum, { description: 'Where it comes from.' })
  kind!: RunnerKind;

  @Field(() => RunnerStateEnum, { description: 'Whether it takes work.' })
  state!: RunnerState;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its attempts are lost unless it is heard of before; null when it has no lease.' })
  leaseUntil!: Date | null;

  @Field(() => Int, { description: 'Attempts it runs at the same time.' })
  slots!: number;

  can!: CapabilitiesByKind;

  @Field(() => [SpecKindEnum], { description: 'The kinds of work it takes.' })
  kinds!: readonly SpecKind[];

  @Field(() => [String], { name: 'queueNames', simple: false, description: 'Names of the queues it takes work from, in order of preference.' })
  queues!: readonly string[];

  @Field(() => [String], { name: 'deckNames', simple: false, description: 'Names of the decks it offers.' })
  decks!: readonly string[];

  @Field(() => String, { description: 'The machine it runs on, as it says; may be empty.' })
  host!: string;

  @Field(() => String, { description: 'Its program and version, as it says; may be empty.' })
  agent!: string;

  @Field(() => DateTimeScalar, { description: 'When it was last heard of.' })
  seenAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it first came.' })
  createdAt!: Date;
}

/** A page of runners. */
export const RunnerConnection = connectionType('Runner', () => RunnerType);
